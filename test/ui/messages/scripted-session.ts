import type { LogEntry, MessageEntry } from '../../../src/room/log/log-entry';
import { type InsertPosition, type NewEntry, RoomLog } from '../../../src/room/log/room-log';
import type { Member, SendOptions, SessionState } from '../../../src/room/room';
import type { ShownSession } from '../../../src/ui/panel/panel-adapter';
import { Emitter } from '../../../src/util/event';

export const members: readonly Member[] = [
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
export class ScriptedSession implements ShownSession {
  private readonly log = new RoomLog();
  private readonly changes = new Emitter<SessionState>();
  readonly onDidChangeState = this.changes.event;
  readonly onDidChangeLog = this.log.onDidChange;
  state: SessionState = joined;
  firstPin: string | undefined;
  typed = 0;
  readonly said: ({ readonly text: string } & SendOptions)[] = [];
  readonly invited = {
    historyEnd: 0,
    typing: () => {
      this.typed += 1;
    },
  };

  readonly messages = {
    say: (text: string, extras: SendOptions = {}): void => {
      this.said.push({ text, ...extras });
      this.add(true, text, { queued: true }, { delivery: 'queued' });
    },
    edit: (id: string, text: string): void => this.amend(id, { text, edited: true }),
  };

  get entries(): readonly LogEntry[] {
    return this.log.entries;
  }

  get newest(): LogEntry | undefined {
    return this.log.newest;
  }

  entry(id: string): LogEntry | undefined {
    return this.log.find(id);
  }

  /** Adds another member's message. */
  receive(text: string, more: Partial<MessageEntry> = {}): string {
    return this.add(false, text, { beforeQueued: true }, more);
  }

  amend(id: string, change: Partial<MessageEntry>): void {
    this.log.amend(id, (entry) => ({ ...entry, ...change }) as LogEntry);
  }

  become(connection: SessionState['connection'], more: Partial<SessionState> = {}): void {
    this.state = { ...this.state, connection, ...more };
    this.changes.fire(this.state);
  }

  /** Replaces the log, as a reload of the window does. */
  reload(entries: readonly NewEntry[]): void {
    this.log.reset(entries);
  }

  private add(
    own: boolean,
    text: string,
    placing: InsertPosition,
    more: Partial<MessageEntry> = {},
  ) {
    const { id: author, name: authorName } = members[own ? 1 : 0] as Member;
    return this.log.add(
      { kind: 'message', time: 1, author, authorName, own, text, ...more } as NewEntry,
      placing,
    );
  }
}
