import { defaultLimits } from '../../src/protocol/limits';
import { NetError, type NetErrorCode } from '../../src/protocol/net-error';
import type { JournalRecord } from '../../src/room/log/journal';
import type { LogEntry } from '../../src/room/log/log-entry';
import { Session } from '../../src/room/session/session';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from './fake-clock';
import { FakeHub } from './fake-hub';
import type { FakeMemberLink } from './fake-member-link';
import { MemoryArchive } from './memory-archive';

export const invite = {
  kind: 'group',
  name: 'Lab',
  addresses: ['192.168.1.5'],
  port: 5000,
  pin: 'p'.repeat(43),
  token: 't'.repeat(22),
} as const;

/** A guest's session and the hub it talks to. */
export class MemberScene {
  readonly clock = new FakeClock();
  archive = new MemoryArchive(() => this.clock.now());
  readonly hub = new FakeHub();
  session = this.newSession();

  static async joined(): Promise<MemberScene> {
    const scene = new MemberScene();
    const entering = scene.session.joinByInvite(invite, 'Ann');
    await scene.clock.advance(0);
    scene.hub.run();
    await entering;
    await scene.clock.advance(0);
    return scene;
  }

  get lines(): string[] {
    return this.session.entries.map(line);
  }

  /** The messages in order. */
  get texts(): string[] {
    return this.session.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
  }

  get journalId(): string {
    return this.archive.list()[0]?.id ?? '';
  }

  /** Waits until the guest is back and everything has arrived everywhere. */
  async comeBack(): Promise<void> {
    for (let turns = 0; turns < 10; turns += 1) {
      this.hub.network.retries.fire();
      await this.clock.advance(1);
      this.hub.run();
    }
    await this.clock.advance(1000);
    this.hub.run();
  }

  /** Kills the window and reloads it: only what was committed is left. */
  async crash(): Promise<boolean> {
    await this.startFrom(this.archive.read(this.journalId) ?? []);
    return this.session.reopen(this.journalId);
  }

  /** Starts again in a new window, with this journal. */
  async startFrom([header, ...records]: readonly JournalRecord[]): Promise<void> {
    this.archive = new MemoryArchive(() => this.clock.now());
    if (header?.type === 'guest') {
      const journal = this.archive.create(header);
      for (const record of records) journal.append(record);
      journal.close(false);
    }
    this.hub.cut();
    // A window that is gone doesn't retry.
    this.hub.network.retries.next(() => {});
    this.session = this.newSession();
  }

  private newSession(): Session {
    const { archive, clock } = this;
    const { network } = this.hub;
    return new Session({ network, limits: defaultLimits, clock, logger: silentLogger, archive });
  }
}

/** An entry as a short line. */
export function line(entry: LogEntry): string {
  if (entry.kind === 'message') {
    const { delivery } = entry;
    const received = typeof delivery === 'object' && `${delivery.received}/${delivery.of}`;
    const how = received || delivery || (entry.apart && 'apart');
    return `${entry.authorName}> ${entry.text}${how ? ` (${how})` : ''}`;
  }
  const { event } = entry;
  return 'name' in event ? `${event.name} ${event.type}` : event.type;
}

/** A guest that has joined, and the parts that a test inspects. */
export async function joinedGuest() {
  const scene = await MemberScene.joined();
  const link = scene.hub.link as FakeMemberLink;
  const sent = () => link.sent.splice(0);
  await scene.clock.advance(1000);
  sent();
  const names = () =>
    scene.session.state.members.map(({ name, presence, typing }) =>
      [name, presence, typing ? 'typing' : ''].join(' ').trim(),
    );
  const { archive, clock, hub, journalId, session } = scene;
  return { archive, clock, hub, journalId, session, scene, link, sent, names };
}

/** The end of a connection that breaks, or that the hub closes with this code. */
export const lost = (code: NetErrorCode, message = '') =>
  ({ reason: 'lost', error: new NetError(code, message) }) as const;
