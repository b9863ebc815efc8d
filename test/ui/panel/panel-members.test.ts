import assert from 'node:assert/strict';
import type { Member, SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { PanelMembers } from '../../../src/ui/panel/panel-members';

const member = (id: string): Member => {
  return { id, name: id, self: false, host: false, presence: 'here' };
};
const [ann, ben] = [member('m1'), member('m2')] as const;
const joined: SessionState = { connection: { kind: 'joined' }, members: [ann, ben], waiting: [] };

const sources = {
  hueOf: () => 1,
  sharesPlace: false,
  followed: undefined,
  nudgedBy: undefined,
  shown: (name: string) => name,
};

describe('the members in the panel', () => {
  it('are the same objects until they change', () => {
    const members = new PanelMembers();
    const [first, second] = members.list({ ...sources, state: joined }, english);
    const typing: SessionState = { ...joined, members: [ann, { ...ben, typing: true }] };
    const [still, writes] = members.list({ ...sources, state: typing }, english);
    assert.equal(still, first);
    assert.deepEqual(writes, { ...second, typing: true });
  });

  it('are built again when the connection changes, or anything else that they depend on', () => {
    const members = new PanelMembers();
    const presences = (state: SessionState) =>
      members.list({ ...sources, state }, english).map(({ presence }) => presence);
    assert.deepEqual(presences(joined), ['here', 'here']);
    const reconnecting: SessionState = { ...joined, connection: { kind: 'reconnecting' } };
    assert.deepEqual(presences(reconnecting), ['away', 'away']);
    assert.deepEqual(presences(joined), ['here', 'here']);
    members.reset();
    const following = members.list({ ...sources, followed: 'm2', state: joined }, english);
    assert.deepEqual(
      following.map((each) => each.following),
      [undefined, 'following'],
    );
  });

  it('begin with the host and the helpers of a class', () => {
    const all = [member('m1'), ben, { ...member('m3'), host: true }, member('m4'), member('m5')];
    const ids = (helpers: readonly string[]) =>
      new PanelMembers()
        .list(
          {
            ...sources,
            state: { ...joined, members: all },
            isHelper: (id) => id === 'm3' || helpers.includes(id),
          },
          english,
        )
        .map(({ id }) => id)
        .join(' ');
    assert.equal(ids([]), 'm1 m2 m3 m4 m5');
    assert.equal(ids(['m4', 'm2']), 'm3 m2 m4 m1 m5');
  });

  it('are built again when others may take the room over', () => {
    const members = new PanelMembers();
    const room = { kind: 'group', name: 'Lab', address: '127.0.0.1', port: 1 } as const;
    const may = (state: SessionState) =>
      members.list({ ...sources, state }, english).map(({ mayHost }) => mayHost);
    assert.deepEqual(may({ ...joined, room }), [undefined, undefined]);
    assert.deepEqual(may({ ...joined, room: { ...room, voters: ['m2'] } }), [undefined, true]);
  });
});
