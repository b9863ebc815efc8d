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

export const allCards: readonly Card[] = [codeCard, cellCard, errorCard, patchCard, fileCard];

/** Code of this many characters, in one line. */
export function longCode(length: number): Card {
  return { ...codeCard, endLine: codeCard.line, text: 'x'.repeat(length) };
}
