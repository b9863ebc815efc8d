import assert from 'node:assert/strict';
import type { Card } from '../../../src/protocol/card';
import type { MessageEntry } from '../../../src/room/log/log-entry';
import { MessageError } from '../../../src/room/message-error';
import { unknownLinks } from '../../../src/strings/log-links';
import { english } from '../../../src/strings/translate';
import type { ForeignPosition } from '../../../src/ui/code/local-line';
import type { Insertion, Question } from '../../../src/ui/panel/editor-actions';
import {
  MessageRequestHandler,
  type MessageRequestHandlerDeps,
} from '../../../src/ui/panel/message-request-handler';
import type { MessageRequest } from '../../../src/webview/from-panel';
import { codeCard as privateCard } from '../../helpers/cards';

const code: Card = {
  ...{ type: 'code', path: 'a.c', line: 1, endLine: 1, language: 'c', text: 'x', hash: 'h' },
};
const patch: Card = { type: 'patch', files: [{ path: 'a.c', change: 'deleted', diff: '' }] };

function setUp(answer?: string, insertion: Insertion = 'done') {
  const calls: string[] = [];
  const asked: Question[] = [];
  const notices: string[] = [];
  const errors: string[] = [];
  const record =
    (call: string) =>
    async (...values: unknown[]) => {
      calls.push(
        [call, ...values.map((v) => (typeof v === 'object' ? '{}' : String(v)))].join(' '),
      );
    };
  const entry = (id: string, change: Partial<MessageEntry>): MessageEntry => ({
    ...{ kind: 'message', id, time: 0, author: 'm1', authorName: 'Ann', own: true, text: 'hello' },
    ...change,
  });
  const entries = [
    entry('plain', {}),
    entry('gone', { deleted: true, text: '' }),
    entry('code', { card: code }),
    entry('patch', { card: patch }),
  ];
  const editor: MessageRequestHandlerDeps['editor'] = {
    ask: async (question) => {
      asked.push(question);
      return answer;
    },
    tell: (message) => notices.push(message),
    copy: record('copy'),
    open: record('open'),
    insert: async (text) => {
      calls.push(`insert ${text}`);
      return insertion;
    },
  };
  const session = {
    state: {
      connection: { kind: 'joined' } as const,
      members: [
        {
          id: 'm0',
          name: 'Bo',
          self: false,
          host: true,
          place: { path: 'src/hub.py', line: 15, hash: 'x7Q' },
        },
        { id: 'm1', name: 'Cy', self: false, host: false },
      ],
      waiting: [],
    },
    entry: (id: string) => entries.find((candidate) => candidate.id === id),
    messages: {
      delete: (id: string) => void calls.push(`delete ${id}`),
      react: (id: string, emoji: string, on: boolean) => {
        if (id === 'other') throw new MessageError('no-such-message');
        calls.push(`react ${id} ${emoji} ${on}`);
      },
    },
  };
  const cards = {
    open: record('open-card'),
    openReference: async ({ path, line, quoted = '', hash = '' }: ForeignPosition) => {
      if (path === 'broken') throw new Error('the disk is gone');
      calls.push(`reference ${path} ${line} ${quoted}${hash}`);
    },
  };
  const handler = new MessageRequestHandler({
    ...{ session, cards, editor, t: english },
    patches: { preview: record('preview'), apply: record('apply') },
    lines: {
      publish: async (student, id) => void calls.push(`publish ${student} ${id}`),
      find: (_student, _author, id) => (id === 'gone' ? undefined : { card: privateCard }),
    },
    knocks: {
      answer: async (id) => void calls.push(`answer ${id}`),
      deny: (id) => void calls.push(`deny ${id}`),
    },
    applicants: { decide: (id, admit) => void calls.push(`decide ${id} ${admit}`) },
    linksOf: unknownLinks(english),
    openMessage: async ({ seq }) => void calls.push(`message ${seq}`),
    files: {
      open: record('open-file'),
      save: record('save'),
      act: (id, action) => void calls.push(`${action} ${id}`),
    },
    logger: { info() {}, warn() {}, error: (message) => void errors.push(message) },
  });
  /** Handles a request and what follows from it. */
  const perform = async (request: MessageRequest) => {
    handler.handle(request);
    for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
  };
  return { perform, calls, asked, notices, errors };
}

describe('a click in the log', () => {
  it('goes to the message that a link leads to, without asking', async () => {
    const { perform, calls, asked } = setUp();
    const url = `vscode://deskmate.deskmate/message?r=${'a'.repeat(22)}&m=7&t=1`;
    await perform({ type: 'openLink', url });
    assert.deepEqual(calls, ['message 7']);
    assert.deepEqual(asked, []);
  });

  it('deletes a message once the user has confirmed', async () => {
    const sure = setUp('Delete');
    await sure.perform({ type: 'delete', messageId: 'plain' });
    assert.deepEqual(sure.calls, ['delete plain']);
    assert.equal(sure.asked[0]?.isDestructive, true);
    assert.match(sure.asked[0]?.detail ?? '', /^hello\n/);
    const unsure = setUp();
    await unsure.perform({ type: 'delete', messageId: 'plain' });
    assert.deepEqual(unsure.calls, []);
  });

  it('opens a link once the user has seen where it leads', async () => {
    const request = { type: 'openLink', url: 'https://example.com/a b' } as const;
    const open = setUp('Open');
    await open.perform(request);
    assert.deepEqual(open.calls, ['open https://example.com/a%20b']);
    assert.match(open.asked[0]?.message ?? '', /example\.com/);
    const copy = setUp('Copy Link');
    await copy.perform(request);
    assert.deepEqual(copy.calls, ['copy https://example.com/a%20b']);
    const no = setUp();
    await no.perform(request);
    assert.deepEqual(no.calls, []);
  });

  it('asks nothing about a link that it doesn’t open', async () => {
    const { perform, asked, notices, calls } = setUp('Open');
    await perform({ type: 'openLink', url: 'command:workbench.action.quit' });
    assert.deepEqual([asked, calls], [[], []]);
    assert.equal(notices.length, 1);
  });

  it('reaches cards, patches, places, the clipboard and the editor', async () => {
    const { perform, calls, notices } = setUp();
    await perform({ type: 'openCard', messageId: 'code' });
    await perform({ type: 'openCard', messageId: 'patch', file: 0 });
    await perform({ type: 'openCard', messageId: 'patch', file: 1 });
    await perform({ type: 'applyPatch', messageId: 'patch' });
    await perform({ type: 'openReference', path: 'src/a.c', line: 3, quoted: 'f()' });
    await perform({ type: 'answerRequest', requestId: 7 });
    await perform({ type: 'answerRequest', requestId: 8, deny: true });
    await perform({ type: 'openPlace', memberId: 'm0' });
    await perform({ type: 'openPlace', memberId: 'm1' });
    await perform({ type: 'openPlace', memberId: 'gone' });
    await perform({ type: 'copy', text: 'x' });
    await perform({ type: 'insert', text: 'y' });
    await perform({ type: 'react', messageId: 'plain', emoji: '👍', on: true });
    assert.deepEqual(calls, [
      'open-card code {}',
      'preview patch {} 0',
      'apply patch {}',
      'reference src/a.c 3 f()',
      'answer 7',
      'deny 8',
      'reference src/hub.py 15 x7Q',
      'copy x',
      'insert y',
      'react plain 👍 true',
    ]);
    assert.deepEqual(notices, []);
  });

  it('reports in one sentence what failed, and never throws', async () => {
    const failing: MessageRequest[] = [
      { type: 'react', messageId: 'other', emoji: '👍', on: true },
      { type: 'delete', messageId: 'gone' },
      { type: 'openCard', messageId: 'plain' },
      { type: 'applyPatch', messageId: 'code' },
      { type: 'openReference', path: 'broken', line: 1 },
    ];
    for (const request of failing) {
      const { perform, notices, calls, errors } = setUp('Delete');
      await perform(request);
      assert.deepEqual([notices.length, calls], [1, []], request.type);
      assert.equal(errors.length, request.type === 'openReference' ? 1 : 0);
    }
    for (const insertion of ['no-editor', 'refused'] as const) {
      const { perform, notices } = setUp(undefined, insertion);
      await perform({ type: 'insert', text: 'x' });
      assert.match(notices[0] ?? '', /insert again\.$/);
    }
  });
});
