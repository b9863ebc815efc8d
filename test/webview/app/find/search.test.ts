import { strict as assert } from 'node:assert';
import { MentionNames } from '../../../../src/text/mentions';
import { maxMatches, Search, searchText } from '../../../../src/webview/app/find/search';
import type { PanelMessage } from '../../../../src/webview/messages';
import { assertLinear } from '../../../helpers/cpu-time';
import { markPumps, pathologicalPumps, pumped } from '../../../helpers/pumped-texts';
import { happened, said } from '../fixtures';
import { excerpt, withCard } from './fixtures';

const reading = { plain: false, names: new MentionNames(['Ann']) };

function ids(messages: readonly PanelMessage[], text: string, matchCase = false): string {
  const search = new Search(messages, { text, matchCase }, reading);
  while (!search.done) search.advance(1);
  return search.matches.map(({ id, nth }) => `${id}.${nth}`).join(' ');
}

describe('a search through the log', () => {
  it('finds each match in texts, system messages and cards', () => {
    const messages = [
      said('1', 'Gadget and gadget'),
      happened('2', 'gadget joined'),
      withCard('3', '', excerpt),
      withCard('4', 'see', {
        ...{ kind: 'patch', title: 'Patch', applied: [] },
        files: [{ path: 'lib/gadget.c' }],
      }),
      said('5', '', { deleted: true } as Partial<PanelMessage>),
    ];
    assert.equal(ids(messages, 'gadget'), '1.0 1.1 2.0 3.0 4.0');
    assert.equal(ids(messages, 'gadget', true), '1.0 2.0 3.0 4.0');
    assert.equal(ids(messages, 'src/main'), '3.0');
    assert.equal(ids(messages, ''), '');
  });

  it('finds rendered text across code and emphasis, but no markup', () => {
    const found = (text: string, query: string) => ids([said('1', text)], query) !== '';
    const hits: [text: string, query: string][] = [
      ['use `recv` here', 'use recv here'],
      ['**bold**ly? **bold** text', 'bold text'],
      ['[the page](https://x.test/a)', 'the page'],
      ['```c\nint a;\n```', 'int a;'],
      ['ＴＣＰ、ｕｄｐ', 'tcp、UDP'],
      ['tcp', 'ＴＣＰ'],
      ['Cafe\u0301', 'caf\u00e9'],
      ['café', 'cafe\u0301'],
      ['a\u200bb\u00adc\ufe0f', 'abc'],
      ['abc', 'a\u200db'],
      ['ﬁne', 'FIN'],
      ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
      ['ｶﾞｷﾞ', 'ガギ'],
      ['한글', '\u1112\u1161\u11ab글'],
      ['Straße', 'STRASSE'],
      ['\\\\server\\_docs', '\\_docs'],
      ['~10', '~10'],
    ];
    for (const [text, query] of hits) assert.ok(found(text, query), `${query} in ${text}`);
    const misses: [text: string, query: string][] = [
      ['**bold**', '**'],
      ['`code`', '`'],
      ['[the page](https://x.test/a)', 'x.test'],
      ['- a', '-'],
      ['a\n\nb', 'ab'],
      ['- a\n- b', 'ab'],
      ['a', '\u200b'],
    ];
    for (const [text, query] of misses) assert.ok(!found(text, query), `${query} in ${text}`);
    assert.equal(ids([said('1', 'Tcp ｔcp')], 'tcp', true), '1.0');
  });

  it('pauses in time and continues where it stopped', () => {
    const messages = Array.from({ length: 400 }, (_, i) => said(`${i}`, 'x'.repeat(32_000)));
    const search = new Search(messages, { text: 'y', matchCase: false }, reading);
    search.advance(0);
    assert.equal(search.done, false);
    let turns = 1;
    while (!search.done && turns < messages.length) {
      search.advance(0);
      turns++;
    }
    assert.ok(search.done && turns > 10);
  });

  it('stops at the maximum number of matches', () => {
    const query = { text: 'e', matchCase: true };
    const search = new Search([said('1', 'e'.repeat(2 * maxMatches))], query, reading);
    search.advance(1000);
    assert.equal(search.matches.length, maxMatches);
    assert.ok(search.done);
  });

  it('reads the text of each kind of message', () => {
    assert.equal(searchText(happened('1', 'Ann joined'), reading), 'Ann joined');
    assert.match(searchText(withCard('2', 'look', excerpt), reading), /^look\n(.*\n)+int gadget/);
  });
});

describe('the cost of a search', () => {
  const names = new MentionNames([
    'Ann',
    'Ann 2',
    'a'.repeat(32),
    'e\u0301'.repeat(32),
    '😀'.repeat(30),
  ]);

  it('is linear in the length of the message', () => {
    const size = 32 * 1024;
    for (const text of ['a', `${'a'.repeat(200)}b`, `b${'a'.repeat(200)}`, 'i\u0307', '@Ann@Ann']) {
      const search = (message: PanelMessage) =>
        new Search([message], { text, matchCase: false }, { plain: false, names }).advance(
          Number.POSITIVE_INFINITY,
        );
      for (const pump of [...markPumps, ...pathologicalPumps]) {
        assertLinear(
          (length) =>
            search({ kind: 'message', id: '1', text: pumped(pump, length) } as PanelMessage),
          size / 4,
          JSON.stringify(pump),
        );
      }
    }
  });
});
