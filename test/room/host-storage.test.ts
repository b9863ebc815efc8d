import assert from 'node:assert/strict';
import { defaultLimits } from '../../src/net/limits';
import type { RoomEntry } from '../../src/net/transport';
import { restoreHosted } from '../../src/room/restored-room';
import { Session } from '../../src/room/session';
import { RoomArchive } from '../../src/store/room-archive';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from '../helpers/fake-clock';
import type { FakeGuest } from '../helpers/fake-guest';
import { FakeNetwork, type FakeServer } from '../helpers/fake-network';
import { group } from '../helpers/host-session';
import { hostedRoom } from '../helpers/hosted';
import { diskError, MemoryDisk } from '../helpers/memory-disk';

describe('a hosted room whose disk is full', () => {
  it('numbers, shows and sends nothing, and goes on by itself in the same order', () => {
    const { room, server, journal, lines, log } = hostedRoom({ maxClients: 3 });
    const [bo, cy] = [server.connect('Bo'), server.connect('Cy')];
    journal.fail();
    bo.say('one');
    room.say('two');
    cy.say('three');
    cy.ask({ type: 'presence', presence: 'idle' });
    bo.say('four');
    const told = () => [bo, cy].map((guest) => guest.entries.length);
    assert.deepEqual(told(), [2, 2]);
    assert.deepEqual(lines(), ['opened', 'Bo joined', 'Cy joined', 'Ann> two']);
    assert.deepEqual(log.entries.at(-1), { ...log.entries.at(-1), delivery: 'queued' });
    assert.equal(room.info.storage, 'waiting');
    assert.deepEqual(bo.notices, [
      { type: 'notice', code: 'host-storage', on: true },
      { type: 'presence', member: 'm2', presence: 'idle' },
    ]);
    journal.heal();
    assert.deepEqual(told(), [6, 6]);
    assert.deepEqual(lines().slice(3), ['Bo> one', 'Ann> two', 'Bo> four', 'Cy> three']);
    assert.equal(room.info.storage, undefined);
    assert.deepEqual(cy.notices.at(-1), { type: 'notice', code: 'host-storage', on: false });
    assert.deepEqual(
      journal.committed.filter((record) => record.type === 'message').map(({ text }) => text),
      ['one', 'two', 'four', 'three'],
    );
  });

  it('changes nothing about who may come in, and says so', async () => {
    const { room, server, journal, keeper, invited } = hostedRoom({ maxClients: 3 });
    const bo = server.connect('Bo');
    const before = server.door?.state;
    journal.fail();
    assert.ok(!keeper.remove(bo.id, 'no') && !keeper.lock(true) && !keeper.resetInvite());
    assert.deepEqual(await invited.rename('Zoe'), { ok: false, problem: 'offline' });
    assert.deepEqual(server.door?.state, before);
    assert.ok(!bo.closed && room.info.locked === undefined);
    journal.heal();
    assert.deepEqual(server.door?.state, before);
    assert.ok(keeper.remove(bo.id, 'no') && keeper.lock(true));
    assert.deepEqual(bo.farewell, { code: 'removed', reason: 'no' });
    assert.deepEqual(
      bo.entries.map(({ type }) => type),
      ['joined', 'removed'],
    );
  });

  it('turns newcomers away with a word, and takes members back', () => {
    const { server, journal, names } = hostedRoom({ maxClients: 3 });
    const bo = server.connect('Bo');
    journal.fail();
    bo.lose();
    const cy = server.connect('Cy');
    assert.deepEqual([cy.admitted, cy.farewell], [false, { code: 'host-storage' }]);
    const back = server.resume('m1', 1);
    back.say('still here');
    assert.ok(back.admitted);
    assert.deepEqual(names(), ['Ann', 'Bo']);
    // What is left of a member whom nothing tells of yet.
    back.end();
    assert.deepEqual(names(), ['Ann']);
    journal.heal();
    const di = server.connect('Di');
    assert.deepEqual(
      di.entries.map(({ seq, type, name }) => `${seq} ${type} ${name}`),
      ['1 joined Bo', '2 message Bo', '3 left Bo', '4 joined Di'],
    );
  });

  it('goes on without keeping when the host decides so, tells all, and keeps it all later', () => {
    const { room, server, journal, keeper, lines } = hostedRoom({ maxClients: 3 });
    const bo = server.connect('Bo');
    journal.fail();
    bo.say('one');
    bo.say('two');
    keeper.goOnUnkept();
    assert.equal(room.info.storage, 'not-kept');
    const di = server.connect('Di');
    assert.deepEqual(di.notices, [{ type: 'notice', code: 'not-kept', on: true }]);
    assert.deepEqual(
      di.entries.map(({ seq, type }) => `${seq} ${type}`),
      ['1 joined', '2 message', '3 message', '4 joined'],
    );
    assert.deepEqual(lines().slice(2), ['Bo> one', 'Bo> two', 'not-kept', 'Di joined']);
    assert.deepEqual(bo.notices.at(-1), { type: 'notice', code: 'not-kept', on: true });
    journal.heal();
    assert.equal(room.info.storage, undefined);
    assert.equal(lines().at(-1), 'kept-again');
    const numbers = journal.committed.flatMap((record) => ('seq' in record ? [record.seq] : []));
    assert.deepEqual(numbers, [1, 2, 3, 4]);
    assert.deepEqual(bo.notices.at(-2), { type: 'notice', code: 'not-kept', on: false });
  });

  it('goes on by itself in another folder, unless that takes nothing either', async () => {
    const { room, server, journal, keeper, lines } = hostedRoom({ maxClients: 3 });
    const bo = server.connect('Bo');
    journal.fail();
    bo.say('one');
    journal.folders.set('/full', 'disk-full').set('/slow', 'not-noted');
    assert.equal(await keeper.keepIn('/full'), 'disk-full');
    assert.equal(room.info.storage, 'waiting');
    assert.deepEqual(lines().at(-1), 'Bo joined');
    assert.equal(await keeper.keepIn('/slow'), 'not-noted');
    assert.deepEqual([room.info.storage, lines().at(-1)], [undefined, 'Bo> one']);
    journal.fail();
    bo.say('two');
    assert.equal(await keeper.keepIn('/good'), undefined);
    assert.deepEqual([room.info.storage, lines().at(-1)], [undefined, 'Bo> two']);
    assert.deepEqual(bo.notices.at(-1), { type: 'notice', code: 'host-storage', on: false });
  });

  it('holds a bounded number of the host’s own messages', () => {
    const { room, journal } = hostedRoom();
    journal.fail();
    for (let count = 0; count < 1001; count += 1) room.say(`${count}`);
    assert.throws(() => room.say('one too many'), { code: 'queue-full' });
    journal.heal();
    assert.equal(journal.committed.filter(({ type }) => type === 'message').length, 1001);
  });
});

/** A room on a disk in memory, and everything that anybody was shown of it. */
class Scene {
  readonly disk = new MemoryDisk();
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  readonly session: Session;
  readonly guests: FakeGuest[] = [];
  readonly said: string[] = [];
  /** What the host was told has been done. */
  readonly done = new Set<'locked' | 'reset' | 'removed'>();

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
      assert.ok(this.server.closed, 'nobody can come into a room that is not kept');
      return false;
    }
  }

  /** Comes again until it is let in. */
  async come(name: string): Promise<FakeGuest> {
    for (let tries = 0; tries < 20; tries += 1) {
      const guest = this.server.connect(name);
      this.guests.push(guest);
      if (guest.admitted) return guest;
      assert.deepEqual(guest.farewell, { code: 'host-storage' });
      await this.clock.advance(10_000);
    }
    throw new Error(`${name} was not let in`);
  }

  /** What stands on the disk now is all that anybody was shown. */
  check(): void {
    const records = new RoomArchive({
      folder: '/rooms',
      clock: this.clock,
      onFailure: () => {},
      fs: this.disk.copy(false),
    });
    const [room] = records.list();
    const kept = restoreHosted(records.read(room?.id ?? '') ?? []);
    assert.ok(kept, 'there is a room');
    const { door, entries } = kept.restored;
    const byNumber = new Map(entries.map((entry) => [entry.seq, JSON.stringify(entry)]));
    const shown: readonly RoomEntry[] = this.guests.flatMap((guest) => guest.entries);
    for (const entry of shown) assert.equal(byNumber.get(entry.seq), JSON.stringify(entry));
    for (const entry of this.session.entries) {
      if (entry.kind === 'message' && entry.delivery !== 'queued') {
        assert.ok(byNumber.has(entry.seq ?? 0), entry.text);
      }
    }
    if (this.done.has('locked')) assert.ok(door.locked);
    if (this.done.has('reset')) assert.notEqual(door.token, 'token0'.padEnd(22, '0'));
    if (this.done.has('removed')) assert.ok(!door.keys.some(({ member }) => member === 'm1'));
    const members = door.keys.map(({ member }) => member);
    for (const guest of this.guests) {
      const removed = guest.farewell?.code === 'removed';
      if (guest.admitted && !removed) assert.ok(members.includes(guest.id), 'its key is good');
    }
  }

  async play(): Promise<void> {
    const steps: (() => void | Promise<void>)[] = [
      () => this.say(undefined, 'anyone there?'),
      async () => void (await this.come('Bo')),
      () => this.say(this.guests.at(-1), 'b1'),
      async () => void (await this.come('Cy')),
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
    else this.session.say(text);
  }

  private decide(change: 'locked' | 'reset' | 'removed'): void {
    const keeper = this.session.invited?.keeper;
    const kept =
      change === 'locked'
        ? keeper?.lock(true)
        : change === 'reset'
          ? keeper?.resetInvite()
          : keeper?.remove('m1', '');
    if (kept) this.done.add(change);
  }
}

describe('a hosted room whose window closes while its disk is full', () => {
  function sessionOn(
    fs: MemoryDisk,
    clock = new FakeClock(),
    network = new FakeNetwork(),
  ): Session {
    const archive = new RoomArchive({ folder: '/rooms', clock, onFailure: () => {}, fs });
    const parts = { network, limits: defaultLimits, clock, logger: silentLogger, archive };
    return new Session(parts);
  }

  it('has what its host said as soon as there is space, and says it when it is opened again', async () => {
    const full = new MemoryDisk();
    const session = sessionOn(full);
    await session.host(group);
    const id = session.invited?.journalId ?? '';
    session.say('kept');
    full.fault = (call) => {
      if (call === 'write') throw diskError('ENOSPC');
      return undefined;
    };
    session.say('waits');
    session.say('waits, too');
    full.fault = undefined;
    await session.suspend();
    const history = sessionOn(full);
    assert.ok(await history.read(id));
    const texts = (of: Session) =>
      of.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
    assert.deepEqual(texts(history), ['kept', 'waits', 'waits, too']);
    const again = sessionOn(full);
    assert.ok(await again.reopen(id));
    assert.deepEqual(texts(again), ['kept', 'waits', 'waits, too']);
    assert.ok(!again.entries.some((one) => one.kind === 'message' && one.delivery === 'queued'));
  });
});

describe('a hosted room whose n-th call of the disk fails', () => {
  for (const lasting of [false, true]) {
    it(`keeps its word ${lasting ? 'until the disk is well' : 'when it fails once'}`, async () => {
      let failures = 0;
      for (let nth = 1; nth <= 60; nth += 1) {
        const scene = new Scene();
        let isWell = false;
        let healsAt = Number.POSITIVE_INFINITY;
        scene.disk.fault = (call, count) => {
          if (isWell || count < nth || (!lasting && count > nth)) return undefined;
          if (scene.clock.now() > healsAt || !['open', 'write', 'sync'].includes(call))
            return undefined;
          if (healsAt === Number.POSITIVE_INFINITY) failures += 1;
          healsAt = Math.min(healsAt, scene.clock.now() + 25_000);
          throw diskError('ENOSPC');
        };
        if (!(await scene.host())) continue;
        await scene.play();
        isWell = true;
        await scene.clock.advance(120_000);
        scene.check();
        assert.equal(scene.session.state.room?.storage, undefined, 'it went on by itself');
        const texts = scene.session.entries.flatMap((entry) =>
          entry.kind === 'message' && entry.delivery !== 'queued' ? [entry.text] : [],
        );
        assert.deepEqual([...texts].sort(), [...scene.said].sort(), `call ${nth}`);
      }
      assert.ok(failures > 20, `${failures} calls failed`);
    });
  }
});
