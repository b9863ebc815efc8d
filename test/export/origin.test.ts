import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ExportFormatName } from '../../src/export/export-formats';
import { english, fillIn, type Translate } from '../../src/strings/translate';
import { exportedChat, messageEntry, pair } from './exported-chat';

const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.zh-cn.json', 'utf8')) as Record<
  string,
  string
>;
const chinese: Translate = (text, ...values) => fillIn(bundle[text] ?? text, values);

const ben = { author: 'm2', authorName: 'Ben', anonymous: true } as const;
const entries = [
  messageEntry('Exam on Monday.', { announcement: true }),
  messageEntry('Is TCP quick?', ben),
  messageEntry('/me asks', ben),
  messageEntry('Yes.'),
];
const reply = { seq: 2, id: entries[1]?.id ?? '' };
const all = [...entries, messageEntry('It depends.', { reply })];

describe('where a message comes from, in an export', () => {
  const texts = (format: ExportFormatName, t: Translate) =>
    exportedChat(format, all, pair, { t, language: t === english ? 'en' : 'zh-CN' });

  it('is said in Markdown and HTML, in both languages', () => {
    const words = [
      [english, 'announcement', 'Anonymous student', 'published by Ben'],
      [chinese, '通知', '匿名同学', '由 Ben 公开'],
    ] as const;
    for (const [t, announcement, student, published] of words) {
      const markdown = texts('markdown', t).split('\n');
      const heads = markdown.filter((line) => line.startsWith('- **'));
      const [first = '', second = '', third = '', fourth = ''] = heads;
      assert.ok(first.startsWith('- **Ann**') && first.endsWith(` · ${announcement}`), first);
      for (const head of [second, third]) {
        assert.ok(head.startsWith(`- **${student}**`) && head.endsWith(` · ${published}`), head);
      }
      assert.ok(!fourth.includes(announcement) && !fourth.includes(published), fourth);
      assert.ok(markdown.includes(`  ${student} asks`));
      assert.ok(markdown.includes(`  > **${student}** Is TCP quick?`));
      const html = texts('html', t);
      assert.ok(html.includes(`<small>${announcement}</small>`));
      assert.equal(html.split(`<h3><bdi>${student}</bdi>`).length, 3);
      assert.equal(html.split(`<small>${published}</small>`).length, 3);
      assert.ok(
        html.includes(`<b><bdi>${student}</bdi></b> asks`) || html.includes(`${student}</bdi></b>`),
      );
    }
  });

  it('is in fields of the JSON, whose names a program without these can show', () => {
    const { entries: exported, summary } = JSON.parse(texts('json', english));
    const fields = exported.map(
      ({ name, author, announcement, anonymous, publisher }: Record<string, unknown>) => [
        ...[name, author, announcement, anonymous, publisher],
      ],
    );
    const none = undefined;
    const question = ['Anonymous student', 'm2', none, true, 'Ben'];
    const plain = ['Ann', 'm1', none, none, none];
    assert.deepEqual(fields, [
      ['Ann', 'm1', true, none, none],
      ...[question, question, plain, plain],
    ]);
    assert.deepEqual(
      summary.people.map(({ name, messages }: Record<string, unknown>) => [name, messages]),
      [['Ann', 3]],
      'Ben didn’t write them',
    );
  });
});
