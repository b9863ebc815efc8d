import assert from 'node:assert/strict';
import type { LogEntry, MessageEntry } from '../../../src/room/log/log-entry';
import type { LogChange } from '../../../src/room/log/room-log';
import type { SessionState } from '../../../src/room/room';
import { roomInLinks } from '../../../src/store/room-in-links';
import { english } from '../../../src/strings/translate';
import { formatMessageLink, maxFollowed } from '../../../src/text/message-link';
import { LinkedMessages, type LinkedMessagesDeps } from '../../../src/ui/panel/linked-messages';
import { Emitter } from '../../../src/util/event';

const pins = { here: 'h'.repeat(43), other: 'o'.repeat(43) };
const noon = Date.UTC(2025, 2, 4, 12);
const day = 86_400_000;
const wording = { language: 'en-GB', timeZone: 'UTC', t: english };

function message(id: string, seq: number, change: Partial<MessageEntry> = {}): MessageEntry {
  const said = { author: 'm1', authorName: 'Ann', own: false, text: `text of ${id}` };
  return { kind: 'message', id, seq, time: noon + seq, ...said, ...change };
}

const linkTo = ({ seq = 0, time }: MessageEntry, pin = pins.here, scheme = 'vscode') =>
  formatMessageLink({ room: roomInLinks(pin), seq, time }, scheme);

describe('what a link to a message leads to', () => {
  function setUp() {
    const states = new Emitter<SessionState>();
    const changes = new Emitter<LogChange>();
    const asked: string[] = [];
    const session = {
      firstPin: pins.here as string | undefined,
      shownLog: { journalId: 'j-here' } as { journalId: string } | undefined,
      entries: [message('a', 1), message('b', 2)] as readonly LogEntry[],
      entry: (id: string) => session.entries.find((entry) => entry.id === id),
      onDidChangeState: states.event,
      onDidChangeLog: changes.event,
    };
    const linked = new LinkedMessages({
      ...wording,
      session: session as unknown as LinkedMessagesDeps['session'],
      pinOf: (id) => {
        asked.push(id);
        return id === 'j-other' ? pins.other : undefined;
      },
    });
    const targetOf = (address: string, sent = noon) => linked.of({ time: sent })(address);
    const change = (entries: readonly LogEntry[], told: LogChange) => {
      session.entries = entries;
      changes.fire(told);
    };
    const moveTo = (shown: string | undefined, pin?: string) => {
      session.shownLog = shown === undefined ? undefined : { journalId: shown };
      session.firstPin = pin;
      states.fire({} as SessionState);
    };
    return { linked, session, targetOf, change, moveTo, asked };
  }

  it('is its author and time, with the day if it is another one', () => {
    const { targetOf } = setUp();
    const link = linkTo(message('b', 2));
    const found = { id: 'b', quote: 'text of b' };
    assert.deepEqual(targetOf(link), { label: 'Message from Ann · 12:00', ...found });
    assert.deepEqual(targetOf(link, noon + day), {
      ...{ label: 'Message from Ann · 4 Mar, 12:00', ...found },
    });
    assert.equal(targetOf(linkTo(message('b', 2), pins.here, 'cursor')).id, 'b');
  });

  it('is said in plain words where it isn’t known', () => {
    const { targetOf } = setUp();
    const known = message('b', 2);
    for (const address of [
      linkTo(known, pins.other),
      linkTo({ ...known, time: noon }),
      linkTo(message('z', 99)),
      linkTo(known).replace('vscode', 'javascript'),
      `${linkTo(known)}${'9'.repeat(500)}`,
      'https://example.com/',
      '',
    ]) {
      assert.deepEqual(targetOf(address), { label: 'Link to a message' }, address);
    }
  });

  it('follows the log, and forgets what was deleted', () => {
    const { targetOf, change } = setUp();
    const link = linkTo(message('b', 2));
    assert.equal(targetOf(link).id, 'b');
    const added = message('c', 3);
    assert.equal(targetOf(linkTo(added)).id, undefined);
    change([message('b', 2), added], { type: 'entry', entry: added });
    assert.equal(targetOf(linkTo(added)).id, 'c');
    const gone = { ...message('b', 2), text: '', deleted: true } as const;
    change([gone, added], { type: 'entry', entry: gone });
    assert.equal(targetOf(link).quote, 'This message was deleted');
    change([added], { type: 'removed', id: 'b' });
    assert.equal(targetOf(link).id, undefined);
    change([message('x', 1)], { type: 'reset', isSameRoom: false });
    assert.equal(targetOf(linkTo(added)).id, undefined);
    assert.equal(targetOf(linkTo(message('x', 1))).id, 'x');
  });

  it('stays in the room after it has ended, and is another room’s when its chat is shown', () => {
    const { linked, targetOf, moveTo, asked } = setUp();
    let changes = 0;
    linked.onDidChange(() => {
      changes += 1;
    });
    const link = linkTo(message('b', 2));
    assert.equal(targetOf(link).id, 'b');
    moveTo('j-here');
    assert.equal(targetOf(link).id, 'b', 'the room’s record may be erased by now');
    assert.deepEqual([changes, asked.length], [0, 0]);
    moveTo('j-other');
    assert.equal(changes, 1, 'what is shown was put into words for the other room');
    assert.equal(targetOf(link).id, undefined);
    assert.equal(targetOf(linkTo(message('b', 2), pins.other)).id, 'b');
    moveTo(undefined);
    assert.equal(linked.room, undefined, 'a lab room has no links');
  });

  it('quotes no other link by its address', () => {
    const { session, targetOf } = setUp();
    const [a] = session.entries as readonly MessageEntry[];
    assert.ok(a);
    const linking = message('l', 5, { text: `see ${linkTo(a)}` });
    session.entries = [a, linking];
    assert.equal(targetOf(linkTo(linking)).quote, 'see Link to a message');
  });

  it('is known of the first different links in a text, for what changes with them', () => {
    const { linked } = setUp();
    const [a, b] = [linkTo(message('a', 1)), linkTo(message('b', 2))];
    assert.deepEqual(linked.idsIn(`${a} ${linkTo(message('z', 9))} ${b}`), ['a', 'b']);
    assert.deepEqual(linked.idsIn(`${linkTo(message('z', 9))} `.repeat(50) + a), ['a']);
    const other = (seq: number) => linkTo(message('z', seq), pins.other);
    const others = Array.from({ length: maxFollowed }, (_, seq) => other(seq));
    assert.deepEqual(linked.idsIn([...others.slice(1), a, b].join(' ')), ['a']);
    assert.deepEqual(linked.idsIn([...others, a].join(' ')), []);
    assert.deepEqual(linked.idsIn('no link'), []);
  });

  it('is read once for many links', () => {
    const { linked, session } = setUp();
    const [a] = session.entries as readonly MessageEntry[];
    assert.ok(a);
    let reads = 0;
    const long = {
      ...message('l', 5),
      get text() {
        reads += 1;
        return `${linkTo(a)} `.repeat(40);
      },
    };
    session.entries = [a, long];
    const link = linkTo(long);
    const [first, ...others] = Array.from({ length: 10 }, () => linked.of({ time: noon })(link));
    assert.match(first?.quote ?? '', /^Link to a message Link to/);
    const before = reads;
    assert.deepEqual(linked.of({ time: noon })(link), others[0]);
    assert.equal(reads, before);
  });
});
