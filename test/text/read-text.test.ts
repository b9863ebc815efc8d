import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Block, drawnText, type Inline } from '../../src/text/blocks';
import { MentionNames } from '../../src/text/mentions';
import { readText } from '../../src/text/read-text';

const reading = { plain: false, names: new MentionNames(['Ben'], ['Ann']) };

function drawn(text: string): string {
  return drawnText(readText(text, reading));
}

/** Kinds of parts that a text was read as having, besides text. */
function kinds(text: string): string[] {
  const inside = (part: Block | Inline): string[] => {
    const parts =
      'content' in part
        ? part.content
        : 'blocks' in part
          ? part.blocks
          : 'items' in part
            ? part.items.flatMap(({ blocks }) => blocks)
            : [];
    return [part.kind, ...[...parts].flatMap(inside)];
  };
  return readText(text, reading)
    .flatMap(inside)
    .filter((kind) => kind !== 'text' && kind !== 'paragraph');
}

describe('a link to a message', () => {
  const address = `vscode://deskmate.deskmate/message?r=${'a'.repeat(22)}&m=7&t=1`;
  const links = (url: string) => ({ label: `Message ${url.length}`, id: 'e7' });

  it('reads as what it leads to, in Markdown and without it', () => {
    for (const plain of [false, true]) {
      const [block] = readText(`see ${address}.`, { ...reading, plain, links });
      assert.ok(block && 'content' in block);
      const label = `Message ${address.length}`;
      assert.deepEqual(block.content[1], { kind: 'message', text: label, url: address, id: 'e7' });
      assert.equal(drawnText([block]), `see ${label}.`);
    }
  });

  it('reads as its address where nobody knows more', () => {
    assert.equal(drawn(`**${address}**`), address);
  });

  it('is code in code', () => {
    const code = readText(`\`${address}\``, { ...reading, links });
    assert.equal(drawnText(code), address);
  });
});

/** What people type in a chat about code, without thinking of Markdown. */
const typed = [
  '\\\\server\\share\\_docs',
  'C:\\Users\\me\\.ssh\\config and D:\\_build\\_out\\*.c',
  '__init__, __name__ == "__main__", self.__class__.__name__',
  '_private, _a_b_, std::_Hash_, foo._x_.y, _POSIX_C_SOURCE',
  'i*2, i*3 and a*b*c, 2**n + 3**m, (a*b)*(c*d)*(e), 长*宽*高',
  'char **argv, int *p, *q; void f(char **, int *)',
  '*p = *q; f(*args, **kwargs)',
  '/* one */ x /* two */',
  'src/*.c src/*.h, src/**/*.js test/**/*.js, test_*.py and test_*.c, *.c *.h',
  'foo-*.log bar-*.log "*" and "*" (*) and (*)',
  '^.*foo.*$ and [a-z]*.[0-9]*, [_a-z]+_[_a-z]',
  'x *= 2; a*=b; !*p && !*q; sizeof(int)*n, sizeof(char)*m; (*f)(a), (*g)(b)',
  '$x_{i}_{j}_{k}$, x^*, y^*, \\frac{a}{b}, \\[ x \\], \\(y\\), \\{ z \\}',
  '&lt; &amp; &#42; &nbsp;',
  'about ~10 or ~20, 好的~~明天见~~, wow~~~ and ~~~',
  '#define A, #1, #include <stdio.h>',
  '>>> print(1)',
  '>_<',
  '-5 and +1',
  '3.14',
  '*** Error in `./a.out',
  'gcc a.c \\\n  -o a',
  'printf("%d\\n", *p); "\\"" \'\\\'\' "\\\\"',
  'Name\n====\nx',
  '|a|b|\n|-|-|\n|1|2|',
  ...[
    '#',
    '-',
    '*',
    '+',
    '>',
    '1.',
    '```',
    '~~~',
    '**',
    '__',
    '***',
    '___',
    '`',
    '[',
    '[]()',
    '[](https://x.test/)',
  ],
];

describe('plain text', () => {
  for (const text of typed) {
    it(`stays as typed: ${JSON.stringify(text)}`, () => {
      assert.equal(drawn(text), text);
      assert.deepEqual(kinds(text), []);
    });
  }

  const name = fc.constantFrom('a', 'src', 'main', 'x1', 'Foo', 'n', '值', 'tmp');
  const path = (separator: string) =>
    fc
      .array(fc.tuple(fc.constantFrom('', '_', '.', '__', '-'), name), {
        minLength: 1,
        maxLength: 5,
      })
      .map((parts) => parts.map((part) => part.join('')).join(separator));
  const snippets: Record<string, fc.Arbitrary<string>> = {
    'paths of Windows': path('\\').map((it) => `C:\\${it}`),
    'shares of Windows': path('\\').map((it) => `\\\\${it}`),
    'names with underscores': fc
      .array(name, { minLength: 2, maxLength: 4 })
      .map((parts) => `__${parts.join('_')}__`),
    products: fc.array(name, { minLength: 2, maxLength: 5 }).map((parts) => parts.join('*')),
    powers: fc.tuple(name, name).map(([base, power]) => `${base}1**2${power}`),
    pointers: fc.tuple(fc.constantFrom('*', '**'), name).map(([stars, it]) => `int ${stars}${it}`),
    globs: fc.tuple(name, name).map(([one, two]) => `${one}/*.${two} ${one}/**/*.${two}`),
    comments: fc.tuple(name, name).map(([one, two]) => `/* ${one} */ ${two}`),
    approximations: fc.integer({ min: 1, max: 99 }).map((count) => `~${count}`),
    entities: name.map((it) => `&${it}; &#${it.length};`),
  };
  for (const [what, snippet] of Object.entries(snippets)) {
    it(`stays as typed with any number of ${what}`, () => {
      const texts = fc
        .array(snippet, { minLength: 1, maxLength: 4 })
        .map((all) => `x ${all.join(', ')}`);
      fc.assert(
        fc.property(texts, (text) => {
          assert.equal(drawn(text), text);
        }),
        { numRuns: 200 },
      );
    });
  }
});

describe('a Markdown text', () => {
  const read: Record<string, readonly [text: string, drawn: string, kinds: string]> = {
    emphasis: ['**a** *b* _c_ ~~d~~ `e`', 'a b c d e', 'strong emphasis emphasis strike code'],
    'emphasis in parentheses and quotes': ['(*a*) "**b**"', '(a) "b"', 'emphasis strong'],
    'emphasis of a sentence': [
      '_Note: careful._ *Why?* **Now!**',
      'Note: careful. Why? Now!',
      'emphasis emphasis strong',
    ],
    'bold amid Chinese': [
      '请看**注意：**这里，用**TCP**吧',
      '请看注意：这里，用TCP吧',
      'strong strong',
    ],
    'bold file names': ['**.env** and **--force**', '.env and --force', 'strong strong'],
    lists: ['- a\n- b', 'a\nb', 'list'],
    headings: ['# a', 'a', 'heading'],
    quotes: ['> a\n> b', 'a\nb', 'quote'],
    'blocks of code': ['~~~\na\n~~~\n```c\n b\n```', 'a\n b', 'code code'],
    links: ['[a](https://x.test/)', 'a', 'link'],
    'emphasis behind a label with a name': [
      '[_x_ a_b_c](https://x.test/) _y_',
      'x a_b_c y',
      'link emphasis emphasis',
    ],
  };
  for (const [what, [text, expected, parts]] of Object.entries(read)) {
    it(`has ${what}`, () => {
      assert.equal(drawn(text), expected);
      assert.equal(kinds(text).join(' '), parts);
    });
  }

  it('is shown as text, with links and mentions, when parsing would be slow', () => {
    const text = `${'*a '.repeat(5000)}@Ann https://x.test/`;
    assert.equal(drawn(text), text);
    assert.deepEqual(kinds(text), ['plain', 'mention', 'link']);
    assert.deepEqual(kinds('x\n'.repeat(2000)), ['tall']);
  });

  it('has only links and places in a plain room', () => {
    const text = '**a** @Ann main.c:1 https://x.test/';
    const blocks = readText(text, { ...reading, plain: true });
    assert.equal(drawnText(blocks), text);
    const [block] = blocks;
    assert.ok(block?.kind === 'plain');
    assert.deepEqual(
      block.content.map(({ kind }) => kind),
      ['text', 'reference', 'text', 'link'],
    );
  });
});
