import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type FileErrorCode, fileRefusals } from '../../src/protocol/file-error';
import { fileErrorText, fileUnsentText } from '../../src/strings/file-text';
import { english } from '../../src/strings/translate';

// An object, not a list, so that the compiler requires every code.
const codes = Object.keys({
  'bad-frame': 0,
  'not-a-member': 0,
  'no-such-file': 0,
  'file-gone': 0,
  'file-too-large': 0,
  'bad-offset': 0,
  'too-many-transfers': 0,
  'too-many-files': 0,
  'wrong-hash': 0,
  'disk-full': 0,
  'host-storage': 0,
  'timed-out': 0,
  cancelled: 0,
  'connection-lost': 0,
  'file-changed': 0,
  'file-unreadable': 0,
  'file-unwritable': 0,
  'message-unsent': 0,
  'no-room': 0,
  'not-a-picture': 0,
  'not-text': 0,
  'old-host': 0,
  'own-disk-full': 0,
  'picture-too-large': 0,
  protocol: 0,
  'text-too-large': 0,
} satisfies Record<FileErrorCode, 0>) as FileErrorCode[];

describe('fileErrorText', () => {
  for (const code of codes) {
    it(`says what ${code} means, in whole sentences`, () => {
      for (const direction of ['send', 'fetch'] as const) {
        const words = fileErrorText(code, { direction, name: 'a.pdf' }, english);
        assert.match(words, /^[“A-Z].*[.]$/);
        assert.doesNotMatch(words, /\{\d\}/);
      }
    });
  }

  it('says how large a file may be, if that is known', () => {
    const file = { direction: 'send', name: 'a.iso' } as const;
    assert.equal(
      fileErrorText('file-too-large', { ...file, limit: 26_214_400 }, english),
      '“a.iso” is too large: files in this room can be up to 25 MiB.',
    );
    assert.equal(
      fileErrorText('file-too-large', file, english),
      '“a.iso” is too large for this room.',
    );
  });

  it('shortens names, and keeps those that read from right to left apart', () => {
    const long = fileUnsentText(`${'x'.repeat(300)}.pdf`, english);
    assert.ok(long.length < 160, long);
    assert.ok(fileUnsentText('دفتر.pdf', english).startsWith('“\u2068دفتر.pdf\u2069”'));
  });

  it('has every code on the page of errors, in the order of the protocol', () => {
    const page = readFileSync('docs/ERRORS.md', 'utf8').split(/^## /m);
    const section = page.find((part) => part.startsWith('Files')) ?? '';
    const listed = [...section.matchAll(/^\| `([a-z-]+)` /gm)].map(([, code]) => code);
    assert.deepEqual(listed.toSorted(), codes.toSorted());
    assert.deepEqual(listed.slice(0, fileRefusals.length), fileRefusals);
  });
});
