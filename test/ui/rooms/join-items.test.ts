import assert from 'node:assert/strict';
import type { NearbyRoom } from '../../../src/protocol/announcement';
import { formatInvite } from '../../../src/protocol/invite';
import { english } from '../../../src/strings/translate';
import { type JoinSources, joinItems } from '../../../src/ui/rooms/join-items';
import { shortestInvite } from '../../helpers/invites';

function room(name: string, change: Partial<NearbyRoom> = {}): NearbyRoom {
  return {
    ...{ id: name.padEnd(16, '0'), key: name, kind: 'group', name, host: 'Ann' },
    ...{
      locked: false,
      knock: false,
      code: false,
      port: 5000,
      endpoints: [{ host: '10.0.0.7', port: 5000 }],
    },
    ...change,
  };
}

describe('the list of rooms to join', () => {
  const forget = { iconPath: undefined as never };
  const labels = (typed: string, change: Partial<JoinSources> = {}) =>
    joinItems(typed, {
      ...{ rooms: [], own: undefined, recent: [], offered: undefined, forget, looked: false },
      ...{ endpointsOf: () => [], t: english },
      ...change,
    }).map(({ label }) => label);
  const recent = [
    { host: '10.0.0.9', port: 9000 },
    { host: '10.0.0.8', port: 9000 },
  ];
  const offered = { ...shortestInvite, name: 'Copied' };

  it('has the copied invite first, then rooms joined before, then those nearby as they were found', () => {
    const rooms = [room('b'), room('c'), room('a')];
    const sources = { rooms, recent, offered, looked: true };
    const all = ['Join “Copied”', '10.0.0.9:9000', '10.0.0.8:9000', 'b', 'c', 'a'];
    assert.deepEqual(labels('', sources), all);
    // One that is found later is below the others, so nothing moves under the pointer.
    const later = { ...sources, rooms: [...rooms, room('0')] };
    assert.deepEqual(labels('', later), [...all, '0']);
    assert.deepEqual(labels('', { ...sources, rooms: [...rooms.slice(1)] }).slice(-2), ['c', 'a']);
  });

  it('leaves out the room that this window announces', () => {
    const own = room('mine');
    assert.deepEqual(labels('', { rooms: [own, room('b')], own: own.id }), ['b']);
  });

  it('says what to do when nothing is found, and not before there was time', () => {
    assert.equal(labels('').length, 1);
    assert.deepEqual(labels('', { looked: true }).slice(1), ['No rooms found on this network']);
    assert.deepEqual(labels('', { rooms: [room('b')], looked: true }), ['b']);
  });

  it('has only what was typed, if that is an invite or an address', () => {
    const sources = { rooms: [room('b')], recent, offered };
    const typed = formatInvite({ ...shortestInvite, name: 'Typed' }, 'vscode');
    assert.deepEqual(labels(typed, sources), ['Join “Typed”']);
    assert.deepEqual(labels('10.0.0.1:9000', sources), [
      ...['10.0.0.1:9000', 'Join with Room Code', '10.0.0.9:9000', '10.0.0.8:9000'],
    ]);
  });

  it('keeps the rooms that match while something else is typed, with what is wrong below them', () => {
    const shown = labels('lab', { rooms: [room('lab 3')], recent });
    assert.deepEqual(shown.slice(0, 3), ['10.0.0.9:9000', '10.0.0.8:9000', 'lab 3']);
    assert.equal(shown.length, 4);
  });

  it('offers to join a group at a typed address with its code, but not over UDP', () => {
    const found = joinItems('10.0.0.1:5000', {
      ...{ rooms: [], own: undefined, recent: [], offered: undefined, forget, looked: true },
      ...{ endpointsOf: () => [], t: english },
    });
    assert.deepEqual(found[1]?.target, {
      type: 'room-code',
      room: { name: '', host: '', endpoints: [{ host: '10.0.0.1', port: 5000 }] },
    });
    assert.deepEqual(labels('udp://10.0.0.1:5000'), ['udp://10.0.0.1:5000']);
  });

  it('opens a lab room with one choice, and asks for the invite of another', () => {
    const rooms = [room('lab', { kind: 'lab-udp', host: '' }), room('group')];
    const found = joinItems('', {
      ...{ rooms, own: undefined, recent: [], offered: undefined, forget, looked: true },
      ...{ endpointsOf: () => [], t: english },
    });
    assert.deepEqual(
      found.map(({ target }) => target?.type),
      ['lab', 'nearby'],
    );
  });
});
