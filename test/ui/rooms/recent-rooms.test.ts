import assert from 'node:assert/strict';
import {
  maxRecentRooms,
  readRecentRooms,
  storeRecentRooms,
  withoutRoom,
  withRoom,
} from '../../../src/ui/rooms/recent-rooms';

const room = (port: number) => ({ host: '10.0.0.1', port });

describe('recent rooms', () => {
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
