import assert from 'node:assert/strict';
import type { Invite } from '../../../src/protocol/invite';
import { InviteGuestRoom } from '../../../src/room/guest/invite-guest-room';
import { RoomLog } from '../../../src/room/log/room-log';
import type { RoleChange } from '../../../src/room/role-change';
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
    const { addresses, pin, port } = invite;
    const link = new FakeMemberLink({ addresses, pin, port, claim });
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
    return { archive, clock, link, network, records, roles, room };
  }

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
});
