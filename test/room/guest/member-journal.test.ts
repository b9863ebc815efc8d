import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/protocol/limits';
import { Session } from '../../../src/room/session/session';
import { RoomArchive } from '../../../src/store/room-archive';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeHub } from '../../helpers/fake-hub';
import type { FakeMemberLink } from '../../helpers/fake-member-link';
import { invite, joinedGuest, lost } from '../../helpers/member-scene';
import { diskError, MemoryDisk } from '../../helpers/memory-disk';

describe('a guest of a host whose disk is full', () => {
  it('shows that messages wait as long as the host says so', async () => {
    const { link, scene, session } = await joinedGuest();
    const before = scene.lines;
    link.receive({ type: 'notice', code: 'host-storage', on: true });
    link.receive({ type: 'notice', code: 'of-a-newer-hub', on: true });
    assert.equal(session.state.room?.storage, 'waiting');
    session.messages.say('hello');
    assert.deepEqual(scene.lines, [...before, 'Ann> hello (queued)']);
    link.receive({ type: 'notice', code: 'of-a-newer-hub', on: false });
    assert.equal(session.state.room?.storage, 'waiting');
    link.receive({ type: 'notice', code: 'host-storage', on: false });
    assert.equal(session.state.room?.storage, undefined);
  });

  it('shows once that the host continues without storing', async () => {
    const { link, scene, session } = await joinedGuest();
    const before = scene.lines;
    for (const on of [true, true, false, false]) {
      link.receive({ type: 'notice', code: 'not-kept', on });
      assert.equal(session.state.room?.storage, on ? 'not-kept' : undefined);
    }
    assert.deepEqual(scene.lines, [...before, 'not-kept', 'kept-again']);
  });

  it('reconnects as a member, and gets an error as a newcomer', async () => {
    const { link, hub, session } = await joinedGuest();
    link.end(lost('host-storage'));
    assert.deepEqual(session.state.connection, { kind: 'reconnecting', error: 'host-storage' });
    assert.ok(hub.network.retries.pending);
    const clock = new FakeClock();
    const other = new FakeHub();
    const newcomer = newSession(other, clock, new MemoryDisk());
    const entering = newcomer.joinByInvite(invite, 'Bo');
    await clock.advance(0);
    (other.link as FakeMemberLink).end(lost('host-storage'));
    await assert.rejects(entering, { code: 'host-storage' });
    assert.equal(newcomer.state.connection.kind, 'offline');
  });
});

describe('a guest whose own disk is full', () => {
  it('is told that queued messages are only in its window', async () => {
    const disk = new MemoryDisk();
    const [clock, hub] = [new FakeClock(), new FakeHub()];
    const session = newSession(hub, clock, disk);
    const entering = session.joinByInvite(invite, 'Ann');
    await clock.advance(0);
    hub.run();
    await entering;
    disk.fault = () => {
      throw diskError('ENOSPC');
    };
    let changes = 0;
    session.onDidChangeState(() => {
      changes += 1;
    });
    session.messages.say('hello');
    assert.equal(session.state.room?.storage, 'own-disk');
    assert.ok(changes > 0);
    disk.fault = undefined;
    await clock.advance(60_000);
    assert.equal(session.state.room?.storage, undefined);
  });
});

describe('the journal of a guest', () => {
  it('says at the end of a long file, too, whose invites lead to the room', async () => {
    const [clock, hub, disk] = [new FakeClock(), new FakeHub(), new MemoryDisk()];
    const session = newSession(hub, clock, disk);
    const entering = session.joinByInvite(invite, 'Bo');
    await clock.advance(0);
    hub.run();
    await entering;
    const [host, other] = ['h'.repeat(43), 's'.repeat(43)];
    const at = { addresses: ['192.168.1.6'], port: 5001 };
    const successors = [
      { member: 'm0', pin: host, ...at },
      { member: 'm1', pin: 'o'.repeat(43), ...at },
      { member: 'm2', pin: other, ...at },
    ];
    hub.enter({ type: 'successors', successors });
    hub.run();
    for (let count = 0; count < 40; count += 1) {
      hub.say('x'.repeat(20_000));
      hub.run();
      await clock.advance(1);
    }
    const archive = new RoomArchive({ folder: '/rooms', clock, onFailure: assert.fail, fs: disk });
    const [room] = archive.list();
    assert.ok((room?.bytes ?? 0) > 700_000);
    assert.deepEqual(room?.pins, [invite.pin, host, other], 'without the guest’s own');
    assert.equal(session.saved(other)?.id, room?.id);
    await session.suspend();
    const later = newSession(hub, clock, disk);
    assert.equal(later.saved(other)?.id, room?.id);
    assert.equal(later.saved('x'.repeat(43)), undefined);
  });
});
function newSession({ network }: FakeHub, clock: FakeClock, fs: MemoryDisk): Session {
  const archive = new RoomArchive({ folder: '/rooms', clock, onFailure: () => {}, fs });
  return new Session({ network, limits: defaultLimits, clock, logger: silentLogger, archive });
}
