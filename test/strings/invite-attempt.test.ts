import assert from 'node:assert/strict';
import { type Invite, wideInvitePlace } from '../../src/protocol/invite';
import { inviteAttempt } from '../../src/strings/invite-attempt';

describe('an attempt to join with an invite', () => {
  it('is at the likeliest address, or at all nodes of the server', () => {
    const invite: Invite = {
      ...{ kind: 'group', name: 'Ann’s room', pin: 'p', token: 't' },
      ...{ addresses: ['2001:db8::5', '10.0.0.5'], port: 9000 },
    };
    const rest = { port: 9000, room: inviteAttempt(invite).room };
    const hosted = { doing: 'join-by-invite', address: '[2001:db8::5]:9000', ...rest };
    assert.deepEqual(inviteAttempt(invite), hosted);
    const nodes = ['n1.uni.example', 'n2.uni.example'].map((host) => ({ host, port: 9000 }));
    const server = { nodes, authority: 'h', account: 'u', memberKey: 'm' };
    assert.deepEqual(inviteAttempt({ ...invite, kind: 'wide', ...wideInvitePlace(server, 1) }), {
      doing: 'join-wide',
      address: 'n1.uni.example:9000, n2.uni.example:9000',
      ...rest,
    });
    assert.match(rest.room, /Ann’s room/);
  });
});
