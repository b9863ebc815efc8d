import assert from 'node:assert/strict';
import type { MessageEntry } from '../../../../src/room/log/log-entry';
import { unknownLinks } from '../../../../src/strings/log-links';
import { english } from '../../../../src/strings/translate';
import { foldLoosely } from '../../../../src/text/fold';
import {
  drawnMessage,
  isEmpty,
  parseQuery,
  SearchedMessage,
  snippet,
} from '../../../../src/ui/history/search/message-search';
import { codeCard, errorCard, patchCard } from '../../../helpers/cards';

function message(text: string, change: Partial<MessageEntry> = {}): SearchedMessage {
  return new SearchedMessage({
    ...{ kind: 'message', id: 'e1', time: 0, author: 'm1', authorName: 'Zoë', own: false, text },
    ...change,
  });
}

function finds(query: string, text: string, change?: Partial<MessageEntry>): boolean {
  return message(text, change).matches(parseQuery(query));
}

describe('a search in saved rooms', () => {
  it('ignores case, width, accents and the form of letters', () => {
    const pairs: readonly (readonly [query: string, text: string])[] = [
      ['tcp', 'ＴＣＰ is a stream'],
      ['ＴＣＰ', 'tcp'],
      ['cafe', 'Café'],
      ['café', 'cafe'],
      ['STRASSE', 'Straße'],
      ['uber', 'U\u0308ber'],
      ['σοφος', 'ΣΟΦΌΣ'],
      ['ёлка', 'елка'],
      ['カ', 'ｶ'],
      ['한', '\u1112\u1161\u11ab'],
      ['soft', 'so\u00adft'],
    ];
    for (const [query, text] of pairs) assert.ok(finds(query, text), `${query} in ${text}`);
  });

  it('keeps marks that make another letter', () => {
    assert.notEqual(foldLoosely('が'), foldLoosely('か'));
    assert.ok(!finds('か', 'が'));
  });

  it('finds Chinese without spaces, and with full-width punctuation in the query', () => {
    assert.ok(finds('粘包', '这就是粘包问题'));
    assert.ok(finds('粘包　问题', '这就是粘包问题'));
    assert.ok(!finds('粘包 端口', '这就是粘包问题'));
  });

  it('needs every word, in any order, in text, name or file', () => {
    assert.ok(finds('stream tcp', 'TCP is a stream'));
    assert.ok(finds('zoe stream', 'TCP is a stream'));
    assert.ok(!finds('stream udp', 'TCP is a stream'));
    assert.ok(finds('"is a"', 'TCP is a stream'));
    assert.ok(!finds('"a is"', 'TCP is a stream'));
    assert.ok(finds('“is a”', 'TCP is a stream'));
  });

  it('finds what the panel shows, not its marks', () => {
    assert.ok(finds('"bold move"', 'a **bold** move'));
    assert.ok(!finds('**', 'a **bold** move'));
    assert.ok(finds('http://x.test', 'see http://x.test/a'));
  });

  it('finds people and files by their fields, in English and Chinese', () => {
    assert.ok(finds('from:zoe', 'hi'));
    assert.ok(!finds('from:ann', 'ann'));
    assert.ok(finds('发送者：zoë', 'hi'));
    assert.ok(finds('file:hub.c', 'x', { card: codeCard }));
    assert.ok(finds('文件:src/', 'x', { card: errorCard }));
    assert.ok(finds('file:同桌', 'x', { card: patchCard }));
    assert.ok(finds('file:client.py', 'at client.py:12'));
    assert.ok(!finds('file:client.py', 'client.py is fine'));
    assert.ok(finds('from: zoe', 'hi'));
    assert.ok(finds('from:zoe file:"hub.c" send', 'x', { card: codeCard }));
  });

  it('finds code and what tools reported', () => {
    assert.ok(finds('buf', 'x', { card: codeCard }));
    assert.ok(finds('‘send’', 'x', { card: errorCard }));
    assert.ok(finds('print(2)', 'x', { card: patchCard }));
  });

  it('reads anything as a query, and nothing as none', () => {
    for (const typed of ['', '  ', '\u3000', '""', 'from:', '"']) {
      assert.ok(isEmpty(parseQuery(typed)), JSON.stringify(typed));
    }
    for (const typed of [
      '__proto__:x',
      'constructor:x',
      ':',
      'a:b:c',
      '((',
      '\\',
      'x'.repeat(5000),
    ]) {
      const query = parseQuery(typed);
      assert.ok(!isEmpty(query), typed.slice(0, 20));
      assert.deepEqual([query.from, query.file], [[], []]);
    }
  });

  it('shows a message as it is drawn, or its card', () => {
    const { entry } = message('call `recv`:\n```c\nint a;\n```');
    assert.equal(
      snippet(drawnMessage(entry, unknownLinks(english)), parseQuery('recv')),
      'call recv: int a;',
    );
    const text = 'src/hub.c:11';
    assert.equal(drawnMessage(message(text, { card: codeCard }).entry, unknownLinks(english)), '');
  });

  it('shows what a link to a message leads to, and finds no words in its address', () => {
    const address = `vscode://deskmate.deskmate/message?r=${'needle'.padEnd(22, 'a')}&m=7&t=1`;
    const linking = message(`look at ${address} now`);
    assert.ok(linking.matches(parseQuery('look now')));
    assert.ok(!linking.matches(parseQuery('needle')));
    assert.equal(
      drawnMessage(linking.entry, () => () => ({ label: 'Message from Ann · 12:00' })),
      'look at Message from Ann · 12:00 now',
    );
  });

  it('shows the line around what was found', () => {
    const text = `${'before '.repeat(20)}needle ${'after '.repeat(40)}`;
    const shown = snippet(text, parseQuery('needle'));
    assert.match(shown, /^…[a-z ]*needle after .*…$/);
    assert.ok(shown.length < 140);
    assert.equal(snippet('short\n  text', parseQuery('zoe')), 'short text');
    const cut = snippet(`${'😀'.repeat(100)}needle`, parseQuery('needle'));
    assert.equal(Buffer.from(cut).toString(), cut, 'no half of a character');
  });
});
