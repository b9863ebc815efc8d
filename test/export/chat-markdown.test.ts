import assert from 'node:assert/strict';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import type { Card } from '../../src/protocol/card';
import { cardStandIn } from '../../src/protocol/card-rules';
import type { LogEntry, MessageEntry } from '../../src/room/log/log-entry';
import type { RoomInfo } from '../../src/room/room';
import { formatMessageLink } from '../../src/text/message-link';
import { assertLinear } from '../helpers/cpu-time';
import { exportedChat, linkRoom, messageEntry, noon, pair } from './exported-chat';

const dayMs = 24 * 60 * 60_000;
const reader = new MarkdownIt({ html: true });

function withCard(card: Card, text = cardStandIn(card)): MessageEntry {
  return messageEntry(text, { card });
}

function exported(entries: readonly LogEntry[], room?: RoomInfo | 'none'): string {
  return exportedChat('markdown', entries, room);
}

/** The text below the day's heading. */
function body(entry: LogEntry, room?: RoomInfo): string {
  return /^## .*\n([\s\S]*)/m.exec(exported([entry], room))?.[1]?.trim() ?? '';
}

/** The document's own headings and items as a Markdown reader sees them, without the items' contents. */
function outline(markdown: string): string[] {
  return reader
    .parse(markdown, {})
    .filter(({ level, type }) => level === 0 || (level === 1 && type === 'list_item_open'))
    .filter(
      ({ type }) =>
        /^(?:heading|list_item|bullet_list)_open$/.test(type) || !/_(?:open|close)$/.test(type),
    )
    .map(({ type, tag }) => (type === 'heading_open' ? tag : type))
    .filter((name) => name !== 'inline');
}

const code: Card = {
  ...{ type: 'code', path: 'src/main.c', line: 10, endLine: 11, language: 'c', hash: 'h' },
  text: 'int a;\nint b;',
};

describe('an exported chat', () => {
  it('starts with the room, the period, and who spoke', () => {
    const entries = [
      messageEntry('hello'),
      messageEntry('hi', { author: 'm2', authorName: 'Ben', time: noon + dayMs }),
    ];
    assert.equal(
      exported(entries),
      [
        '# Lab 3',
        '',
        '- Room: Pair',
        '- Time: 4 Mar 2025, 12:00 – 5 Mar 2025, 12:00',
        '- People who spoke: Ann (1 message) and Ben (1 message)',
        '- Exported: 5 Mar 2025, 12:00',
        '',
        '## Tuesday, 4 March 2025',
        '',
        '- **Ann** 12:00:05',
        '',
        '  hello',
        '',
        '## Wednesday, 5 March 2025',
        '',
        '- **Ben** 12:00:05',
        '',
        '  hi',
        '',
      ].join('\n'),
    );
    assert.match(exported([], 'none'), /^# Chat\n/);
  });

  it('marks edited, deleted and unsent messages', () => {
    assert.equal(
      body(messageEntry('better', { edited: true })),
      '- **Ann** 12:00:05 · edited\n\n  better',
    );
    assert.equal(
      body(messageEntry('', { edited: true, deleted: true })),
      '- **Ann** 12:00:05 · edited\n\n  *This message was deleted*',
    );
    const pinned = { seq: 9, by: 'm1', name: 'Ann' };
    assert.match(
      body(messageEntry('late', { delivery: 'unsent', withPin: pinned })),
      /· pinned · not sent\n/,
    );
    assert.match(body(messageEntry('soon', { delivery: 'queued' })), /· not sent\n/);
  });

  it('says what a link to a message leads to, without its address', () => {
    const first = messageEntry('why?', { seq: 7 });
    const address = formatMessageLink({ room: linkRoom, seq: 7, time: first.time }, 'vscode');
    const document = exported([first, messageEntry(`see ${address}!`)]);
    assert.match(document, /\n {2}see Message from Ann · 12:00!\n$/);
  });

  it('shows a replied-to message as a quote, and who reacted', () => {
    const question = messageEntry('why **not**?', { author: 'm2', authorName: 'Ben' });
    const reply = messageEntry('because', {
      reply: { seq: 1, id: question.id },
      reactions: { '👍': ['m2'] },
    });
    assert.match(
      exported([question, reply]),
      /- \*\*Ann\*\* 12:00:05\n\n {2}> \*\*Ben\*\* why not\?\n\n {2}because\n\n {2}👍 Ben\n$/,
    );
    assert.match(body(messageEntry('yes', { reply: { seq: 9 } })), /\n {2}> an earlier message\n/);
  });

  it('shows code with its place and language', () => {
    assert.equal(
      body(withCard(code, 'look:')),
      [
        '- **Ann** 12:00:05',
        '',
        '  look:',
        '',
        '  `src/main.c:10-11`',
        '',
        '  ```c',
        '  int a;',
        '  int b;',
        '  ```',
      ].join('\n'),
    );
    assert.doesNotMatch(body(withCard(code)), /src\/main\.c:10$/m);
  });

  it('shows errors with their message, and patches as differences', () => {
    const error: Card = {
      ...code,
      ...{ type: 'error', severity: 'error', message: "'x' undeclared", source: 'gcc' },
      at: { line: 11, column: 5, endLine: 11, endColumn: 6 },
    };
    assert.match(
      body(withCard(error)),
      /\*\*Error gcc\*\* `src\/main\.c:11:5`\n\n {2}```text\n {2}'x' undeclared\n {2}```/,
    );
    const diff = '@@ -1 +1 @@\n-a\n+b\n';
    const patch: Card = { type: 'patch', files: [{ path: 'a.c', change: 'modified', diff }] };
    assert.match(
      body(withCard(patch)),
      /\*\*Patch: 1 file\*\*\n\n {2}`a\.c` modified\n\n {2}```diff\n {2}@@ -1 \+1 @@\n {2}-a\n {2}\+b\n {2}```$/,
    );
  });

  it('shows system lines in italics', () => {
    const event = { type: 'joined', name: 'B*e*n', self: false } as const;
    assert.equal(
      body({ kind: 'system', id: 's', time: noon, event }),
      '- *12:00:05 · B\\*e\\*n joined.*',
    );
  });

  it('exports the texts of lab programs unchanged', () => {
    const lab: RoomInfo = { ...pair, kind: 'lab-hub' };
    assert.equal(
      body(messageEntry('1. *hi* <b>'), lab),
      '- **Ann** 12:00:05\n\n  1\\. \\*hi\\* &lt;b>',
    );
    const lines = body(messageEntry('a\n  ```\n# b'), lab);
    assert.equal(lines, '- **Ann** 12:00:05\n\n  ````text\n  a\n    ```\n  # b\n  ````');
  });

  it('keeps code and diffs unchanged', () => {
    const texts = ['````\n```', '\tif (a) {\n\n\t}', '  indented\n</code></pre>', '~~~', '``` `'];
    for (const text of texts) {
      const card: Card = { ...code, text, endLine: 9 + text.split('\n').length };
      const tokens = reader.parse(body(withCard(card)), {});
      const fence = tokens.find(({ type }) => type === 'fence');
      assert.equal(fence?.content, `${text}\n`, JSON.stringify(text));
    }
  });

  it('lets no message affect anything outside its item', () => {
    const piece = fc.constantFrom(
      ...[
        '```',
        '~~~',
        '`',
        '\n',
        '\n\n',
        '# x',
        '- ',
        '* ',
        '1. ',
        '> ',
        '---',
        '===',
        '    ',
        '\t',
        '  ',
      ],
      ...['<div>', '<!--', '</li></ul>', '<script>', '[a]: x', '|-|', 'x', '**', '&', '\\', '\r'],
    );
    const text = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(''));
    const parts = (document: string) => {
      const all = outline(document);
      const day = all.indexOf('h2');
      return { summary: [...new Set(all.slice(0, day))], messages: all.slice(day) };
    };
    const plain = parts(exported([messageEntry('x'), messageEntry('y')]));
    fc.assert(
      fc.property(text, text, fc.constantFrom('pair', 'lab-hub'), (one, two, kind) => {
        const name = { authorName: two };
        const card: Card = { ...code, path: one, text: two };
        const patch: Card = { type: 'patch', files: [{ path: two, change: 'added', diff: one }] };
        const room = { ...pair, kind } as RoomInfo;
        for (const entry of [messageEntry(one, name), withCard(card, two), withCard(patch, two)]) {
          assert.deepEqual(parts(exported([entry, messageEntry('y')], room)), plain);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('takes little time for the longest log', () => {
    assertLinear((length) => {
      exported(Array.from({ length }, (_, i) => messageEntry(`Message \`${i}\` **said**`)));
    }, 2500);
  });
});
