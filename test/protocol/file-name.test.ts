import assert from 'node:assert/strict';
import { cleanFileName, freeFileName, maxNameBytes } from '../../src/protocol/file-name';
import { seededRandom } from '../../src/util/seeded-random';

describe('cleanFileName', () => {
  const cases: readonly (readonly [given: string, clean: string])[] = [
    ['report.pdf', 'report.pdf'],
    ['报告 (终稿).pdf', '报告 (终稿).pdf'],
    ['.gitignore', '.gitignore'],
    ['archive.tar.gz', 'archive.tar.gz'],
    // Paths of any system: only the last part counts.
    ['../../.ssh/authorized_keys', 'authorized_keys'],
    ['C:\\Windows\\System32\\evil.dll', 'evil.dll'],
    ['/etc/passwd', 'passwd'],
    ['folder/', 'file'],
    ['..', 'file'],
    ['.', 'file'],
    ['', 'file'],
    ['   ', 'file'],
    ['...', 'file'],
    // Windows drops these, so that the name would have another extension.
    ['report.pdf.', 'report.pdf'],
    ['report.exe. . ', 'report.exe'],
    [' report.pdf', 'report.pdf'],
    // An alternate stream, and what Windows doesn't allow.
    ['report.pdf:evil.exe', 'report.pdf_evil.exe'],
    ['a<b>c"d|e?f*g', 'a_b_c_d_e_f_g'],
    // Devices, whatever follows.
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['com1.tar.gz', '_com1.tar.gz'],
    ['LPT¹', '_LPT¹'],
    ['aux .txt', '_aux .txt'],
    ['CONIN$', '_CONIN$'],
    ['console.log', 'console.log'],
    ['com10', 'com10'],
    // Nothing that hides the extension, or that nobody sees.
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['a\u2066b\u200b\u00adc.txt', 'abc.txt'],
    ['a\u0000b\nc\td\u007f.txt', 'abcd.txt'],
    ['a\u00a0b\u3000c.txt', 'a b c.txt'],
    ['half \ud800 pair.txt', 'half  pair.txt'],
    // One form of each character.
    ['e\u0301te\u0301.txt', '\u00e9t\u00e9.txt'],
  ];

  for (const [given, clean] of cases) {
    it(`makes ${JSON.stringify(clean)} of ${JSON.stringify(given)}`, () => {
      assert.equal(cleanFileName(given), clean);
    });
  }

  it('shortens a long name to 200 bytes, between characters, and keeps its extension', () => {
    for (const letter of ['a', 'é', '报', '😀']) {
      const clean = cleanFileName(`${letter.repeat(300)}.tar.gz`);
      const bytes = Buffer.byteLength(clean);
      assert.ok(bytes <= maxNameBytes && bytes > maxNameBytes - 4, `${bytes} bytes`);
      assert.ok(clean.endsWith('.gz'));
      assert.ok(!/\p{Surrogate}/u.test(clean));
    }
    assert.ok(Buffer.byteLength(cleanFileName(`a.${'b'.repeat(300)}`)) <= maxNameBytes);
    assert.equal(cleanFileName(`${'/'.repeat(100_000)}x.txt`), 'x.txt');
  });

  it('leaves a clean name as it is, whatever it is made of', () => {
    const random = seededRandom(7);
    const parts = [
      'a',
      '.',
      ' ',
      '/',
      '\\',
      ':',
      'con',
      'nul',
      '\u202e',
      '\u0000',
      '报',
      '😀',
      '\ud83d',
      '..',
      'e\u0301',
    ];
    for (let round = 0; round < 3000; round += 1) {
      const length = 1 + Math.floor(random() * 120);
      const given = Array.from({ length }, () => parts[Math.floor(random() * parts.length)]).join(
        '',
      );
      const clean = cleanFileName(given);
      assert.equal(cleanFileName(clean), clean, JSON.stringify(given));
      assert.ok(clean !== '' && !/[/\\:\p{Cc}\p{Bidi_Control}]|[. ]$|^ /u.test(clean), clean);
      assert.ok(Buffer.byteLength(clean) <= maxNameBytes);
    }
  });
});

describe('freeFileName', () => {
  it('numbers a name that is taken', () => {
    const taken = new Set(['report.pdf', 'report (2).pdf', 'Makefile', '.env']);
    const isTaken = (name: string) => taken.has(name);
    assert.equal(freeFileName('other.pdf', isTaken), 'other.pdf');
    assert.equal(freeFileName('report.pdf', isTaken), 'report (3).pdf');
    assert.equal(freeFileName('Makefile', isTaken), 'Makefile (2)');
    assert.equal(freeFileName('.env', isTaken), '.env (2)');
  });

  it('stays within the length, and ends', () => {
    const long = cleanFileName(`${'报'.repeat(100)}.pdf`);
    const free = freeFileName(long, (name) => name === long);
    assert.ok(free.endsWith(' (2).pdf') && Buffer.byteLength(free) <= maxNameBytes);
    assert.equal(
      freeFileName('a', () => true),
      'a',
    );
  });
});
