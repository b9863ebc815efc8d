import assert from 'node:assert/strict';
import { findLiterals } from '../../src/text/links';
import { formatMessageLink, parseMessageLink } from '../../src/text/message-link';

const link = { room: 'abcdefghijklmnopqrstu-', seq: 12, time: 1_790_000_000_000 };

describe('a link to a message', () => {
  it('is read as it was written, for any editor', () => {
    for (const scheme of ['vscode', 'vscode-insiders', 'vscodium', 'cursor']) {
      assert.deepEqual(parseMessageLink(formatMessageLink(link, scheme)), link);
    }
  });

  it('is nothing else', () => {
    const good = formatMessageLink(link, 'vscode');
    const others = [
      `${good}&x=1`,
      `${good}0000`,
      good.replace('message', 'join'),
      good.replace('deskmate.deskmate', 'deskmate.evil'),
      good.replace('m=12', 'm=-1'),
      ` ${good}`,
      good.replace('vscode', 'javascript'),
      good.replace('vscode', 'https'),
      good.replace('m=12', `m=${'1'.repeat(2000)}`),
    ];
    for (const other of others) assert.equal(parseMessageLink(other), undefined, other);
  });

  it('stays a web link, or what was typed, under the scheme of something else', () => {
    const good = formatMessageLink(link, 'vscode');
    const kinds = (text: string) => [...findLiterals(text)].map(({ kind }) => kind);
    assert.deepEqual(kinds(good.replace('vscode', 'https')), ['link']);
    for (const scheme of ['javascript', 'data', 'file', 'command']) {
      assert.deepEqual(kinds(good.replace('vscode', scheme)), [], scheme);
    }
  });

  it('is found in a text, with words and punctuation around it', () => {
    const good = formatMessageLink(link, 'vscode');
    for (const text of [`see ${good}.`, `看${good}，`, `(${good})`]) {
      const [found, ...more] = findLiterals(text);
      assert.equal(found?.kind === 'message' && found.url, good, text);
      assert.deepEqual(more, []);
    }
  });
});
