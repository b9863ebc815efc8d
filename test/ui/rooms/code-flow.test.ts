import assert from 'node:assert/strict';
import type { Invite } from '../../../src/protocol/invite';
import { CodeError, type CodeGrant } from '../../../src/protocol/room-code';
import { english } from '../../../src/strings/translate';
import { CodeFlow, type CodeRoom } from '../../../src/ui/rooms/code-flow';
import { silentLogger } from '../../../src/util/logger';
import { FakeCodeBox } from '../../helpers/fake-code-box';
import { idleSession } from '../../helpers/host-session';

const room: CodeRoom = {
  ...{ id: '0011223344556677', name: 'Lab 3', host: 'Ann' },
  endpoints: [
    { host: '10.0.0.8', port: 5000 },
    { host: '10.0.0.7', port: 5000 },
  ],
};
const grant: CodeGrant = {
  ...{ pin: 'p'.repeat(43), token: 't'.repeat(22), room: 'Lab 3', host: 'Ann' },
  endpoint: { host: '10.0.0.7', port: 5000 },
};

/** Bo enters a code. `answers` is what he chooses when he is told of a failure. */
function setUp(answers: { failure?: string } = {}) {
  const { network, session } = idleSession();
  const boxes: FakeCodeBox[] = [];
  const failures: { readonly message: string; readonly buttons: readonly string[] }[] = [];
  const joined: Invite[] = [];
  const other = { joins: 0, logs: 0, checks: [] as string[] };
  const held: unknown[] = [];
  const answered = {
    begin: (box: unknown) => void held.push(box),
    close: () => void held.push('closed'),
  };
  const codeFlow = new CodeFlow({
    ...{ session, platform: 'linux', logger: silentLogger, t: english },
    createBox: () => {
      const box = new FakeCodeBox();
      boxes.push(box);
      return box;
    },
    showFailure: async (message, ...buttons) => {
      failures.push({ message, buttons });
      const { failure } = answers;
      // Once: trying again may fail the same way.
      delete answers.failure;
      return failure;
    },
    join: async (invite) => void joined.push(invite),
    joinAnother: async () => {
      other.joins += 1;
    },
    checkConnection: async ({ host, port }, code) => {
      other.checks.push(`${host} ${port} ${code}`);
    },
    showLog: () => {
      other.logs += 1;
    },
  });
  const flow = { ask: (to: CodeRoom) => codeFlow.ask(to, answered) };
  const box = () => boxes.at(-1) as FakeCodeBox;
  const entry = () => {
    const last = network.codes.at(-1);
    assert.ok(last);
    return last;
  };
  const fail = async (code: CodeError['code'], left?: number) => {
    entry().fail(new CodeError(code, code, { left }));
    await settle();
  };
  return { network, flow, held, boxes, box, failures, joined, other, entry, fail };
}

/** Lets everything that is ready happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('entering a room code', () => {
  it('joins with the certificate that was seen, however the digits are typed', async () => {
    for (const typed of ['482193', ' 482 193 ', '482-193', '４８２１９３']) {
      const { flow, held, box, network, entry, joined } = setUp();
      const done = flow.ask(room);
      assert.deepEqual([box().isOpen, box().title], [true, 'Room Code: “Lab 3”']);
      assert.deepEqual(held, ['closed']);
      box().type(typed);
      assert.deepEqual([box().busy, box().enabled], [true, false]);
      // Another Enter sends nothing.
      box().type(typed);
      assert.equal(network.codes.length, 1);
      assert.equal(entry().code, '482193');
      assert.deepEqual([entry().target.id, entry().target.endpoints], [room.id, room.endpoints]);
      entry().accept(grant);
      await done;
      // It keeps the keyboard until the chat is open.
      assert.deepEqual([box().isOpen, held], [true, ['closed', box()]]);
      assert.deepEqual(joined, [
        {
          ...{ kind: 'group', name: 'Lab 3', addresses: ['10.0.0.7', '10.0.0.8'], port: 5000 },
          ...{ pin: grant.pin, token: grant.token },
        },
      ]);
    }
  });

  it('asks for six digits, and sends nothing else', async () => {
    const { flow, box, network } = setUp();
    void flow.ask(room);
    for (const typed of ['', '48219', '4821930', 'abcdef', '+82193']) {
      box().type(typed);
      assert.equal(box().validationMessage, 'A code has six digits.', typed);
    }
    assert.equal(network.codes.length, 0);
    box().dispose();
  });

  it('says in the box how many tries are left, and lets the user type again', async () => {
    const { flow, box, boxes, entry, fail, joined } = setUp();
    const done = flow.ask(room);
    box().type('111111');
    await fail('wrong-code', 2);
    assert.match(box().validationMessage ?? '', /has 2 more tries\.$/);
    assert.deepEqual([box().value, box().busy, box().enabled], ['', false, true]);
    box().type('222222');
    await fail('code-changed');
    assert.match(box().validationMessage ?? '', /a new code now/);
    box().type('333333');
    await fail('codes-busy');
    assert.deepEqual(
      [box().value, /in a moment/.test(box().validationMessage ?? '')],
      ['333333', true],
    );
    box().type('482193');
    assert.equal(box().validationMessage, undefined);
    entry().accept(grant);
    await done;
    assert.deepEqual([boxes.length, joined.length], [1, 1]);
  });

  it('says why another code doesn’t help, and does what the user chooses', async () => {
    for (const [code, failure, expected] of [
      ['code-paused', 'Join Another Way', { joins: 1 }],
      ['not-proved', 'Show Log', { logs: 1 }],
      ['refused', 'Check Connection', { checks: ['10.0.0.8 5000 refused'] }],
      ['no-code', undefined, {}],
    ] as const) {
      const { flow, box, fail, failures, joined, other } = setUp(failure ? { failure } : {});
      const done = flow.ask(room);
      box().type('111111');
      await fail(code);
      await done;
      assert.equal(box().isOpen, false);
      assert.equal(failures.length, 1);
      assert.deepEqual({ joins: 0, logs: 0, checks: [], ...expected }, other);
      assert.deepEqual(joined, []);
    }
  });

  it('asks again if the user wants that', async () => {
    const { flow, box, boxes, entry, fail, failures, joined } = setUp({ failure: 'Try Again' });
    const done = flow.ask(room);
    box().type('111111');
    await fail('wrong-code', 0);
    assert.match(failures[0]?.message ?? '', /^Three wrong codes for “Lab 3”/);
    assert.equal(boxes.length, 2);
    box().type('482193');
    entry().accept(grant);
    await done;
    assert.equal(joined.length, 1);
  });

  it('ends when the user closes the box, also while the code is on its way', async () => {
    const { flow, box, entry, failures, joined } = setUp();
    const idle = flow.ask(room);
    box().dispose();
    await idle;
    const busy = flow.ask(room);
    box().type('482193');
    box().dispose();
    await busy;
    await assert.rejects(entry().grant, { code: 'cancelled' });
    assert.deepEqual([failures, joined], [[], []]);
  });
});
