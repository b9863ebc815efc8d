import assert from 'node:assert/strict';
import {
  maxRecentRooms,
  RecentRoomStore,
  readRecentRooms,
  storeRecentRooms,
  withoutRoom,
  withRoom,
} from '../../../src/ui/rooms/recent-room-store';
import { FakeMemento } from '../../helpers/fake-memento';

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

  it('remembers in which encoding a room was read, until it is forgotten or read as UTF-8', async () => {
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

  it('remembers nothing, and erases what it did, when the person does not want it', async () => {
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
    assert.deepEqual(withoutRoom([room(1), room(2)], room(1)), [room(2)]);
  });

  it('survive storage, IPv6 too', () => {
    const rooms = [{ host: '::1', port: 9000 }, room(1)];
    assert.deepEqual(readRecentRooms(JSON.parse(JSON.stringify(storeRecentRooms(rooms)))), rooms);
  });

  it('are only those that storage holds in good order', () => {
    for (const stored of [undefined, 'x', { 0: 'a:1' }]) {
      assert.deepEqual(readRecentRooms(stored), []);
    }
    assert.deepEqual(readRecentRooms(['nonsense', 7, null, '10.0.0.1:1', 'a:99999']), [room(1)]);
    assert.equal(readRecentRooms(Array(30).fill('a:1')).length, maxRecentRooms);
  });
});
