import assert from 'node:assert/strict';
import type { Tools } from '../../../src/net/check/tools';
import type { Invite } from '../../../src/protocol/invite';
import type { SessionState } from '../../../src/room/room';
import {
  checkSubject,
  currentSubject,
  inviteSubject,
  type SubjectDeps,
} from '../../../src/ui/check/check-subject';
import { FakeClock } from '../../helpers/fake-clock';
import { wideInvite } from '../../helpers/wide-servers';

const invite: Invite = {
  ...{ kind: 'pair', name: 'Lab 3', addresses: ['192.168.1.5', 'fd00::5'], port: 9000 },
  ...{ pin: 'P'.repeat(43), token: 'T'.repeat(22) },
};
const before = { host: '10.0.0.5', port: 9001 };
const room = { kind: 'pair', name: 'Lab 3', address: '192.168.1.5', port: 9000 } as const;

function session(state: Partial<SessionState>): SubjectDeps['session'] {
  return {
    state: { connection: { kind: 'offline' }, members: [], waiting: [], ...state },
    arrivals: [],
    pin: invite.pin,
    invited: undefined,
    saved: () =>
      ({ endpoints: [before] }) as unknown as ReturnType<SubjectDeps['session']['saved']>,
  };
}

function subject(state: Partial<SessionState>, lastAttempt?: SubjectDeps['lastAttempt']) {
  return currentSubject({ session: session(state), lastAttempt });
}

const failed = { connection: { kind: 'offline', error: 'timed-out' } } as const;

describe('what Check Connection checks', () => {
  it('is the room that this window hosts', () => {
    assert.deepEqual(subject({ connection: { kind: 'hosting' }, room }), { type: 'hosted' });
  });

  it('is this computer alone once the room is closed', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const tools: Tools = {
      platform: 'linux',
      run: async () => undefined,
      read: async () => undefined,
    };
    const parts = { remote: undefined, adapters: [], tools, program: '/opt/code', clock, signal };
    const sideOf = async (state: Partial<SessionState>) =>
      (await checkSubject({ type: 'hosted' }, session(state), parts, { clock, signal })).side;
    const lab = { ...room, kind: 'lab-udp' } as const;
    assert.equal(await sideOf({ connection: { kind: 'hosting' }, room: lab }), 'host');
    assert.equal(await sideOf({ room: lab }), 'computer');
  });

  it('is the way to the room that it is in, without asking to join it', () => {
    for (const kind of ['joined', 'waiting', 'reconnecting'] as const) {
      assert.deepEqual(subject({ connection: { kind }, room }), {
        type: 'guest',
        target: {
          type: 'invite',
          endpoints: [{ host: '192.168.1.5', port: 9000 }, before],
          pin: invite.pin,
        },
      });
    }
    const lab = { ...room, kind: 'lab-hub' } as const;
    assert.deepEqual(subject({ connection: { kind: 'joined' }, room: lab }), {
      type: 'guest',
      target: { type: 'lab', endpoint: { host: '192.168.1.5', port: 9000 }, code: 'proven' },
    });
  });

  it('is the room that couldn’t be joined, at every address of its invite and before', () => {
    assert.deepEqual(subject(failed, { doing: 'join-by-invite', invite }), {
      type: 'guest',
      invite,
      target: {
        type: 'invite',
        endpoints: [{ host: '192.168.1.5', port: 9000 }, { host: 'fd00::5', port: 9000 }, before],
        pin: invite.pin,
        token: invite.token,
      },
    });
  });

  it('is how a lab room’s address failed, without dialing it', () => {
    const endpoint = { host: '192.168.1.5', port: 9000 };
    assert.deepEqual(subject(failed, { doing: 'join-lab', endpoint }), {
      type: 'guest',
      target: { type: 'lab', endpoint, code: 'timed-out' },
    });
  });

  it('is the way back for a member, who needs no invite', () => {
    const kept = {
      id: 'r1',
      kind: 'group',
      role: 'guest',
      name: 'Lab 3',
      pin: invite.pin,
    } as const;
    const found = subject(failed, { doing: 'reopen', room: kept });
    assert.deepEqual(found, {
      type: 'guest',
      target: { type: 'invite', endpoints: [before], pin: invite.pin },
    });
    const own = { ...kept, role: 'host' } as const;
    assert.deepEqual(subject(failed, { doing: 'reopen', room: own }), { type: 'computer' });
  });

  it('is asked for when nothing failed', () => {
    assert.equal(subject({}), undefined);
    assert.equal(subject({}, { doing: 'join-by-invite', invite }), undefined);
    const closed = { connection: { kind: 'offline', error: 'room-closed' } } as const;
    assert.equal(subject(closed, { doing: 'join-by-invite', invite }), undefined);
    const pasted = inviteSubject(invite, session({}));
    assert.deepEqual('invite' in pasted && pasted.invite, invite);
  });

  it('is the server of a wide room, for those who have its invite', () => {
    const { pin, token, wide } = wideInvite;
    const found = {
      ...{ type: 'server', invite: wideInvite },
      target: { server: wide?.server, pin, epoch: { number: 2, token } },
    };
    const join = { doing: 'join-by-invite', invite: wideInvite } as const;
    assert.deepEqual(subject(failed, join), found);
    assert.deepEqual(inviteSubject(wideInvite, session({})), found);
    const inside = { connection: { kind: 'joined' }, room: { ...room, kind: 'wide' } } as const;
    const asked = (invited: object, lastAttempt?: SubjectDeps['lastAttempt']) =>
      currentSubject({
        session: { ...session(inside), pin, invited: invited as never },
        lastAttempt,
      });
    assert.deepEqual(asked({ inviteActions: { invite: wideInvite } }), found);
    assert.deepEqual(asked({}, join), found);
    // Who came back has no invite, and a hub's check says nothing about a server.
    assert.deepEqual(asked({}), { type: 'computer' });
    const other = { ...join, invite: { ...wideInvite, pin: 'o'.repeat(43) } };
    assert.deepEqual(asked({}, other), { type: 'computer' });
    const kept = { id: 'r1', kind: 'wide', role: 'guest', name: 'Lab 3', pin } as const;
    assert.deepEqual(subject(failed, { doing: 'reopen', room: kept }), { type: 'computer' });
  });
});
