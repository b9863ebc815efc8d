import assert from 'node:assert/strict';
import type { ServerProblem } from '../../src/protocol/wide-server-file';
import { english } from '../../src/strings/translate';
import { serverProblemText, serverQuestion } from '../../src/strings/wide-server-text';
import { campusAccess } from '../helpers/wide-servers';

describe('a server for wide rooms in words', () => {
  it('says what is wrong with a file or link, and what to do', () => {
    const problems: ServerProblem[] = [
      { code: 'too-large' },
      { code: 'not-server' },
      { code: 'newer' },
      { code: 'unreadable' },
      { code: 'bad-field', field: 'memberKey' },
    ];
    const texts = problems.map((problem) => serverProblemText(problem, english));
    for (const text of texts) assert.match(text, /^.+\. (?:Ask|Choose|Update) .+\.$/);
    assert.equal(new Set(texts).size, texts.length);
    assert.match(texts[4] ?? '', /“memberKey”/);
  });

  it('asks before a link adds one, with every address', () => {
    const { message, detail } = serverQuestion(campusAccess, english);
    assert.match(message, /“Example University”/);
    for (const { host } of campusAccess.nodes) assert.ok(detail.includes(`${host}:4222`), host);
  });

  it('shows a hostile name on one short line', () => {
    const name = `\u202Egnp.exe\n\n${'x'.repeat(1000)}`;
    const { message } = serverQuestion({ ...campusAccess, name }, english);
    assert.doesNotMatch(message, /[\u202E\n]/);
    assert.ok(message.length < 120, message);
  });
});
