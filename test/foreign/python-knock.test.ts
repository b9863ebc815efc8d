import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { OpenKnock } from '../../src/room/knocks';
import type { Session } from '../../src/room/session/session';
import { startPython } from '../helpers/python';
import { realSession } from '../helpers/real-session';
import type { TestProgram } from '../helpers/test-program';
import { waitFor } from '../helpers/wait-for';

const id = '00112233445566aa';

/** A program that anyone could write from docs/PROTOCOL.md alone. */
describe('knocking with a Python program', () => {
  let host: Session;
  let asked: OpenKnock[];
  let program: TestProgram | undefined;

  beforeEach(async () => {
    host = realSession();
    asked = [];
    await host.host({
      ...{ kind: 'group', name: '实验三', address: '127.0.0.1', port: 0 },
      ...{ maxClients: 4, person: '张伟' },
    });
    const { knocks } = actions();
    knocks.announce(id);
    knocks.onKnock((knock) => asked.push(knock));
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

  /** Starts it, and waits for what it prints until the host has been asked. */
  async function knock(name: string) {
    const path = resolve('test', 'helpers', 'deskmate', 'knock.py');
    const port = `${host.state.room?.port}`;
    const started = startPython(path, ['127.0.0.1', port, id, name]);
    program = started;
    await started.until(() => started.lines.length > 0, 'it shows the digits');
    const question = await waitFor(() => asked[0], 'the host is asked');
    const answer = async () => {
      await started.until(() => started.lines.length > 1, 'it has the answer');
      return JSON.parse(started.lines[1] as string) as unknown;
    };
    return { question, code: JSON.parse(started.lines[0] as string) as string, answer };
  }

  it('shows the digits that the host expects, and gets the token', async () => {
    const { question, code, answer } = await knock('李娜 😀');
    assert.equal(question.name, '李娜 😀');
    assert.match(code, /^\d{6}$/);
    assert.equal(question.answer(code), 'accepted');
    const { token, pin } = actions().invite;
    assert.deepEqual(await answer(), { type: 'accepted', token, pin });
  });

  it('learns that the host denies', async () => {
    const { question, answer } = await knock('Bo');
    question.deny();
    const { pin } = actions().invite;
    assert.deepEqual(await answer(), { type: 'refused', code: 'denied', pin });
  });
});
