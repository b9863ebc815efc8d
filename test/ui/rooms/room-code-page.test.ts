import assert from 'node:assert/strict';
import type { SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { type RoomCodePageSources, roomCodePageState } from '../../../src/ui/rooms/room-code-page';
import { usualInvite } from '../../helpers/invites';

function hosting(room: object = {}): SessionState {
  return {
    connection: { kind: 'hosting' },
    room: { kind: 'group', name: 'Lab 3', address: '::', port: 5000, ...room },
    members: [{ id: 'm0' }],
    waiting: [],
  } as unknown as SessionState;
}

const invite = { ...usualInvite, name: 'Lab 3', addresses: ['10.0.0.7', '10.0.0.8'], port: 5000 };
const code = { code: '482193', wrong: 0 };

const shown = (state = hosting(), sources: Partial<RoomCodePageSources> = {}) =>
  roomCodePageState(state, { code, invite, announcing: 'on', ...sources }, english);

const commands = (page: ReturnType<typeof shown>) => page?.actions.map(({ command }) => command);

describe('what the tab with the room code shows', () => {
  it('is the digits, where to type them, and how long they are valid', () => {
    const page = shown();
    assert.deepEqual([page?.code, page?.link], ['482 193', undefined]);
    assert.equal(page?.label, 'Room code: 4, 8, 2, 1, 9, 3');
    assert.equal(page?.title, 'Group room “Lab 3”');
    assert.match(
      page?.steps[0] ?? '',
      /choose “Lab 3” and then Room Code\..*type 10\.0\.0\.7:5000 and/,
    );
    assert.match(`${page?.notes}`, /until you stop it, close the room or reload the window\.$/);
    assert.deepEqual(commands(page), ['newRoomCode', 'stopRoomCode']);
  });

  it('says what to type where the room isn’t shown on the network, and offers to show it', () => {
    const page = shown(hosting(), { announcing: 'off' });
    assert.match(page?.steps[0] ?? '', /Join Room, type 10\.0\.0\.7:5000 and choose Join with/);
    assert.deepEqual(commands(page), ['newRoomCode', 'stopRoomCode', 'announceRoom']);
    const here = shown(hosting({ address: '127.0.0.1' }), { announcing: undefined });
    assert.match(`${here?.notes}`, /Only programs on this computer can join\./);
    assert.deepEqual(commands(here), ['newRoomCode', 'stopRoomCode']);
  });

  it('counts wrong codes', () => {
    assert.match(`${shown(hosting(), { code: { ...code, wrong: 3 } })?.notes}`, /3 wrong codes/);
  });

  it('has no digits while no one can join with them', () => {
    const paused = shown(hosting(), {
      code: { ...code, wrong: 20, lastWrong: '10.0.0.9', paused: 'guesses' },
    });
    assert.deepEqual(
      [paused?.code, commands(paused)],
      [undefined, ['newRoomCode', 'stopRoomCode']],
    );
    assert.match(`${paused?.notes}`, /paused/);
    const locked = shown(hosting({ locked: true }));
    assert.deepEqual([locked?.code, commands(locked)], [undefined, ['unlockRoom', 'stopRoomCode']]);
  });

  it('is nothing without a code, in other rooms, at a guest, and outside of a room', () => {
    const joined = { ...hosting(), connection: { kind: 'joined' } } as SessionState;
    for (const state of [hosting({ kind: 'lab-hub' }), hosting({ kind: 'pair' }), joined]) {
      assert.equal(shown(state), undefined);
    }
    assert.equal(shown(hosting(), { code: undefined }), undefined);
    assert.equal(shown(hosting(), { invite: undefined }), undefined);
  });
});
