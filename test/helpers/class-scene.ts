import assert from 'node:assert/strict';
import { defaultLimits } from '../../src/protocol/limits';
import type { Classroom } from '../../src/room/classroom';
import type { HostActions } from '../../src/room/host-actions';
import type { Session } from '../../src/room/session/session';
import { MemoryArchive } from './memory-archive';
import { realSession } from './real-session';
import { waitFor } from './wait-for';

/** Quick to come back; all tests come from one address. */
export const classLimits = {
  ...defaultLimits,
  ...{ retryMinMs: 20, retryMaxMs: 100 },
  ...{ connectionsPerAddress: 2000, newConnectionsPerMinute: 100_000 },
};

/** Someone in a class: a window, and the storage that survives it. */
export class ClassMember {
  readonly archive = new MemoryArchive();
  session: Session;

  constructor(readonly name: string) {
    this.session = this.open();
  }

  get room(): Classroom {
    const room = this.session.invited?.classroom;
    assert.ok(room, `${this.name} is in a class`);
    return room;
  }

  get id(): string {
    return this.session.state.members.find(({ self }) => self)?.id ?? '';
  }

  /** The students in the queue, in order, each with its state. */
  get queue(): string {
    return this.room.queue.map(({ name, state }) => `${name} ${state}`).join(', ');
  }

  /** The private messages, as `author: text`. */
  get lines(): readonly string[] {
    return this.room.privateMessages.map(({ name, text }) => `${name}: ${text}`);
  }

  /** The messages to all, as `author: text`. */
  get said(): readonly string[] {
    return this.session.entries.flatMap((entry) =>
      entry.kind === 'message' ? [`${entry.authorName}: ${entry.text}`] : [],
    );
  }

  get own(): string {
    const { own } = this.room;
    return 'before' in own ? `${own.state} ${own.before}` : own.state;
  }

  /** Closes the window and opens another one, in the same room. */
  async reload(): Promise<void> {
    const id = this.session.invited?.journalId ?? '';
    await this.session.suspend();
    this.session = this.open();
    await this.session.reopen(id);
  }

  becomes(what: () => unknown, wanted: unknown): Promise<unknown> {
    return waitFor(
      () => {
        try {
          assert.deepEqual(what(), wanted);
          return true;
        } catch {
          return false;
        }
      },
      () => `${this.name} has ${JSON.stringify(wanted)}, not ${JSON.stringify(what())}`,
    );
  }

  private open(): Session {
    return realSession(classLimits, this.archive);
  }
}

/** A class on real sockets, whose host is Ann. */
export class ClassScene {
  readonly members: ClassMember[] = [];

  private constructor(readonly ann: ClassMember) {
    this.members.push(ann);
  }

  static async open(): Promise<ClassScene> {
    const ann = new ClassMember('Ann');
    const place = { name: 'Networks', address: '127.0.0.1', port: 0 };
    await ann.session.host({ kind: 'class', ...place, maxClients: 500, person: 'Ann' });
    return new ClassScene(ann);
  }

  get actions(): HostActions {
    const { hostActions } = this.ann.session.invited ?? {};
    assert.ok(hostActions);
    return hostActions;
  }

  async join(name: string): Promise<ClassMember> {
    const member = new ClassMember(name);
    this.members.push(member);
    await member.session.joinByInvite(this.actions.invite, name);
    await waitFor(() => member.session.state.connection.kind === 'joined', `${name} joins`);
    await waitFor(() => member.session.invited?.isCaughtUp, `${name} has the log`);
    return member;
  }

  /** Someone who is a helper, and knows. */
  async helper(name: string): Promise<ClassMember> {
    const member = await this.join(name);
    assert.ok(this.ann.room.hostActions?.setHelper(member.id, true));
    await member.becomes(() => member.room.isHelper, true);
    return member;
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map(({ session }) => session.suspend()));
  }
}
