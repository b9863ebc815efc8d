import assert from 'node:assert/strict';
import type { Invite } from '../../src/protocol/invite';
import { defaultLimits } from '../../src/protocol/limits';
import type { RoomEntry } from '../../src/protocol/room-entry';
import { type InviteKind, isForTwo } from '../../src/protocol/room-kinds';
import { restoreGuest } from '../../src/room/guest/restored-guest';
import type { JournalRecord } from '../../src/room/log/journal';
import type { LogEntry, MessageEntry } from '../../src/room/log/log-entry';
import { Session } from '../../src/room/session/session';
import { silentLogger } from '../../src/util/logger';
import { seededRandom } from '../../src/util/seeded-random';
import { FakeClock } from './fake-clock';
import { MemoryArchive } from './memory-archive';
import { MemoryNetwork } from './memory-network';

const port = 5000;
const emojis = ['👍', '🎉', '👀'];

/** A window, and the storage that survives it. */
interface Window {
  session: Session;
  archive: MemoryArchive;
}

/** A host whose disk loses the end of its journal, and guests who keep talking: three, or one in a pair. */
export class LossyRoom {
  readonly clock = new FakeClock();
  private readonly network = new MemoryNetwork(this.clock);
  private readonly random: () => number;
  private readonly host = this.newWindow();
  readonly guests: readonly Window[];
  /** What each guest said, and whether it has deleted it since. */
  private readonly said = new Map<string, { readonly by: number; deleted: boolean }>();
  private texts = 0;
  /** Backups of the host's files, made now and then. */
  private readonly backups: (readonly JournalRecord[])[] = [];
  private invite: Invite | undefined;
  /** Entries that the host has lost so far. */
  lost = 0;

  constructor(
    seed: number,
    private readonly kind: InviteKind = 'group',
  ) {
    this.random = seededRandom(seed);
    const count = isForTwo(kind) ? 1 : 3;
    this.guests = Array.from({ length: count }, () => this.newWindow());
  }

  async open(): Promise<void> {
    const options = { kind: this.kind, name: 'Lab', address: '127.0.0.1', port } as const;
    await this.host.session.host({ ...options, maxClients: 8, person: 'Host' });
    this.invite = this.host.session.invited?.hostActions?.invite;
    for (const [index, guest] of this.guests.entries()) await this.join(guest, `Guest ${index}`);
    await this.settle();
  }

  /** Lets a member do something, or something break. */
  async step(): Promise<void> {
    const guest = this.pick(this.guests.length);
    const chance = this.random();
    if (chance < 0.45) this.talk(guest);
    else if (chance < 0.48) this.host.session.messages.say(this.newText('host'));
    else if (chance < 0.52) this.pin(this.host.session, this.recent(this.host.session));
    else if (chance < 0.55) this.network.cut((count) => this.pick(count));
    else if (chance < 0.6) await this.reload(guest);
    else if (chance < 0.68) await this.loseEnd();
    else if (chance < 0.73) this.backups.push(this.recordsOf(this.host));
    else if (chance < 0.8) await this.clock.advance(250);
    if (chance > 0.6) this.network.retry();
    await this.clock.advance(0);
    for (let moves = this.pick(12); moves > 0; moves -= 1) this.network.step((n) => this.pick(n));
    this.network.tidy();
  }

  /** Waits until everyone is back and everything in transit has arrived. */
  async settle(): Promise<void> {
    for (let round = 0; round < 6; round += 1) {
      this.network.retry();
      await this.clock.advance(250);
      this.network.run();
    }
  }

  /** Asserts that all hold and show the same log, with every message in it once. */
  check(why: string): void {
    const log = entriesOf(this.recordsOf(this.host));
    const shown = numbered(this.host.session.entries);
    for (const [index, { session, archive }] of this.guests.entries()) {
      const who = `${why}: guest ${index}`;
      assert.equal(session.state.connection.kind, 'joined', who);
      const records = archive.read(archive.list()[0]?.id ?? '') ?? [];
      assert.deepEqual(restoreGuest(records)?.held.entries, log, `${who} holds the log`);
      assert.deepEqual(restoreGuest(records)?.outbox, [], `${who} has sent everything`);
      assert.deepEqual(numbered(session.entries), shown, `${who} shows the log`);
      for (const entry of session.entries) {
        if (entry.kind !== 'message' || entry.seq !== undefined) continue;
        assert.ok(entry.apart, `${who}: ${entry.text} has no number`);
        assert.ok(this.isGone(entry), `${who}: ${entry.text} is in the log, and apart`);
      }
    }
    const messages = log.filter((entry) => entry.type === 'message');
    for (const [text, { by, deleted }] of this.said) {
      const times = messages.filter((message) => message.text.startsWith(`${text}.`)).length;
      if (deleted) assert.ok(times <= 1, `${why}: ${text} is there ${times} times`);
      else if (by >= 0) assert.equal(times, 1, `${why}: ${text} is there ${times} times`);
    }
  }

  /** Whether no one can restore a message: its author has deleted it, or was the host. */
  private isGone({ text, author }: MessageEntry): boolean {
    const base = text.slice(0, text.indexOf('.'));
    return author === 'm0' || (this.said.get(base)?.deleted ?? false);
  }

  private talk(index: number): void {
    const { session } = this.guests[index] as Window;
    const messages = shownMessages(session);
    const target = this.recent(session);
    const own = messages.filter((entry) => entry.own).at(-1 - this.pick(2));
    const chance = this.random();
    const isIn = session.state.connection.kind === 'joined';
    if (isIn && own && chance < 0.15) {
      session.messages.edit(
        own.id,
        `${own.text.slice(0, own.text.indexOf('.'))}. edited ${this.texts}`,
      );
    } else if (isIn && own && chance < 0.25) {
      session.messages.delete(own.id);
      const said = this.said.get(own.text.slice(0, own.text.indexOf('.')));
      if (said) said.deleted = true;
    } else if (isIn && target && chance < 0.4) {
      session.messages.react(target.id, emojis[this.pick(3)] as string, this.random() < 0.8);
    } else if (isIn && isForTwo(this.kind) && chance < 0.5) {
      this.pin(session, target);
    } else if (session.state.connection.kind !== 'offline') {
      const reply = this.random() < 0.3 ? target?.seq : undefined;
      session.messages.say(this.newText(index), reply === undefined ? {} : { reply });
    }
  }

  /** One of the last six messages. */
  private recent(session: Session): MessageEntry | undefined {
    const messages = shownMessages(session);
    return messages[messages.length - 1 - this.pick(Math.min(6, messages.length))];
  }

  /** Pins a message, or unpins it if it is pinned. */
  private pin(session: Session, message: MessageEntry | undefined): void {
    if (!message) return;
    try {
      session.messages.pin(message.id, message.withPin === undefined);
    } catch (error) {
      // Its author has just deleted it, which isn't shown yet.
      assert.equal((error as Error).name, 'MessageError');
    }
  }

  private newText(by: number | 'host'): string {
    this.texts += 1;
    const text = `text ${this.texts}`;
    this.said.set(text, { by: by === 'host' ? -1 : by, deleted: false });
    return `${text}.`;
  }

  /** Kills the host's window, and reopens it with less than it had. */
  private async loseEnd(): Promise<void> {
    const records = this.recordsOf(this.host);
    const backup = this.backups[this.pick(this.backups.length)];
    const before = entriesOf(records).length;
    const kept =
      backup && this.random() < 0.3 ? withKeysOf(records, backup) : this.withoutEnd(records);
    this.lost += Math.max(0, before - entriesOf(kept).length);
    this.network.kill(port);
    void this.host.session.suspend();
    Object.assign(this.host, this.newWindow());
    const id = keep(this.host.archive, kept);
    assert.equal(await this.host.session.reopen(id), true);
  }

  /** Drops up to eight entries from the end; access changes are never lost. */
  private withoutEnd(records: readonly JournalRecord[]): readonly JournalRecord[] {
    let count = this.pick(9);
    const kept: JournalRecord[] = [];
    for (const record of records.toReversed()) {
      if ('seq' in record && count > 0) count -= 1;
      else kept.push(record);
    }
    return kept.reverse();
  }

  private async reload(index: number): Promise<void> {
    const guest = this.guests[index] as Window;
    const records = this.recordsOf(guest);
    if (records[0]?.type !== 'guest') return;
    void guest.session.suspend();
    Object.assign(guest, this.newWindow());
    assert.equal(await guest.session.reopen(keep(guest.archive, records)), true);
  }

  private async join({ session }: Window, name: string): Promise<void> {
    assert.ok(this.invite);
    const entering = session.joinByInvite(this.invite, name);
    await this.clock.advance(0);
    this.network.run();
    await entering;
  }

  /** The journals of the guests. */
  get journals(): readonly (readonly JournalRecord[])[] {
    return this.guests.map((guest) => this.recordsOf(guest));
  }

  private recordsOf({ archive }: Window): readonly JournalRecord[] {
    return archive.read(archive.list()[0]?.id ?? '') ?? [];
  }

  private newWindow(): Window {
    const { clock, network } = this;
    const archive = new MemoryArchive(() => this.clock.now());
    const parts = { network, limits: defaultLimits, clock, logger: silentLogger, archive };
    return { session: new Session(parts), archive };
  }

  private pick(below: number): number {
    return Math.floor(this.random() * below);
  }
}

/** The numbered messages that weren't deleted. */
function shownMessages({ entries }: Session): readonly MessageEntry[] {
  return entries.filter(
    (entry): entry is MessageEntry =>
      entry.kind === 'message' && entry.seq !== undefined && !entry.deleted,
  );
}

function keep(archive: MemoryArchive, [header, ...records]: readonly JournalRecord[]): string {
  assert.ok(header?.type === 'hosted' || header?.type === 'guest');
  const journal = archive.create(header);
  for (const record of records) journal.append(record);
  journal.close(false);
  return journal.id;
}

/** A backup of a journal, with the keys issued since: without its key, a guest would be a new member. */
function withKeysOf(
  records: readonly JournalRecord[],
  backup: readonly JournalRecord[],
): readonly JournalRecord[] {
  return [...backup, ...records.filter(({ type }) => type === 'door')];
}

function entriesOf(records: readonly JournalRecord[]): readonly RoomEntry[] {
  return records.filter((record) => 'seq' in record);
}

/** What a window shows of the log's entries, without what differs between people. */
function numbered(entries: readonly LogEntry[]): readonly object[] {
  return entries.flatMap((entry): object[] => {
    const { seq, kind, time } = entry;
    if (seq === undefined) return [];
    if (entry.kind === 'system')
      return [{ seq, kind, time, event: { ...entry.event, self: false } }];
    const {
      author,
      authorName,
      text,
      edited,
      deleted,
      reactions,
      reply,
      apart,
      withPin: pinned,
    } = entry;
    const said = { author, authorName, text, edited, deleted, reactions, apart, pinned };
    return [{ seq, kind, time, ...said, reply: reply?.seq }];
  });
}
