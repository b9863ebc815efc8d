import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Session } from '../../src/room/session/session';
import { startPython } from '../helpers/python';
import { realSession } from '../helpers/real-session';
import type { TestProgram } from '../helpers/test-program';

/** A program that anyone could write from docs/PROTOCOL.md, the draft of CPace and RFC 9496 alone. */
describe('entering a room code with a Python program', () => {
  let host: Session;
  let program: TestProgram | undefined;

  beforeEach(async () => {
    host = realSession();
    await host.host({
      ...{ kind: 'group', name: '实验三', address: '127.0.0.1', port: 0 },
      ...{ maxClients: 4, person: '张伟 😀' },
    });
    await actions().roomCode.renew();
  });

  afterEach(async () => {
    program?.dispose();
    await host.leave();
  });

  function actions() {
    const { hostActions } = host.invited ?? {};
    assert.ok(hostActions);
    return hostActions;
  }

  /** Starts it, and waits for what it prints. */
  async function enter(code: string): Promise<object> {
    const path = resolve('test', 'helpers', 'deskmate', 'room_code.py');
    const started = startPython(path, ['127.0.0.1', `${host.state.room?.port}`, code]);
    program = started;
    await started.until(() => started.lines.length > 0, 'it has the answer');
    started.dispose();
    return JSON.parse(started.lines[0] as string) as object;
  }

  it('gets the token by the code, and sees that the host knows it', async () => {
    const code = actions().roomCode.state?.code ?? '';
    const { token, pin } = actions().invite;
    // Another random number each time.
    for (let round = 0; round < 3; round += 1) {
      const { mac, ...answer } = (await enter(code)) as { readonly mac: string };
      assert.deepEqual(answer, { type: 'accepted', token, pin, proved: true });
      assert.match(mac, /^[\w-]{86}$/);
    }
  });

  it('learns that another code is wrong', async () => {
    const wrong = actions().roomCode.state?.code === '000000' ? '111111' : '000000';
    const { pin } = actions().invite;
    const refused = { type: 'refused', code: 'wrong-code', left: 2, pin, proved: false };
    assert.deepEqual(await enter(wrong), refused);
  });
});
