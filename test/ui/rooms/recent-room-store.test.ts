import assert from 'node:assert/strict';
import { RecentStore } from '../../../src/ui/rooms/recent-room-store';
import { FakeMemento } from '../../helpers/fake-memento';

const room = { host: '10.0.0.1', port: 9000 };
const other = { host: '::1', port: 9000 };

describe('the store of recent rooms', () => {
  it('remembers and forgets', async () => {
    const store = new RecentStore(new FakeMemento(), { rememberRooms: true });
    await store.add(room);
    await store.add(other);
    assert.deepEqual(store.rooms, [other, room]);
    await store.remove(other);
    assert.deepEqual(store.rooms, [room]);
  });

  it('remembers in which encoding a room was read, until it is forgotten or read as UTF-8', async () => {
    const memento = new FakeMemento();
    const settings = { rememberRooms: true };
    const store = new RecentStore(memento, settings);
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
    const store = new RecentStore(memento, settings);
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
