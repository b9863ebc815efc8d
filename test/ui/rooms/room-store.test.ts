import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/protocol/limits';
import { Session } from '../../../src/room/session/session';
import {
  maxRecentRooms,
  OpenRoomStore,
  RecentRoomStore,
  readRecentRooms,
  storeRecentRooms,
  withoutRoom,
  withRoom,
} from '../../../src/ui/rooms/room-store';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeMemento } from '../../helpers/fake-memento';
import { FakeNetwork } from '../../helpers/fake-network';
import { MemoryArchive } from '../../helpers/memory-archive';

const room = { host: '10.0.0.1', port: 9000 };
const other = { host: '::1', port: 9000 };

describe('the store of recent rooms', () => {
  it('remembers and forgets', async () => {
    const store = new RecentRoomStore(new FakeMemento(), { rememberRooms: true });
    await store.add(room);
    await store.add(other);
    assert.deepEqual(store.rooms, [other, room]);
    await store.remove(other);
    assert.deepEqual(store.rooms, [room]);
  });

  it('remembers a room’s encoding until the room is forgotten or read as UTF-8', async () => {
    const memento = new FakeMemento();
    const settings = { rememberRooms: true };
    const store = new RecentRoomStore(memento, settings);
    assert.equal(store.encodingOf(room), 'utf-8');
    await store.keepEncoding(room, 'gbk');
    await store.keepEncoding(other, 'big5');
    assert.equal(store.encodingOf(room), 'gbk');
    assert.equal(store.encodingOf({ ...room, port: 9001 }), 'utf-8');
    await store.keepEncoding(room, 'utf-8');
    assert.equal(store.encodingOf(room), 'utf-8');
    await store.remove(other);
    assert.equal(store.encodingOf(other), 'utf-8');
    await store.keepEncoding(room, 'gbk');
    settings.rememberRooms = false;
    assert.equal(store.encodingOf(room), 'utf-8');
    await store.respectSetting();
    assert.deepEqual(memento.keys(), []);
  });

  it('remembers nothing when the setting is off, and erases what it remembered', async () => {
    const memento = new FakeMemento();
    const settings = { rememberRooms: true };
    const store = new RecentRoomStore(memento, settings);
    await store.add(room);
    await store.respectSetting();
    assert.deepEqual(store.rooms, [room]);
    settings.rememberRooms = false;
    assert.deepEqual(store.rooms, []);
    await store.respectSetting();
    await store.add(room);
    assert.deepEqual(memento.keys(), []);
  });
});

describe('recent rooms', () => {
  const room = (port: number) => ({ host: '10.0.0.1', port });

  it('come latest first, each once', () => {
    const rooms = [room(1), room(2), room(1)].reduce(withRoom, []);
    assert.deepEqual(rooms, [room(1), room(2)]);
  });

  it('are ten at most', () => {
    const rooms = Array.from({ length: 15 }, (_, i) => room(i + 1)).reduce(withRoom, []);
    assert.equal(rooms.length, maxRecentRooms);
    assert.deepEqual(rooms[0], room(15));
    assert.deepEqual(rooms.at(-1), room(6));
  });

  it('can be removed', () => {
    const udp = { ...room(1), wire: 'lab-udp' } as const;
    assert.deepEqual(withoutRoom([room(1), room(2), udp], room(1)), [room(2), udp]);
  });

  it('survive storage, IPv6 too', () => {
    const udp = { ...room(1), wire: 'lab-udp' } as const;
    const rooms = [{ host: '::1', port: 9000 }, room(1), udp];
    assert.deepEqual(readRecentRooms(JSON.parse(JSON.stringify(storeRecentRooms(rooms)))), rooms);
  });

  it('are only the valid ones in storage', () => {
    for (const stored of [undefined, 'x', { 0: 'a:1' }]) {
      assert.deepEqual(readRecentRooms(stored), []);
    }
    assert.deepEqual(readRecentRooms(['nonsense', 7, null, '10.0.0.1:1', 'a:99999']), [room(1)]);
    assert.equal(readRecentRooms(Array(30).fill('a:1')).length, maxRecentRooms);
  });
});

const lab = { kind: 'lab-hub', name: '', address: '127.0.0.1', port: 0, maxClients: 2 } as const;
const pair = { ...lab, kind: 'pair', maxClients: 1 } as const;

describe('the room to return to', () => {
  function setUp(memento = new FakeMemento()) {
    const clock = new FakeClock();
    const archive = new MemoryArchive(() => clock.now());
    const session = new Session({
      network: new FakeNetwork(),
      limits: defaultLimits,
      clock,
      logger: silentLogger,
      archive,
    });
    const left: string[] = [];
    const store = new OpenRoomStore(session, memento, (id) => left.push(id));
    return { session, store, memento, left };
  }

  it('is the invite room this window is in, until the user leaves it', async () => {
    const { session, store, left } = setUp();
    await session.host({ ...pair, person: 'Ann' });
    const id = session.invited?.journalId;
    assert.ok(id);
    assert.equal(store.kept, id);
    await session.leave();
    assert.equal(store.kept, undefined);
    assert.deepEqual(left, [id]);
  });

  it('is the next one when the user leaves it for another', async () => {
    const { session, store, left } = setUp();
    await session.host({ ...pair, person: 'Ann' });
    await session.host({ ...pair, person: 'Ann' });
    assert.equal(store.kept, session.invited?.journalId);
    assert.equal(left.length, 1);
  });

  it('stays when the window closes', async () => {
    const { session, store, memento, left } = setUp();
    await session.host({ ...pair, person: 'Ann' });
    const id = session.invited?.journalId;
    await store.stop();
    await session.suspend();
    assert.equal(session.state.connection.kind, 'offline');
    assert.equal(setUp(memento).store.kept, id);
    assert.deepEqual(left, []);
  });

  it('isn’t forgotten by a window that couldn’t rejoin it', async () => {
    const memento = new FakeMemento();
    await memento.update('deskmate.openRoom', 'gone');
    const { session, store } = setUp(memento);
    assert.equal(await session.reopen('gone'), false);
    assert.equal(store.kept, 'gone');
    store.forget();
    assert.equal(store.kept, undefined);
  });

  it('is never a lab room', async () => {
    const { session, memento } = setUp();
    await session.host({ ...lab, person: 'Ann' });
    assert.deepEqual(memento.keys(), []);
  });
});
