import fc from 'fast-check';

/** Parts of chat texts: words, marks, code, places in files, and starts of blocks. */
const pieces = [
  ...[
    'a',
    'b c',
    'word',
    '小明',
    '这里',
    '，',
    '。',
    '.',
    ',',
    ':',
    ';',
    '!',
    '?',
    '1',
    '(',
    ')',
    ' ',
  ],
  ...[
    '*',
    '**',
    '_',
    '__',
    '~~',
    '`',
    '``',
    '[',
    ']',
    '](',
    '<',
    '>',
    '&',
    '|',
    '$',
    '#',
    '\\',
    '"',
  ],
  ...['**a**', '*b*', '_c_', '~~d~~', '`e`', '`` f` ``', '**注意：**', '*a **b***', '~~*x*~~'],
  ...[
    '[a](https://x.test/a_b)',
    '[`x`](https://x.test/(a))',
    'https://x.test/a*b?c=d&lt=1',
    'me@x.test',
  ],
  ...[
    'ftp://x.test/',
    '//x.test',
    'www.x.test',
    'main.py',
    'main.c:10',
    '@Ann',
    '@Ben',
    'mailto:x@y.test',
  ],
  ...[
    '[a](javascript:x)',
    '[a](command:x)',
    '![a](https://x.test/i.png)',
    '[a]: command:x',
    '<img src=x>',
  ],
  ...[
    '<a href="command:x">',
    '<!-- x',
    '&lt;',
    '&#42;',
    '$PATH$',
    '$$x$$',
    '\\$',
    '\\*',
    '\\\\',
    '\\begin{a}',
  ],
  ...[
    '\n',
    '\n\n',
    '\n- ',
    '\n* ',
    '\n+ ',
    '\n1. ',
    '\n3. ',
    '\n7) ',
    '\n> ',
    '\n# ',
    '\n## ',
    '\n---\n',
  ],
  ...[
    '\n  ',
    '\n    ',
    '\n\t',
    '  ',
    '\n```c\n',
    '\n```\n',
    '\n~~~\n',
    '\n===\n',
    '\n|-|\n',
    '\n:-:\n',
  ],
  ...[
    '\n- [x] ',
    '\n- [ ] ',
    '\n```math\n',
    '\n```mermaid\n',
    '\n- > ',
    '\n> - ',
    '\n  - ',
    '\n   2. ',
  ],
  ...[
    'C:\\a\\_b',
    '\\\\s\\_d',
    '__init__',
    'i*2',
    '**argv',
    '~10',
    '>>> ',
    '*.c',
    '/* x */',
    'x_{i}',
    '{',
    '}',
  ],
];

/** Texts that ordinary or malicious people may send. */
export const chatTexts: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 14 })
  .map((parts) => parts.join(''));

/** Texts of single characters, many of them with a meaning in Markdown. */
export const markTexts: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      ...'ab1*_~`[]()<>&|$#\\!-+.:/@ =\n\t，。小"\'{}😀\u00a0\u3000\u2028€\u200b\r',
      ...['\n\n', '**', '```', '\n- ', '\n1. ', '\n> ', '    ', '//', 'https://x.test/a'],
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

/** Returns the same texts in every run. */
export function sampleChatTexts(count: number, seed: number): string[] {
  return fc.sample(chatTexts, { numRuns: count, seed });
}
