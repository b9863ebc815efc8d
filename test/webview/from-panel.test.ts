import { strict as assert } from 'node:assert';
import { maxAttachedFiles } from '../../src/webview/file-messages';
import { parseFromPanel } from '../../src/webview/from-panel';

describe('a message from the page', () => {
  const valid = [
    { type: 'ready' },
    { type: 'send', of: 0, id: 1, text: 'hello' },
    { type: 'send', of: 0, id: 1, text: 'hello', reply: 'e1' },
    { type: 'send', of: 0, id: 1, text: 'hello', edit: 'e1' },
    { type: 'delete', messageId: 'e1' },
    { type: 'react', messageId: 'e1', emoji: '👩‍👩‍👧', on: false },
    { type: 'openLink', url: 'https://example.com' },
    { type: 'openReference', path: 'src/main.c', line: 1 },
    { type: 'openReference', path: 'src/main.c', line: 12, column: 5 },
    { type: 'openReference', path: 'src/hub.py', line: 11, quoted: 'serve(9000)' },
    { type: 'openCard', messageId: 'e1' },
    { type: 'openCard', messageId: 'e1', file: 99 },
    { type: 'applyPatch', messageId: 'e1' },
    { type: 'copy', text: '' },
    { type: 'insert', text: 'x'.repeat(65_536) },
    { type: 'draft', of: 0, draft: '' },
    { type: 'command', command: 'host' },
    { type: 'command', command: 'sendPatch' },
    { type: 'send', of: 0, id: 2, text: '', attachment: 1 },
    { type: 'detach', id: 1 },
    { type: 'trim', id: 1, part: 'errors', leaveOutMarked: false },
    { type: 'trim', id: 1, part: 50, leaveOutMarked: true },
    { type: 'seen', messageId: 'a' },
    { type: 'typing' },
    { type: 'focused', focused: false },
  ];
  for (const message of valid) {
    it(`is accepted if it is valid: ${message.type}`, () => {
      assert.deepEqual(parseFromPanel(message), message);
    });
  }

  const invalid: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a string', 'ready'],
    ['a list', ['ready']],
    ['an unknown type', { type: 'eval' }],
    ['a text that isn’t a string', { type: 'send', of: 0, id: 1, text: { toString: 'x' } }],
    ['no id', { type: 'send', of: 0, text: 'hello' }],
    ['an id that isn’t a number', { type: 'send', of: 0, id: '1', text: 'hello' }],
    ['an id that isn’t an integer', { type: 'send', of: 0, id: Number.NaN, text: 'hello' }],
    ['a draft that isn’t a string', { type: 'draft', of: 0, draft: 1 }],
    ['an unknown command', { type: 'command', command: 'quit' }],
    ['an inherited name as a command', { type: 'command', command: 'toString' }],
    ['seen without a message id', { type: 'seen' }],
    ['a message id that is too long', { type: 'seen', messageId: 'e'.repeat(129) }],
    ['focused without a value', { type: 'focused' }],
    ['an empty message id', { type: 'applyPatch', messageId: '' }],
    ['a reply to something that isn’t an id', { type: 'send', of: 0, id: 1, text: 'x', reply: 3 }],
    [
      'an emoji that is too long',
      { type: 'react', messageId: 'e1', emoji: 'x'.repeat(33), on: true },
    ],
    ['an empty emoji', { type: 'react', messageId: 'e1', emoji: '', on: true }],
    ['a reaction that is neither on nor off', { type: 'react', messageId: 'e1', emoji: '👍' }],
    ['a link that is too long', { type: 'openLink', url: `https://${'a'.repeat(8192)}` }],
    ['a line before line 1', { type: 'openReference', path: 'a', line: 0 }],
    ['a line that isn’t an integer', { type: 'openReference', path: 'a', line: 1.5 }],
    ['a negative column', { type: 'openReference', path: 'a', line: 1, column: -1 }],
    ['a path that is too long', { type: 'openReference', path: 'a'.repeat(1025), line: 1 }],
    [
      'a quoted line that is too long',
      { type: 'openReference', path: 'a', line: 1, quoted: 'x'.repeat(501) },
    ],
    ['a file index above 99', { type: 'openCard', messageId: 'e1', file: 100 }],
    ['a negative file index', { type: 'openCard', messageId: 'e1', file: -1 }],
    ['a block that is too long', { type: 'insert', text: 'x'.repeat(65_537) }],
    ['an inherited name as a type', { type: 'constructor' }],
    ['an inherited field', Object.create({ type: 'seen', messageId: 'e1' })],
  ];
  for (const [name, value] of invalid) {
    it(`is ignored if it is invalid: ${name}`, () => {
      assert.equal(parseFromPanel(value), undefined);
    });
  }

  it('is truncated if its text is too long or its files too many, so that it still gets a reply', () => {
    const huge = 'x'.repeat(3_000_000);
    const send = parseFromPanel({ type: 'send', of: 0, id: 1, text: huge });
    const draft = parseFromPanel({ type: 'draft', of: 0, draft: huge });
    assert.ok(send?.type === 'send' && draft?.type === 'draft');
    assert.equal(send.text.length, 1_048_576);
    const files = Array.from({ length: 25 }, (_, index) => index + 1);
    const many = parseFromPanel({ type: 'send', of: 0, id: 1, text: 'x', files });
    assert.ok(many?.type === 'send');
    assert.deepEqual(many.files, files.slice(0, maxAttachedFiles));
    assert.equal(draft.draft.length, 1_048_576);
  });

  it('loses unknown fields', () => {
    assert.deepEqual(parseFromPanel({ type: 'ready', extra: 1 }), { type: 'ready' });
  });
});
