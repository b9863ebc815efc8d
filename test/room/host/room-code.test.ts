import assert from 'node:assert/strict';
import { RoomCode, type RoomCodeDeps } from '../../../src/room/host/room-code';
import { FakeAccess } from '../../helpers/fake-access';
import { FakeCodes } from '../../helpers/fake-codes';
import { hostSession } from '../../helpers/host-session';

async function scene() {
  const { session, server } = await hostSession({ person: 'Ann', name: 'Lab 3' });
  const actions = () => {
    const { hostActions } = session.invited ?? {};
    assert.ok(hostActions);
    return hostActions;
  };
  let changes = 0;
  session.onDidChangeState(() => {
    changes += 1;
  });
  return { session, server, actions, codes: server().codes as FakeCodes, changes: () => changes };
}

/** Read anew each time. */
const stateOf = ({ state }: FakeCodes) => state;

describe('the code of a hosted room', () => {
  it('is entered under the room’s names, and the id of its announcement if it has one', async () => {
    const { actions, codes, session } = await scene();
    const { roomCode } = actions();
    assert.equal(roomCode.state, undefined);
    await roomCode.renew();
    assert.deepEqual(codes.told(), { roomId: '', room: 'Lab 3', host: 'Ann' });
    roomCode.announce('00112233445566aa');
    await session.invited?.rename('Anna');
    assert.deepEqual(codes.told(), { roomId: '00112233445566aa', room: 'Lab 3', host: 'Anna' });
    roomCode.announce(undefined);
    assert.equal(codes.told()?.roomId, '');
  });

  it('changes the state of the session, whatever happens to it', async () => {
    const { actions, codes, changes } = await scene();
    const { roomCode } = actions();
    const seen: number[] = [];
    for (const change of [
      () => roomCode.renew(),
      () => codes.wrong(1, '10.0.0.9'),
      () => codes.wrong(19, '10.0.0.9'),
      () => roomCode.renew(),
      () => roomCode.stop(),
    ]) {
      const before = changes();
      await change();
      seen.push(changes() - before);
    }
    assert.ok(
      seen.every((count) => count > 0),
      `${seen}`,
    );
    assert.equal(roomCode.state, undefined);
  });

  it('is paused when the invite stops working, and not when the room is locked', async () => {
    const { actions, session, server } = await scene();
    const { roomCode } = actions();
    await roomCode.renew();
    actions().lock(true);
    actions().lock(false);
    assert.equal(roomCode.state?.paused, undefined);
    actions().resetInvite();
    assert.equal(roomCode.state?.paused, 'reset');
    await roomCode.renew();
    server().connect('Bo');
    const bo = session.state.members.find(({ name }) => name === 'Bo');
    assert.ok(bo);
    actions().remove(bo.id, '');
    assert.equal(roomCode.state?.paused, 'reset');
  });

  it('ends with the room where its listener goes on, and has no part in a later one', () => {
    const listener = new FakeCodes();
    const access = new FakeAccess();
    const parts = { state: { over: false }, people: { host: { name: 'Ann' } } };
    const code = new RoomCode({ listener, access, ...parts } as unknown as RoomCodeDeps);
    let changes = 0;
    code.onDidChange(() => {
      changes += 1;
    });
    void listener.open(() => ({ roomId: '', room: '', host: 'Ann' }));
    assert.equal(changes, 1);
    code.dispose();
    assert.equal(stateOf(listener), undefined);
    const before = changes;
    void listener.open(() => ({ roomId: '', room: '', host: 'Bo' }));
    access.resetInvite(() => true);
    assert.deepEqual([changes, stateOf(listener)?.paused], [before, undefined]);
  });

  it('can’t be made once the room is closed', async () => {
    const { actions, codes, session } = await scene();
    const { roomCode } = actions();
    await session.leave();
    await roomCode.renew();
    assert.equal(codes.state, undefined);
  });
});
