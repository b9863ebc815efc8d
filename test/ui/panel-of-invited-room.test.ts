import assert from 'node:assert/strict';
import type { LogEntry, MessageEntry } from '../../src/room/log-entry';
import { type NewEntry, type Placing, RoomLog } from '../../src/room/room-log';
import type { Member, SessionState } from '../../src/room/session-state';
import { PanelAdapter, type ShownSession } from '../../src/ui/panel-adapter';
import { Emitter } from '../../src/util/event';
import type { PanelMessage, PlacedMessage } from '../../src/webview/messages';
import { english } from '../helpers/english';

const members: readonly Member[] = [
  { id: 'm0', name: 'Cai', self: false, host: true, presence: 'here' },
  { id: 'm1', name: 'Ann', self: true, host: false, presence: 'here' },
];

const joined: SessionState = {
  connection: { kind: 'joined' },
  room: { kind: 'pair', name: 'Lab 3', address: '10.0.0.1', port: 9000 },
  members,
  waiting: [],
};

/** A session whose room does what a test says. */
class ScriptedSession implements ShownSession {
  private readonly log = new RoomLog();
  private readonly changes = new Emitter<SessionState>();
  readonly onDidChangeState = this.changes.event;
  readonly onDidChangeLog = this.log.onDidChange;
  state: SessionState = joined;
  typed = 0;
  readonly invited = {
    typing: () => {
      this.typed += 1;
    },
  };

  get entries(): readonly LogEntry[] {
    return this.log.entries;
  }

  say(text: string): void {
    this.add(true, text, { queued: true }, { delivery: 'queued' });
  }

  hear(text: string): string {
    return this.add(false, text, { beforeQueued: true });
  }

  amend(id: string, change: Partial<MessageEntry>): void {
    this.log.amend(id, (entry) => ({ ...entry, ...change }) as LogEntry);
  }

  become(connection: SessionState['connection'], more: Partial<SessionState> = {}): void {
    this.state = { ...this.state, connection, ...more };
    this.changes.fire(this.state);
  }

  /** Another log, as after a reload of the window. */
  reload(entries: readonly NewEntry[]): void {
    this.log.reset(entries);
  }

  private add(own: boolean, text: string, placing: Placing, more: Partial<MessageEntry> = {}) {
    const { id: author, name: authorName } = members[own ? 1 : 0] as Member;
    return this.log.add(
      { kind: 'message', time: 1, author, authorName, own, text, ...more } as NewEntry,
      placing,
    );
  }
}

function setUp() {
  const session = new ScriptedSession();
  const panel = new PanelAdapter({
    session,
    language: 'en',
    t: english,
    sources: () => ({
      problem: undefined,
      canRejoin: false,
      reachable: undefined,
      remote: undefined,
    }),
    run: () => {},
  });
  const shown: PlacedMessage[] = [];
  panel.onDidChangeMessage((message) => shown.push(message));
  const heard: LogEntry[] = [];
  panel.onDidHear((entry) => heard.push(entry));
  const delivery = (text: string) => {
    const messages: readonly PanelMessage[] = panel.snapshot().messages;
    const found = messages.find((message) => message.text === text);
    return found?.kind === 'message' ? found.delivery?.state : undefined;
  };
  return { session, panel, shown, heard, delivery };
}

describe('the panel’s model in a room by invite', () => {
  it('says before which message a new one stands, and keeps the place of a changed one', () => {
    const { session, shown } = setUp();
    session.say('waits');
    const id = session.hear('meanwhile');
    const waits = shown[0]?.id as string;
    assert.deepEqual(
      shown.map(({ text, before }) => [text, before]),
      [
        ['waits', undefined],
        ['meanwhile', waits],
      ],
    );
    session.amend(id, { text: 'meanwhile, edited', edited: true });
    assert.equal(shown.at(-1)?.before, undefined);
    assert.equal(shown.at(-1)?.id, id);
  });

  it('follows a message from here to everybody', () => {
    const { session, shown, delivery } = setUp();
    session.say('hello');
    assert.equal(delivery('hello'), 'queued');
    const id = shown[0]?.id as string;
    session.amend(id, { seq: 7, delivery: 'hub' });
    assert.equal(delivery('hello'), 'hub');
    session.amend(id, { delivery: { received: 1, of: 1, names: ['Cai'] } });
    assert.equal(delivery('hello'), 'all');
  });

  it('keeps what is queued through a broken connection', () => {
    const { session, panel, delivery } = setUp();
    session.become({ kind: 'reconnecting' });
    session.say('later');
    assert.equal(panel.status().canSend, true);
    assert.equal(delivery('later'), 'queued');
    session.become({ kind: 'joined' });
    assert.equal(delivery('later'), 'queued');
  });

  it('gives up what is queued when the room is over, and takes that back when it is not', () => {
    const { session, shown, delivery } = setUp();
    session.say('later');
    session.become({ kind: 'offline', error: 'room-closed' });
    assert.equal(delivery('later'), 'unsent');
    session.become({ kind: 'reconnecting' });
    assert.equal(delivery('later'), 'queued');
    assert.deepEqual(
      shown.map((message) => message.kind === 'message' && message.delivery?.state),
      ['queued', 'unsent', 'queued'],
    );
  });

  it('shows what was queued before a reload as queued once the room is back', () => {
    const { session, delivery } = setUp();
    session.become({ kind: 'offline' });
    session.reload([
      {
        kind: 'message',
        time: 1,
        author: 'm1',
        authorName: 'Ann',
        own: true,
        text: 'kept',
        delivery: 'queued',
      },
    ]);
    assert.equal(delivery('kept'), 'unsent');
    session.become({ kind: 'reconnecting' });
    assert.equal(delivery('kept'), 'queued');
  });

  it('counts and notifies once, whatever becomes of a message, presence or typing', () => {
    const { session, panel, heard } = setUp();
    const ids = ['one', 'two'].map((text) => session.hear(text));
    session.say('mine');
    for (const id of ids) {
      session.amend(id, { text: 'edited', edited: true });
      session.amend(id, { text: '', deleted: true });
      session.amend(id, { reactions: { '👍': ['m1'] } });
    }
    const typing = members.map((member) => ({
      ...member,
      typing: true,
      presence: 'idle' as const,
    }));
    session.become({ kind: 'joined' }, { members: typing });
    assert.equal(panel.unreadCount, 2);
    assert.equal(heard.length, 2);
    panel.seen(ids[1] as string);
    for (const id of ids) session.amend(id, { text: 'edited again' });
    assert.equal(panel.unreadCount, 0);
    assert.equal(heard.length, 2);
  });

  it('gives each author the colour it has in the list', () => {
    const { session, panel, shown } = setUp();
    session.hear('hello');
    session.say('hi');
    const colours = new Map(panel.status().members.map(({ id, hue }) => [id, hue]));
    assert.equal(new Set(colours.values()).size, 2);
    for (const message of shown) {
      assert.ok(message.kind === 'message');
      assert.equal(message.hue, colours.get(message.author));
    }
  });

  it('tells the room that the person is writing', () => {
    const { session, panel } = setUp();
    panel.typing();
    assert.equal(session.typed, 1);
  });
});
