import assert from 'node:assert/strict';
import { formatInvite, type Invite } from '../../../src/protocol/invite';
import type { SessionState } from '../../../src/room/room';
import type { RoomControl } from '../../../src/room/room-control';
import { english } from '../../../src/strings/translate';
import { inviteQrState } from '../../../src/ui/rooms/invite-qr';
import { longestInvite, usualInvite } from '../../helpers/invites';
import { wideInvite } from '../../helpers/wide-servers';

const people = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `m${at}` }));

function hosting(room: object = {}, count = 1): SessionState {
  return {
    connection: { kind: 'hosting' },
    room: { kind: 'pair', name: 'Lab 3', address: '::', port: 5000, ...room },
    members: people(count),
    waiting: [],
  } as unknown as SessionState;
}

const control = (invite: Invite, wideControl?: object) =>
  ({ inviteActions: { invite }, wideControl }) as unknown as RoomControl;
const shown = (state: SessionState, invite = usualInvite) =>
  inviteQrState(state, control(invite), 'vscode', english);

describe('what the tab with the QR code shows', () => {
  it('is the invite as Copy Invite copies it, what to do, and who can join', () => {
    const state = shown(hosting());
    assert.equal(state?.link, formatInvite(usualInvite, 'vscode'));
    assert.equal(state?.title, 'Pair room “Lab 3”');
    assert.equal(state?.label, 'QR code of the invite to “Lab 3”');
    assert.equal(state?.steps.length, 2);
    assert.deepEqual(state?.notes, ['Show it only to your partner: anyone who scans it can join.']);
    assert.deepEqual(
      state?.actions.map(({ command }) => command),
      ['copyInvite', 'resetInvite', 'lockRoom'],
    );
  });

  it('says that only this computer can join, and which addresses are left out', () => {
    const state = shown(hosting({ kind: 'group', address: '127.0.0.1' }, 3), longestInvite);
    assert.match(`${state?.notes}`, /until you lock the room/);
    assert.match(`${state?.notes}`, /Only programs on this computer can join/);
    assert.match(`${state?.notes}`, /has only \d of 16 addresses/);
  });

  it('has no code while the room is locked, or a pair is complete', () => {
    const locked = shown(hosting({ kind: 'group', locked: true }, 2));
    assert.equal(locked?.link, undefined);
    assert.deepEqual(locked?.actions, [{ command: 'unlockRoom', label: 'Unlock Room' }]);
    const complete = shown(hosting({}, 2));
    assert.equal(complete?.link, undefined);
    assert.deepEqual(complete?.actions, [{ command: 'makeGroup', label: 'Convert to Group' }]);
    assert.ok(shown(hosting({ kind: 'group' }, 2))?.link);
  });

  it('is nothing in other rooms, at a guest, and outside of a room', () => {
    assert.equal(shown(hosting({ kind: 'lab-hub' })), undefined);
    const offline = { ...hosting(), connection: { kind: 'offline' } } as SessionState;
    assert.equal(shown(offline), undefined);
    const joined = { ...hosting(), connection: { kind: 'joined' } } as SessionState;
    for (const state of [hosting(), joined]) {
      assert.equal(inviteQrState(state, {}, 'vscode', english), undefined);
    }
  });

  it('is the invite to a wide room, at its owner and at moderators, who can’t lock it', () => {
    const room = { kind: 'wide', address: '127.0.0.1' };
    const joined = { ...hosting(room, 3), connection: { kind: 'joined' } } as SessionState;
    for (const isOwner of [true, false]) {
      const state = inviteQrState(joined, control(wideInvite, { isOwner }), 'vscode', english);
      assert.equal(state?.link, formatInvite(wideInvite, 'vscode'));
      assert.doesNotMatch(`${state?.notes}`, /this computer/);
      const names = state?.actions.map(({ command }) => command);
      assert.deepEqual(names, ['copyInvite', 'resetInvite', ...(isOwner ? ['lockRoom'] : [])]);
    }
  });
});
