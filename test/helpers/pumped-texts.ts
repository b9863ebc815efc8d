import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { cpuTime } from './cpu-time';

/** Length of the texts, in UTF-16 units: here quadratic work takes 10,000 times as long as linear work. */
const length = 32 * 1024;

/** One or more of each class that patterns ask about. */
const characters = [
  ...'a0 A.\t\n-_/\\()[]<>"\'`~#*&=:%,!@$?^|+{};\r\u2028\0中é\u0301\u200b\u2800，',
  ...['😀', '\u{1f1e6}', '\u200d', '\ufe0f', '\u20e3'],
];

/** One character, or a few that mean something to programs that read text, to be repeated. */
export const pathologicalPumps: readonly string[] = [
  ...characters,
  ...['a ', ' a', '\t>', '()', '[](', '](', '``', '\n>', '\n- ', '&n=', '&amp;', '<a ', 'a.'],
];

/** Markdown in a message; the parser reads only as much of it as `isParsable` allows. */
export const markPumps: readonly string[] = [
  ...[
    '*a',
    '**a ',
    '_a ',
    '~~a',
    '`a',
    '``a ',
    '[a](',
    '[*a',
    '<a',
    '*_a',
    '![a',
    'a*b_c~',
    '中**',
    '_a_b',
    '\\*',
    '`a``b',
  ],
  ...[
    '> ',
    '>\n',
    '- a\n',
    ' - a\n',
    '1. a\n',
    '# a\n',
    '~~~\n',
    '~~~a\n',
    '>>> a\n',
    'a\n===\n',
    '- [ ] a\n',
    '[a]: b\n',
  ],
  ...[
    '@',
    '@a',
    '@Ann',
    '@e\u0301',
    'a.b:1 ',
    'https://a)',
    '(https://a',
    'a@b.cc ',
    'mailto:a',
    'İ',
    '"a.c" ',
    'File "a.c", line 1 ',
    "'a b.c'(1) ",
    'a.b.C.d(C.java:1) ',
    '看C:\\a',
    'a.c第1行',
  ],
];

/** A text of about this length that repeats a pump. */
export function pumped(pump: string, length: number): string {
  return pump.repeat(length / pump.length);
}

/** Texts that repeat one of the pumps, with various ends. */
export function pathologicalTexts(more: readonly string[] = []): string[] {
  return [...pathologicalPumps, ...more].flatMap((pump) => [fill(pump), `${fill(pump)}\0`]);
}

/**
 * Texts made to be expensive for a pattern: what its parts match, repeated, after the start of a match
 * and before an end that doesn't match.
 */
export function pumpedTexts({ source, flags }: RegExp): string[] {
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  });
  const pumps = new Set<string>();
  const add = (pump: string) => {
    if (pump !== '') pumps.add(pump);
  };
  const ofClass = (node: AST.Element) => {
    for (const character of matching(node.raw, flags, 2)) add(character);
  };
  visitRegExpAST(pattern, {
    onCharacterEnter: (node) => add(String.fromCodePoint(node.value)),
    onCharacterClassEnter: ofClass,
    onCharacterSetEnter: (node) => {
      if (node.parent.type === 'Alternative' || node.parent.type === 'Quantifier') ofClass(node);
    },
    onAlternativeEnter({ elements }) {
      for (let end = 1; end <= Math.min(elements.length, 8); end += 1) {
        add(
          elements
            .slice(0, end)
            .map((element) => sample(element, flags))
            .join(''),
        );
      }
    },
  });
  const whole = sampleOf(pattern.alternatives, flags);
  const begin = whole.slice(0, Math.ceil(whole.length / 2));
  return [...pumps].slice(0, 16).flatMap((pump) => {
    const pumped = fill(pump);
    return [`${pumped}\0`, `${begin}${pumped}\0`, `${pumped}\n${whole}`];
  });
}

function fill(pump: string): string {
  return pump.repeat(Math.ceil(length / pump.length));
}

/** A text that matches this element alone, where one is easy to find. */
function sample(node: AST.Element, flags: string): string {
  switch (node.type) {
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
      return matching(node.raw, flags, 1)[0] ?? '';
    case 'Group':
    case 'CapturingGroup':
      return sampleOf(node.alternatives, flags);
    case 'Quantifier':
      return sample(node.element, flags).repeat(Math.min(Math.max(node.min, 1), 300));
    default:
      return '';
  }
}

function sampleOf(alternatives: readonly AST.Alternative[], flags: string): string {
  return (alternatives[0]?.elements ?? []).map((element) => sample(element, flags)).join('');
}

/** Characters of a class: the first ones and the last. */
function matching(raw: string, flags: string, count: number): string[] {
  const one = new RegExp(`^${raw}$`, flags.replace(/[gy]/g, ''));
  const found = characters.filter((character) => one.test(character));
  return [...found.slice(0, count), ...found.slice(-1)];
}

/**
 * Whether work on a text of this module takes more than linear time, compared with what a quadratic search
 * through a text of this length costs on the same processor.
 */
export function isSuperLinear(work: () => void): boolean {
  quadratic ??= quadraticCost();
  if (cpuTime(work) <= quadratic / share) return false;
  // Garbage collection and a busy machine cost time, too, but hardly in every one of several runs, each
  // compared with what a quadratic search costs at that moment.
  return Array.from({ length: 3 }).every(() => cpuTime(work) > quadraticCost() / share);
}

/** Linear work on such a text costs up to a tenth of a quadratic search, if it allocates much. */
const share = 6;

let quadratic: number | undefined;

function quadraticCost(): number {
  return cpuTime(() => / +$/.test(`${' '.repeat(length)}x`));
}
