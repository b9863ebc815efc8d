import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { countLines, parseHunks } from '../../src/text/hunks';

const diff = `@@ -1,4 +1,5 @@
 #include <stdio.h>
-int main() {
+
+int main(void) {
   return 0;
 }
@@ -20 +21 @@
-old
\\ No newline at end of file
+new
`;

describe('the hunks of a diff', () => {
  it('are read with their signs, places and missing last line feeds', () => {
    const hunks = parseHunks(diff);
    assert.ok(hunks);
    assert.deepEqual(
      hunks.map(({ start }) => start),
      [1, 20],
    );
    assert.deepEqual(hunks[0]?.lines[1], { sign: '-', text: 'int main() {\n' });
    assert.deepEqual(hunks[1]?.lines, [
      { sign: '-', text: 'old' },
      { sign: '+', text: 'new\n' },
    ]);
    assert.equal(hunks[1]?.source, diff.slice(diff.indexOf('@@ -20'), -1));
    assert.deepEqual(countLines(hunks), { added: 3, removed: 2 });
  });

  it('are none in the diff of an empty file', () => {
    assert.deepEqual(parseHunks(''), []);
  });

  it('are read with CRLF line endings, and with empty lines for kept empty ones', () => {
    const hunks = parseHunks('@@ -1,3 +1,3 @@\r\n a\r\n\r\n-b\r\n+c\r\n');
    assert.deepEqual(
      hunks?.[0]?.lines.map(({ sign, text }) => sign + text),
      [' a\n', ' \n', '-b\n', '+c\n'],
    );
  });

  const unreadable: Readonly<Record<string, string>> = {
    'no header': '-a\n+b\n',
    'file headers': `--- a/main.c\n+++ b/main.c\n${diff}`,
    'too few lines': '@@ -1,3 +1,3 @@\n a\n-b\n+c\n',
    'too many lines': '@@ -1,1 +1,1 @@\n-a\n+b\n+c\n',
    'more kept lines than counted': '@@ -1,2 +1,1 @@\n-a\n+b\n c\n',
    'a giant line number': '@@ -999999999999,1 +1,1 @@\n-a\n+b\n',
    'a giant count': '@@ -1,99999999 +1,99999999 @@\n-a\n+b\n',
    'a negative number': '@@ --1,1 +1,1 @@\n-a\n+b\n',
    'lines after the end of the text': '@@ -1,2 +1,1 @@\n-a\n\\ No newline\n-b\n+c\n',
    'another sign': '@@ -1,1 +1,1 @@\n-a\n*b\n',
    'nothing that changes': '@@ -1,1 +1,1 @@\n a\n',
    'no lines at all': '@@ -0,0 +0,0 @@\n',
    'a marker alone': '\\ No newline at end of file\n',
    'thousands of hunks': '@@ -1,1 +1,1 @@\n-a\n+b\n'.repeat(2001),
    'more than a message can carry': `@@ -1,1 +1,1 @@\n-a\n+${'b'.repeat(300_000)}\n`,
  };
  for (const [what, text] of Object.entries(unreadable)) {
    it(`are not read with ${what}`, () => assert.equal(parseHunks(text), undefined));
  }

  it('never throw, whatever the diff', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '@@ -1,2 +1,2 @@',
        '@@ -0,0 +1 @@',
        '\\ No newline',
        ' a',
        '-a',
        '+a',
        '',
        '\r',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const hunks = parseHunks(lines.join('\n'));
        assert.ok(hunks === undefined || hunks.length <= lines.length);
      }),
    );
  });
});
