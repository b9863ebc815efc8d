import type { Card } from '../../src/protocol/card';

type Of<T extends Card['type']> = Extract<Card, { readonly type: T }>;

const hash = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';

export const codeCard: Of<'code'> = {
  type: 'code',
  path: 'src/hub.c',
  line: 11,
  endLine: 13,
  language: 'c',
  text: 'int n;\n\tsend(s, buf, n);\nreturn 0;',
  hash,
};

export const cellCard: Of<'code'> = { ...codeCard, path: 'lab.ipynb', cell: 3 };

export const errorCard: Of<'error'> = {
  ...codeCard,
  type: 'error',
  severity: 'error',
  message: '‘send’ needs 4 arguments\nsee man 2 send',
  source: 'gcc',
  code: 'C2198',
  at: { line: 12, column: 2, endLine: 12, endColumn: 6 },
};

export const patchCard: Of<'patch'> = {
  type: 'patch',
  files: [
    { path: 'client.py', change: 'modified', diff: '@@ -1 +1 @@\n-print(1)\n+print(2)\n' },
    {
      ...{ path: '同桌/new.py', change: 'added', diff: '@@ -0,0 +1 @@\n+pass\n' },
      ...{ folder: 'course/lab3', eol: 'crlf', bom: true, executable: true },
    },
  ],
};

/** A PNG of one pixel, in base64. */
export const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const fileCard: Of<'file'> = {
  ...{ type: 'file', name: '报告.pdf', size: 1_400_000, hash, mime: 'application/pdf' },
  thumb: onePixel,
};

/** Where a program stopped in the debugger. */
export const stackCard: Of<'error'> = {
  ...errorCard,
  frames: [{ name: 'serve', path: 'src/hub.c', line: 12 }, { name: '__libc_start_main' }],
  locals: [
    { name: 'n', value: '-1', type: 'int' },
    { name: 'buf', value: '"同桌"' },
  ],
};

export const terminalCard: Of<'terminal'> = {
  type: 'terminal',
  command: 'make test',
  folder: 'src',
  exit: 2,
  duration: 3100,
  output: ['cc hub.c\n', ['hub.c:12:2: ', '1'], ['error: ', '1;31'], 'too few arguments'],
  gaps: [{ after: 1, lines: 40 }],
};

/** Lines that someone selected in a terminal. */
export const selectionCard: Of<'terminal'> = { type: 'terminal', output: ['a\n同桌'] };

export const allCards: readonly Card[] = [
  codeCard,
  cellCard,
  errorCard,
  stackCard,
  patchCard,
  fileCard,
  terminalCard,
  selectionCard,
];

/** Code of this many characters, in one line. */
export function longCode(length: number): Card {
  return { ...codeCard, endLine: codeCard.line, text: 'x'.repeat(length) };
}
