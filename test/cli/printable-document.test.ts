import assert from 'node:assert/strict';
import { printableDocument } from '../../src/cli/printable-document';
import { assertLinear } from '../helpers/cpu-time';

const hostile = 'a\u001b[2J\u0007\u009b1m\u202e\u2028\ud800\r\tb\n';

const printed = (
  text: string,
  { format = 'markdown' as 'markdown' | 'json', isTerminal = false, length = 10 } = {},
) => [...printableDocument(text, format, isTerminal, length)];

describe('a document on standard output', () => {
  it('has nothing that acts on a terminal', () => {
    assert.equal(
      printed(hostile, { isTerminal: true }).join(''),
      `${'a␛[2J␇<U+009B>1m<U+202E><U+2028><U+D800>␍'.padEnd(48)}b\n`,
    );
  });

  it('keeps its tabs in a pipe, for what reads code', () => {
    assert.equal(printed(hostile).join(''), 'a␛[2J␇<U+009B>1m<U+202E><U+2028><U+D800>␍\tb\n');
  });

  it('has the same value in JSON', () => {
    const json = JSON.stringify({ text: hostile }, undefined, 1);
    const [all = ''] = printed(json, { format: 'json', length: 1000 });
    assert.deepEqual(JSON.parse(all), { text: hostile });
    assert.match(all, /^[ -~\n]*$/);
  });

  it('comes in pieces of whole lines', () => {
    const text = Array.from({ length: 50 }, (_, line) => `${line}\n`).join('');
    const pieces = printed(text);
    assert.equal(pieces.join(''), text);
    assert.ok(pieces.length > 5 && pieces.every((piece) => piece.endsWith('\n')));
    assert.deepEqual(printed(''), []);
    assert.deepEqual(printed('no end'), ['no end']);
  });

  it('expands a line of many tabs in linear time', () => {
    assertLinear((size) => printed('x\t'.repeat(size), { isTerminal: true }), 20_000);
  });
});
