import assert from 'node:assert/strict';
import { defaultLimits } from '../../src/protocol/limits';
import type { RoomEntry } from '../../src/protocol/room-entry';
import { restoreHosted } from '../../src/room/host/restored-room';
import { Session } from '../../src/room/session/session';
import { RoomArchive } from '../../src/store/room-archive';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from './fake-clock';
import type { FakeGuest } from './fake-guest';
import { FakeNetwork, type FakeServer } from './fake-network';
import { group } from './host-session';
import { type DiskCall, diskError, MemoryDisk } from './memory-disk';

/** No run makes more disk calls than this. */
export const maxCalls = 100;

/** A room on a disk in memory, and everything of it that was shown to anyone. */
class Scene {
  readonly disk = new MemoryDisk();
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  readonly session: Session;
  readonly guests: FakeGuest[] = [];
  readonly said: string[] = [];
  /** What the host was told was done. */
  readonly done = new Set<'locked' | 'reset' | 'removed'>();
  /** The member whose removal failed, as the host was told. */
  private doubtful: string | undefined;

  constructor() {
    const archive = new RoomArchive({
      folder: '/rooms',
      clock: this.clock,
      onFailure: () => {},
      fs: this.disk,
    });
    const { clock, network } = this;
    this.session = new Session({
      ...{ network, clock, archive },
      limits: defaultLimits,
      logger: silentLogger,
    });
  }

  get server(): FakeServer {
    return this.network.servers.at(-1) as FakeServer;
  }

  async host(): Promise<boolean> {
    try {
      await this.session.host({ ...group, maxClients: 4 });
      return true;
    } catch (error) {
      assert.equal((error as { code: string }).code, 'storage-failed');
      assert.ok(this.server.closed, 'nobody can join a room that isn’t stored');
      return false;
    }
  }

  /** Reconnects until it is admitted. */
  async connect(name: string): Promise<FakeGuest> {
    for (let tries = 0; tries < 20; tries += 1) {
      const guest = this.server.connect(name);
      this.guests.push(guest);
      if (guest.admitted) return guest;
      assert.deepEqual(guest.farewell, { code: 'host-storage' });
      await this.clock.advance(10_000);
    }
    throw new Error(`${name} was not admitted`);
  }

  /** Asserts that the disk holds everything that was shown to anyone. */
  check(): void {
    const records = new RoomArchive({
      folder: '/rooms',
      clock: this.clock,
      onFailure: () => {},
      fs: this.disk.copy(false),
    });
    const [room] = records.list();
    const kept = restoreHosted(records.read(room?.id ?? '') ?? []);
    assert.ok(kept, 'the room is stored');
    const { access, entries } = kept.restored;
    const byNumber = new Map(entries.map((entry) => [entry.seq, JSON.stringify(entry)]));
    const shown: readonly RoomEntry[] = this.guests.flatMap((guest) => guest.entries);
    for (const entry of shown) assert.equal(byNumber.get(entry.seq), JSON.stringify(entry));
    for (const entry of this.session.entries) {
      if (entry.kind === 'message' && entry.delivery !== 'queued') {
        assert.ok(byNumber.has(entry.seq ?? 0), entry.text);
      }
    }
    if (this.done.has('locked')) assert.ok(access.locked);
    if (this.done.has('reset')) assert.notEqual(access.token, 'token0'.padEnd(22, '0'));
    if (this.done.has('removed')) assert.ok(!access.keys.some(({ member }) => member === 'm1'));
    const members = access.keys.map(({ member }) => member);
    for (const guest of this.guests) {
      const removed = guest.farewell?.code === 'removed';
      // If writing a removal failed, and so did undoing it, only a new file settles which one counts.
      const isDoubtful =
        guest.id === this.doubtful && this.session.state.room?.storage === 'waiting';
      if (guest.admitted && !removed && !isDoubtful) {
        assert.ok(members.includes(guest.id), 'its key is valid');
      }
    }
  }

  async play(): Promise<void> {
    const steps: (() => void | Promise<void>)[] = [
      () => this.say(undefined, 'anyone there?'),
      async () => void (await this.connect('Bo')),
      () => this.say(this.guests.at(-1), 'b1'),
      async () => void (await this.connect('Cy')),
      () => this.say(this.guests.at(-1), 'c1'),
      () => this.say(undefined, 'a1'),
      () => this.decide('reset'),
      () => this.say(this.guests.at(-1), 'c2'),
      () => this.decide('removed'),
      () => this.say(this.guests.at(-1), 'c3'),
      () => this.decide('locked'),
      () => this.say(undefined, 'a2'),
    ];
    for (const step of steps) {
      await step();
      this.check();
    }
  }

  private say(guest: FakeGuest | undefined, text: string): void {
    this.said.push(text);
    if (guest) guest.say(text);
    else this.session.messages.say(text);
  }

  private decide(change: 'locked' | 'reset' | 'removed'): void {
    const keeper = this.session.invited?.hostActions;
    const kept =
      change === 'locked'
        ? keeper?.lock(true)
        : change === 'reset'
          ? keeper?.resetInvite()
          : keeper?.remove('m1', '');
    if (kept) this.done.add(change);
    else if (change === 'removed') this.doubtful = 'm1';
  }
}

/** How a disk fails. */
export interface Failure {
  readonly code: 'ENOSPC' | 'EIO' | 'EROFS';
  /** The calls that fail; all others work. */
  readonly calls?: readonly DiskCall[];
  /** The first write that fails writes a part. */
  readonly short?: boolean;
  /** The next rename fails as well, whatever failed first. */
  readonly rename?: boolean;
}

export const failures: Readonly<Record<string, Failure>> = {
  'is full': { code: 'ENOSPC', calls: ['open', 'write', 'sync', 'syncLater', 'makeFolder'] },
  'is full after a part of a write': { code: 'ENOSPC', calls: ['write'], short: true },
  'is broken': { code: 'EIO' },
  'is broken, and can’t rename a new file': { code: 'EIO', rename: true },
  'has become read-only': { code: 'EROFS' },
};

/** Runs the whole scene while the n-th disk call fails; returns whether one failed. */
export async function runWithFailure(
  nth: number,
  { code, calls, short = false, rename = false }: Failure,
  lasting: boolean,
): Promise<boolean> {
  const scene = new Scene();
  let isWell = false;
  let failedAt: number | undefined;
  let renamed = !rename;
  scene.disk.fault = (call, count) => {
    if (isWell || count < nth) return undefined;
    const isRename = call === 'rename' && !renamed;
    const isDue = lasting ? scene.clock.now() <= (failedAt ?? Infinity) + 25_000 : count === nth;
    if (!isRename && (!isDue || (calls && !calls.includes(call)))) return undefined;
    if (isRename) renamed = true;
    const isFirst = failedAt === undefined;
    failedAt ??= scene.clock.now();
    if (short && isFirst) return 'short';
    throw diskError(code);
  };
  if (!(await scene.host())) return failedAt !== undefined;
  await scene.play();
  isWell = true;
  await scene.clock.advance(120_000);
  scene.check();
  assert.equal(
    scene.session.state.room?.storage,
    undefined,
    'it stores messages again automatically',
  );
  const texts = scene.session.entries.flatMap((entry) =>
    entry.kind === 'message' && entry.delivery !== 'queued' ? [entry.text] : [],
  );
  assert.deepEqual([...texts].sort(), [...scene.said].sort(), `call ${nth}`);
  return failedAt !== undefined;
}
