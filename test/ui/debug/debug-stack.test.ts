import { strict as assert } from 'node:assert';
import { homedir } from 'node:os';
import {
  type DebugRequests,
  pausedThread,
  readException,
  readFrames,
  readLocals,
  suspiciousLines,
} from '../../../src/ui/debug/debug-stack';

/** A debug adapter with these replies; it rejects every other request. */
function adapter(replies: Record<string, unknown>): DebugRequests & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    customRequest: async (command, args) => {
      asked.push([command, args]);
      if (!Object.hasOwn(replies, command)) throw new Error('not supported');
      const reply = replies[command];
      return typeof reply === 'function' ? reply(args) : reply;
    },
  };
}

describe('the thread whose stack is sent', () => {
  const [first, second] = ['7d9f2c1e-0000-4000-8000-000000000001', 'b-2'] as const;
  const sessions = new Map<string, { id: string }>([first, second].map((id) => [id, { id }]));
  const active = { session: { id: first }, threadId: 1, frameId: 1000 };
  const clicked = (...args: readonly unknown[]) =>
    pausedThread(args, (id) => sessions.get(id), active);

  it('is the one that is selected when a command has no arguments', () => {
    assert.equal(clicked(), active);
    assert.equal(clicked(undefined, null, 3, 'x', {}), active);
  });

  it('is the one that was clicked, also of a session that isn’t the active one', () => {
    // The arguments that the editor's menu passes.
    assert.deepEqual(clicked(4, { sessionId: second, threadId: `thread:${second}:4` }), {
      session: { id: second },
      threadId: 4,
    });
  });

  it('is with the frame that was clicked', () => {
    for (const [source, index] of [
      ['fail.js', 0],
      ['12:3:fail.js', 12],
    ] as const) {
      const thread = `thread:${first}:1`;
      const frame = {
        sessionId: first,
        threadId: thread,
        frameId: `stackframe:${thread}:${index}:${source}`,
        frameName: 'fail',
        frameLocation: { range: {}, source: { path: '/lab/fail.js' } },
      };
      assert.deepEqual(clicked('file:///lab/fail.js', frame), {
        session: { id: first },
        threadId: 1,
        frameIndex: index,
      });
    }
  });

  it('isn’t another one when the session of the clicked one has ended', () => {
    assert.equal(clicked(4, { sessionId: 'c', threadId: 'thread:c:4' }), undefined);
  });
});

describe('the stack of a debug adapter', () => {
  it('has its frames', async () => {
    const source = { path: '/lab/hub.py' };
    const session = adapter({
      stackTrace: {
        stackFrames: [
          { id: 1001, name: 'serve', line: 12, column: 5, source },
          { id: 1002, name: '', line: 0, column: 0 },
        ],
      },
    });
    assert.deepEqual(await readFrames(session, 7), [
      { id: 1001, name: 'serve', line: 12, column: 5, source },
      { id: 1002, name: '?', line: 0, column: 0, source: undefined },
    ]);
    assert.deepEqual(session.asked, [['stackTrace', { threadId: 7, startFrame: 0, levels: 50 }]]);
  });

  it('has a frame that is far down, at the end', async () => {
    const deep = Array.from({ length: 90 }, (_, id) => ({
      id,
      name: `f${id}`,
      line: 1,
      column: 1,
    }));
    const session = adapter({
      stackTrace: ({ startFrame, levels }: { startFrame: number; levels: number }) => ({
        stackFrames: deep.slice(startFrame, startFrame + levels),
      }),
    });
    const ids = (await readFrames(session, 7, 70)).map(({ id }) => id);
    assert.deepEqual(ids, [...Array(49).keys(), 70]);
    assert.equal((await readFrames(session, 7, 49)).at(-1)?.id, 49);
  });

  for (const [name, info, words] of [
    [
      'debugpy',
      {
        exceptionId: 'ZeroDivisionError',
        description: 'division by zero',
        details: { typeName: 'ZeroDivisionError', message: 'division by zero' },
      },
      'ZeroDivisionError: division by zero',
    ],
    [
      'js-debug',
      { exceptionId: 'TypeError', description: 'TypeError: x is not a function\n    at a.js:1' },
      'TypeError: x is not a function\n    at a.js:1',
    ],
    [
      'a signal',
      { exceptionId: 'SIGSEGV', description: 'Segmentation fault' },
      'SIGSEGV: Segmentation fault',
    ],
    ['no description', { exceptionId: 'Error' }, 'Error'],
    ['nothing', {}, undefined],
    ['no object', null, undefined],
  ] as const) {
    it(`has the exception: ${name}`, async () => {
      assert.equal(await readException(adapter({ exceptionInfo: info }), 1), words);
    });
  }

  it('has no exception where the adapter knows none', async () => {
    assert.equal(await readException(adapter({}), 1), undefined);
  });

  it('has local variables and arguments, with short values', async () => {
    const session = adapter({
      scopes: {
        scopes: [
          { name: 'Locals', presentationHint: 'locals', variablesReference: 5, expensive: false },
          { name: 'Arguments', variablesReference: 6 },
          { name: 'Globals', variablesReference: 7, expensive: true },
        ],
      },
      variables: ({ variablesReference }: { variablesReference: number }) => ({
        variables:
          variablesReference === 5
            ? [
                { name: 'special variables', value: '', variablesReference: 9 },
                { name: 'n', value: '1', type: 'int' },
                { name: 'text', value: 'x'.repeat(500) },
              ]
            : [{ name: 'sock', value: '<socket>', type: '' }],
      }),
    });
    assert.deepEqual(await readLocals(session, 1001), [
      { name: 'n', value: '1', type: 'int' },
      { name: 'text', value: `${'x'.repeat(199)}…` },
      { name: 'sock', value: '<socket>' },
    ]);
  });

  it('names the home folder nowhere', async () => {
    const path = `${homedir()}/lab/a.py`;
    const session = adapter({
      stackTrace: { stackFrames: [{ id: 1, name: `run ${path}`, line: 1, column: 1 }] },
      scopes: { scopes: [{ name: 'Locals', variablesReference: 5 }] },
      variables: { variables: [{ name: 'file', value: `'${path}'`, type: `module '${path}'` }] },
    });
    assert.equal((await readFrames(session, 1))[0]?.name, 'run ~/lab/a.py');
    assert.deepEqual(await readLocals(session, 1), [
      { name: 'file', value: "'~/lab/a.py'", type: "module '~/lab/a.py'" },
    ]);
  });

  it('takes the first scope where none is called local', async () => {
    const session = adapter({
      scopes: {
        scopes: [
          { name: 'Block', variablesReference: 3 },
          { name: 'Global', variablesReference: 4 },
        ],
      },
      variables: { variables: [{ name: 'a', value: '1' }] },
    });
    assert.deepEqual(await readLocals(session, 1), [{ name: 'a', value: '1' }]);
    assert.deepEqual(session.asked.at(-1), ['variables', { variablesReference: 3 }]);
  });

  it('survives replies of any shape', async () => {
    for (const reply of [
      undefined,
      null,
      1,
      'x',
      [],
      { stackFrames: 1, scopes: [null], variables: {} },
    ]) {
      const session = adapter({ stackTrace: reply, scopes: reply, variables: reply });
      assert.deepEqual(await readFrames(session, 1), []);
      assert.deepEqual(await readLocals(session, 1), []);
    }
  });
});

describe('what an error card says', () => {
  it('may look like a secret in its message and its frames', () => {
    const message = 'KeyError: 3\nlogin failed: password=hunter2';
    const frames = [{ name: 'main' }, { name: 'login --token abc123' }];
    assert.deepEqual(suspiciousLines({ message, frames }), [
      'login failed: password=hunter2',
      'login --token abc123',
    ]);
    assert.deepEqual(suspiciousLines({ message: 'KeyError: 3', source: 'python' }), []);
  });
});
