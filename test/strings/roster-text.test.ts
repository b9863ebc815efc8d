import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { RosterProblem } from '../../src/protocol/roster-file';
import {
  applicantText,
  approvalText,
  rosterProblemText,
  rosterQuestion,
} from '../../src/strings/roster-text';
import { english, fillIn, type Translate } from '../../src/strings/translate';

const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.zh-cn.json', 'utf8')) as Record<
  string,
  string
>;
const chinese: Translate = (message, ...values) => fillIn(bundle[message] ?? '', values);

describe('texts about a roster', () => {
  it('ask the host with what was read', () => {
    const names = ['Bo', 'Cy', 'bo', 'Di', 'Ed', 'Fay', 'Gil'];
    const question = rosterQuestion(names, 'en', english);
    assert.equal(question.message, 'Use these 7 names?');
    assert.match(question.detail, /^Bo, Cy, bo, Di, Ed …\n\nIn the file more than once: Bo\./);
    assert.match(question.detail, /A name doesn’t prove who someone is\.$/);
    const one = rosterQuestion(['Bo'], 'en', english);
    assert.equal(one.message, 'Use this 1 name?');
    assert.match(one.detail, /^Bo\n\nPeople/);
    assert.equal(rosterQuestion(names, 'zh-cn', chinese).message, '使用这 7 个名字？');
  });

  it('name the line of each problem, in both languages', () => {
    const problems: readonly RosterProblem[] = [
      { code: 'open-quote', line: 12 },
      { code: 'stray-quote', line: 12 },
      { code: 'which-column', line: 12 },
      { code: 'no-name', line: 12 },
      { code: 'too-many', line: 12 },
      { code: 'bad-name', line: 12, name: 'too-long' },
      { code: 'bad-name', line: 12, name: 'bad-character' },
    ];
    const texts = problems.map((problem) => rosterProblemText(problem, english));
    for (const text of texts) assert.match(text, /^Line 12: .+[.?]$/);
    assert.equal(new Set(texts).size, problems.length);
    for (const problem of problems)
      assert.match(rosterProblemText(problem, chinese), /^第 12 行：/);
    for (const code of ['too-large', 'empty', 'workbook', 'not-text'] as const) {
      assert.ok(rosterProblemText({ code }, english) !== '');
      assert.ok(rosterProblemText({ code }, chinese) !== '');
    }
  });

  it('say why someone waits, to both', () => {
    assert.deepEqual(approvalText('not-listed', english), [
      'The host decides whether you can join.',
      'Your name isn’t on the host’s list.',
    ]);
    assert.equal(approvalText('name-taken', english).length, 2);
    assert.equal(approvalText('a-newer-reason', english).length, 1);
    assert.match(applicantText('\u05d0', 'name-taken', english), /^\u2068\u05d0\u2069 wants/);
  });
});
