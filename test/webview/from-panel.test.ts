import { strict as assert } from 'node:assert';
import { parseFromPanel } from '../../src/webview/from-panel';

describe('what a page says', () => {
  const known = [
    { type: 'ready' },
    { type: 'send', id: 1, text: 'hello' },
    { type: 'draft', draft: '' },
    { type: 'command', command: 'host' },
    { type: 'seen', messageId: 'a' },
    { type: 'typing' },
  ];
  for (const message of known) {
    it(`is taken when it is in the catalogue: ${message.type}`, () => {
      assert.deepEqual(parseFromPanel(message), message);
    });
  }

  const unknown: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'ready'],
    ['a list', ['ready']],
    ['an unknown type', { type: 'eval' }],
    ['a text that is none', { type: 'send', id: 1, text: { toString: 'x' } }],
    ['no id', { type: 'send', text: 'hello' }],
    ['an id that is no number', { type: 'send', id: '1', text: 'hello' }],
    ['an id that is no whole number', { type: 'send', id: Number.NaN, text: 'hello' }],
    ['a draft that is none', { type: 'draft', draft: 1 }],
    ['an unknown command', { type: 'command', command: 'quit' }],
    ['an inherited name as a command', { type: 'command', command: 'toString' }],
    ['seen without a message', { type: 'seen' }],
  ];
  for (const [name, value] of unknown) {
    it(`is ignored otherwise: ${name}`, () => {
      assert.equal(parseFromPanel(value), undefined);
    });
  }

  it('loses the fields that are not in the catalogue', () => {
    assert.deepEqual(parseFromPanel({ type: 'ready', extra: 1 }), { type: 'ready' });
  });
});
