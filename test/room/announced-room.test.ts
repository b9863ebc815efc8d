import assert from 'node:assert/strict';
import { announcedRoom } from '../../src/room/announced-room';
import type { Connection, RoomInfo, SessionState } from '../../src/room/room';

const pair: RoomInfo = { kind: 'pair', name: 'Lab 3', address: '::', port: 5000 };

function stateOf(
  room: RoomInfo | undefined,
  people: readonly string[] = ['Ann'],
  kind: Connection['kind'] = 'hosting',
): SessionState {
  const connection = { kind, target: { host: 'a', port: 1 } } as Connection;
  const members = people.map((name, at) => ({
    id: `m${at}`,
    name,
    self: at === 0,
    host: at === 0,
  }));
  return { connection, ...(room && { room }), members, waiting: [] };
}

describe('the room that a host announces', () => {
  it('takes knocks only where someone can answer them', () => {
    assert.equal(announcedRoom(stateOf(pair), 'id', { knocks: true })?.knock, true);
    assert.equal(announcedRoom(stateOf(pair), 'id')?.knock, false);
  });

  it('takes a code while it has one', () => {
    const group = stateOf({ ...pair, kind: 'group' });
    assert.equal(announcedRoom(group, 'id', { code: true })?.code, true);
    assert.equal(announcedRoom(group, 'id', { knocks: true })?.code, false);
  });

  it('has its name, its host’s name, its kind, its lock and its port', () => {
    assert.deepEqual(announcedRoom(stateOf({ ...pair, locked: true }), 'id', { knocks: true }), {
      ...{
        id: 'id',
        kind: 'pair',
        name: 'Lab 3',
        host: 'Ann',
        locked: true,
        knock: true,
        code: false,
      },
      ...{ address: '::', port: 5000 },
    });
  });

  it('is none at a guest, and none outside a room', () => {
    for (const kind of ['offline', 'connecting', 'joined', 'waiting', 'reconnecting'] as const) {
      assert.equal(
        announcedRoom(stateOf(pair, ['Ann'], kind), 'id', { knocks: true }),
        undefined,
        kind,
      );
    }
    assert.equal(announcedRoom(stateOf(undefined), 'id', { knocks: true }), undefined);
  });

  it('is none once a room for two has both', () => {
    assert.equal(announcedRoom(stateOf(pair, ['Ann', 'Bo']), 'id', { knocks: true }), undefined);
    const p2p: RoomInfo = { ...pair, kind: 'lab-p2p' };
    assert.equal(announcedRoom(stateOf(p2p, ['a', 'b']), 'id', { knocks: true }), undefined);
    assert.ok(
      announcedRoom(stateOf({ ...pair, kind: 'group' }, ['Ann', 'Bo']), 'id', { knocks: true }),
    );
  });

  it('has no names in a lab room but the room’s own', () => {
    const lab: RoomInfo = { ...pair, kind: 'lab-udp', name: 'udp://[::]:5000' };
    const people = ["('10.0.0.1', 5000)"];
    const room = announcedRoom(stateOf(lab, people), 'id', { knocks: true });
    assert.deepEqual([room?.name, room?.host, room?.knock], ['', '', false]);
    assert.equal(
      announcedRoom(stateOf({ ...lab, name: 'Lab 3' }, people), 'id', { knocks: true })?.name,
      'Lab 3',
    );
  });
});
