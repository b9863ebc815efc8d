import assert from 'node:assert/strict';
import type { Invite } from '../../../src/protocol/invite';
import { InviteGuestRoom } from '../../../src/room/guest/invite-guest-room';
import { RoomLog } from '../../../src/room/log/room-log';
import type { RoleChange } from '../../../src/room/room';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeMemberLink } from '../../helpers/fake-member-link';
import { FakeNetwork } from '../../helpers/fake-network';
import { MemoryArchive } from '../../helpers/memory-archive';

const invite: Invite = {
  ...{ kind: 'group', name: 'Lab 3', addresses: ['10.0.0.5'], port: 9000 },
  ...{ pin: 'p'.repeat(43), token: 't'.repeat(22) },
};
const key = 'k'.repeat(43);

describe('a member who may take over', () => {
  /** Bo, `m1`, in Ann's room; the test acts as its hub. */
  async function scene() {
    const [clock, network] = [new FakeClock(), new FakeNetwork()];
    const archive = new MemoryArchive(() => clock.now());
    const deps = { network, archive, clock, logger: silentLogger, presenceMs: 2000 };
    const room = new InviteGuestRoom({ ...deps, log: new RoomLog() }, { invite, person: 'Bo' });
    const roles: RoleChange[] = [];
    room.onDidChangeRole((change) => roles.push(change));
    const claim = { token: invite.token, name: 'Bo' };
    const link = new FakeMemberLink({ ...invite, claim });
    room.hub.use(link);
    const you = { id: 'm1', name: 'Bo', key };
    const about = { name: 'Lab 3', kind: 'group', most: 5 } as const;
    const epoch = { term: 1, opening: 1 };
    link.receive(
      { type: 'welcome', version: 1, room: about, you, first: 1, last: 0, epoch },
      {
        type: 'people',
        members: [
          { id: 'm0', name: 'Ann', host: true, presence: 'here' },
          { id: 'm1', name: 'Bo', host: false, presence: 'here' },
        ],
      },
      { type: 'epoch', ...epoch },
    );
    room.invited?.setMayTakeOver?.(true);
    await clock.advance(0);
    const records = () => archive.read(room.invited?.journalId ?? '') ?? [];
    const votes = () => link.sent.filter(({ type }) => type === 'vote');
    return { archive, clock, link, network, records, roles, room, votes };
  }

  const joined = {
    type: 'joined',
    seq: 1,
    time: 1,
    member: 'm1',
    name: 'Bo',
    waited: false,
  } as const;
  const elect = { type: 'elect', term: 2, to: 'm1', last: 1, pre: false } as const;
  const takeover = { type: 'takeover', term: 2, stays: true, most: 5, locked: true } as const;

  it('tells the hub where it listens, and that it no longer does', async () => {
    const { link, network, room } = await scene();
    const offers = () => link.sent.filter(({ type }) => type === 'offer');
    const [server] = network.servers;
    assert.deepEqual(offers(), [
      {
        type: 'offer',
        at: { pin: server?.access?.pin, addresses: ['10.0.0.2'], port: server?.port },
      },
    ]);
    room.invited?.setMayTakeOver?.(false);
    assert.deepEqual(offers()[1], { type: 'offer' });
    assert.ok(server?.closed);
    await room.leave();
  });

  it('votes once it holds everything, and its promise is stored', async () => {
    const { link, records, room, votes } = await scene();
    link.receive({ ...elect, pre: true });
    assert.deepEqual(votes(), []);
    link.receive(joined);
    assert.deepEqual(votes(), [{ type: 'vote', term: 2, last: 1, pre: true }]);
    assert.ok(!records().some(({ type }) => type === 'promised'));
    link.receive(elect);
    assert.deepEqual(records().at(-1), { type: 'promised', term: 2, to: 'm1' });
    assert.deepEqual(votes().at(-1), { type: 'vote', term: 2, last: 1, pre: false });
    await room.leave();
  });

  it('votes once in a term, and never in a lower one', async () => {
    const { link, room, votes } = await scene();
    link.receive(joined, { ...elect, term: 4, to: 'm2' });
    assert.equal(votes().length, 1);
    for (const term of [3, 4]) {
      link.receive({ ...elect, term });
      assert.deepEqual(votes().at(-1), { type: 'vote', term: 5, last: 1, pre: false });
    }
    await room.leave();
  });

  it('hosts the room only in a term that it has promised to itself', async () => {
    const { link, network, roles, room } = await scene();
    link.receive(joined, takeover);
    assert.equal(roles.length, 0);
    link.receive({ ...elect, to: 'm2' }, takeover);
    assert.equal(roles.length, 0);
    link.receive({ ...elect, term: 3 }, { ...takeover, term: 2 });
    assert.equal(roles.length, 0);
    const hash = 'h'.repeat(43);
    link.receive({ type: 'keys', keys: [{ member: 'm0', hash }] }, { ...takeover, term: 3 });
    const change = roles.at(0) as Extract<RoleChange, { role: 'host' }>;
    const { takeOver } = change;
    assert.deepEqual(
      [takeOver.term, takeOver.before, takeOver.most, takeOver.self],
      [3, 'm0', 5, { id: 'm1', name: 'Bo' }],
    );
    const [server] = network.servers;
    assert.equal(takeOver.listening.server, server);
    assert.deepEqual(server?.access?.state.keys, [{ member: 'm0', hash }]);
    assert.equal(server?.access?.state.locked, true);
    takeOver.confirm();
    assert.deepEqual(link.sent.at(-1), { type: 'hosting', term: 3 });
    assert.throws(() => room.say('no longer a guest'));
  });
});
