import assert from 'node:assert/strict';
import type { LogEntry } from '../../../src/room/log/log-entry';
import type { LogChange } from '../../../src/room/log/room-log';
import type { SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { parseMessageLink } from '../../../src/text/message-link';
import { MessageLinks, type MessageLinksDeps } from '../../../src/ui/history/message-links';
import { LinkedMessages, type LinkedMessagesDeps } from '../../../src/ui/panel/linked-messages';
import { Emitter } from '../../../src/util/event';

const pins = { here: 'h'.repeat(43), kept: 'k'.repeat(43), gone: 'g'.repeat(43) };
const offline: SessionState = { connection: { kind: 'offline' }, members: [], waiting: [] };

function message(id: string, seq: number, time: number): LogEntry {
  const said = { author: 'm1', authorName: 'Ann', own: false, text: id };
  return { kind: 'message', id, seq, time, ...said };
}

describe('links to messages', () => {
  function setUp(agrees = true) {
    const logs: Record<string, readonly LogEntry[]> = {
      here: [message('a', 1, 10), message('b', 2, 20)],
      kept: [message('x', 1, 70)],
    };
    const states = new Emitter<SessionState>();
    const changes = new Emitter<LogChange>();
    const records = { copied: [] as string[], shown: [] as string[], told: [] as string[] };
    const asked: string[] = [];
    const session = {
      firstPin: pins.here as string | undefined,
      shownLog: { journalId: 'here' },
      state: offline,
      entries: logs.here as readonly LogEntry[],
      entry: (id: string) => session.entries.find((entry) => entry.id === id),
      read: async (id: string) => {
        session.entries = logs[id] ?? [];
        session.firstPin = undefined;
        changes.fire({ type: 'reset', isSameRoom: false } as LogChange);
        session.shownLog = { journalId: id };
        states.fire(offline);
        return true;
      },
      onDidChangeState: states.event,
      onDidChangeLog: changes.event,
    };
    const room = { entries: 1, name: 'Lab 3' };
    const rooms = [
      { ...room, id: 'kept', pin: pins.kept, firstPin: pins.kept },
    ] as unknown as readonly never[];
    const linked = new LinkedMessages({
      session: session as unknown as LinkedMessagesDeps['session'],
      pinOf: (id) => pins[id as keyof typeof pins],
      language: 'en',
      t: english,
    });
    const links = new MessageLinks({
      session: session as unknown as MessageLinksDeps['session'],
      linked,
      history: { rooms },
      scheme: 'vscodium',
      t: english,
      reveal: async (id) => void records.shown.push(id),
      copy: async (text) => void records.copied.push(text),
      tell: (text) => void records.told.push(text),
      confirm: async (question) => {
        asked.push(question);
        return agrees;
      },
    });
    const linkTo = async (id: string) => {
      await links.copy(id);
      return parseMessageLink(records.copied.at(-1) ?? '') ?? assert.fail('a link');
    };
    return { links, linkTo, session, states, changes, asked, ...records };
  }

  it('name the message and the room, but no secret', async () => {
    const { links, copied } = setUp();
    await links.copy('b');
    const [link = ''] = copied;
    assert.match(link, /^vscodium:\/\/deskmate\.deskmate\/message\?r=[\w-]{22}&m=2&t=20$/);
    assert.ok(!link.includes('hhh'), 'the pin itself isn’t in it');
  });

  it('lead to the message in the room that is shown, also after it has ended', async () => {
    const { links, linkTo, session, states, shown, told } = setUp();
    const link = await linkTo('b');
    await links.open(link);
    session.firstPin = undefined;
    states.fire(offline);
    await links.open(link);
    assert.deepEqual(shown, ['b', 'b']);
    await links.open({ ...link, time: 21 });
    assert.equal(shown.length, 2, 'the host has numbered again since');
    assert.match(told[0] ?? '', /no longer in this chat/);
  });

  it('lead into the history once the user agrees', async () => {
    const other = setUp();
    await other.session.read('kept');
    const link = await other.linkTo('x');

    const { links, asked, shown } = setUp();
    await links.open(link);
    assert.deepEqual(asked, ['The linked message is in “Lab 3”. Open that chat?']);
    assert.deepEqual(shown, ['x']);
    await links.open(link);
    assert.equal(asked.length, 1, 'that chat is shown now');

    const unwilling = setUp(false);
    await unwilling.links.open(link);
    assert.deepEqual(unwilling.shown, []);
    assert.equal(unwilling.session.firstPin, pins.here);
  });

  it('to other rooms say so, and ask nothing', async () => {
    const { links, linkTo, asked, told } = setUp();
    const link = await linkTo('a');
    await links.open({ ...link, room: 'z'.repeat(22) });
    assert.deepEqual(asked, []);
    assert.match(told[0] ?? '', /in a room that you aren’t in/);
  });

  it('can’t be made for what has no number', async () => {
    const { links, session, copied, told } = setUp();
    const { seq: _, ...waiting } = message('w', 3, 30);
    session.entries = [...session.entries, waiting];
    await links.copy('w');
    await links.copy('nothing');
    assert.deepEqual(copied, []);
    assert.equal(told.length, 2);
  });
});
