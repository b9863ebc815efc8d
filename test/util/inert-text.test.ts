import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inertLines, inertMarkdown, inertText } from '../../src/util/inert-text';

/** What the editor turns into links in notifications, prompts and progress; found without patterns. */
function links(text: string): string[] {
  const found: string[] = [];
  for (let close = text.indexOf(']('); close >= 0; close = text.indexOf('](', close + 1)) {
    const open = text.lastIndexOf('[', close);
    const label = text.slice(open + 1, close);
    const target = text.slice(close + 2);
    const isLink =
      open >= 0 &&
      label !== '' &&
      !label.includes(']') &&
      ['http://', 'https://', 'command:', 'file:'].some((scheme) =>
        target.toLowerCase().startsWith(scheme),
      ) &&
      target.includes(')');
    if (isLink) found.push(text.slice(open));
  }
  return found;
}

/** What it renders as an icon in the status bar, in lists and in prompts. */
function icons(text: string): string[] {
  return text
    .split('$(')
    .slice(1)
    .filter((rest) => /^[a-z0-9~-]+$/i.test(rest.split(')', 1)[0] ?? '') && rest.includes(')'));
}

/** What its functions do to a text before and after they search for links. */
const treatments: readonly ((text: string) => string)[] = [
  (text) => text,
  // Notifications.
  (text) => `${text.slice(0, 1000)}...`.replace(/\r\n|\n|\r/g, ' ').trim(),
  // Buttons of dialogs: key marks are removed.
  (text) => text.replace(/\(&&\w\)|&&/g, ''),
  // Hovers.
  (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  // A title followed by a message.
  (text) => `${text}: ${text}`,
];

const fragments = [
  ...['[', ']', '(', ')', '](', '[a](', '[A](command:deskmate.leaveRoom)', '$(', '$(bug)', '\\$('],
  ...[
    'command:x',
    'https://a.b',
    'http://',
    'file:///x',
    'COMMAND:y',
    ' "title")',
    "'t'",
    '&&',
    '&',
  ],
  ...['(&&Q)', '\n', '\r\n', '\u2028', '\t', ' ', 'a', '好', '😀', '\u200b', '\u202e', '\u2066'],
  ...['\u2068', '\u2069', '~spin)', '![x](', '<b>', 'www.a.b', 'a@b.c', '`', '*'],
];
const foreign = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''));

/** The text as a person reads it. */
const read = (text: string) => text.replaceAll('\u200b', '');

describe('inertText', () => {
  it('removes what the attacks put into invites and names', () => {
    for (const text of [
      '[Lab 3](command:workbench.action.files.newUntitledFile)',
      '[A](command:deskmate.leaveRoom)',
      '[A](https://evil.example "nothing to see")',
      '[[A](file:///etc/passwd)',
      '$(bug) $(sync~spin)',
    ]) {
      assert.ok(links(text).length + icons(text).length > 0, text);
      const inert = inertText(`The host of “${text}” does not answer.`);
      assert.deepEqual([...links(inert), ...icons(inert)], [], text);
      assert.equal(read(inert), `The host of “${text}” does not answer.`);
    }
  });

  it('contains no link, icon or mnemonic, however the editor renders it', () => {
    fc.assert(
      fc.property(foreign, foreign, (before, after) => {
        for (const make of [inertText, inertLines, inertMarkdown]) {
          for (const treat of treatments) {
            const shown = treat(make(`${before}“${after}”`));
            assert.deepEqual([...links(shown), ...icons(shown)], []);
          }
          assert.ok(!make(before + after).includes('&&'));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('reads the same, except for line endings and direction characters', () => {
    fc.assert(
      fc.property(foreign, (text) => {
        const plain = (said: string) =>
          read(said)
            .replace(/\s*[\n\r\v\f\u0085\u2028\u2029]\s*/g, ' ')
            .replace(/[\ufffd\u2066-\u2069\u202a-\u202e]/g, '?');
        // The comparison removes zero-width spaces, even those of the original text.
        fc.pre(text.length < 900 && !text.includes('\u200b'));
        assert.equal(plain(inertText(text)), plain(text));
        assert.equal(plain(inertLines(text)), plain(text));
        assert.equal(plain(inertMarkdown(text)), plain(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is one line, or keeps its lines', () => {
    assert.equal(inertText('a \r\n b\u2028c'), 'a b c');
    assert.equal(inertLines('a\n\nb'), 'a\n\nb');
  });

  it('is cut to the length of a notification, not within a character', () => {
    const long = inertText('😀'.repeat(2000));
    assert.ok(long.length <= 1000 && long.endsWith('😀…'), String(long.length));
    const cut = inertText(`${'x'.repeat(995)}[a](command:b)`);
    assert.deepEqual(links(cut), []);
    assert.ok(inertLines('x'.repeat(50_000)).length <= 10_000);
  });

  it('keeps direction characters only in closed isolates', () => {
    assert.equal(inertText('“\u2068שלום\u2069” left'), '“\u2068שלום\u2069” left');
    assert.equal(inertText('a\u202eb\u202c c'), 'a\ufffdb\ufffd c');
    assert.equal(inertText('\u2068a\u2068b\u2069 \u2069'), '\ufffda\u2068b\u2069 \ufffd');
  });

  it('shows addresses in Markdown without linking them', () => {
    for (const text of ['see https://a.b/c', 'see www.a.b', 'mail a@b.c', 'WWW.A.B', 'ftp://a.b']) {
      const inert = inertMarkdown(text);
      assert.doesNotMatch(inert, /:\/\/|www\.|@[a-z]/i);
      assert.equal(read(inert), text);
    }
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(foreign, (text) => {
        fc.pre(text.length < 400);
        assert.equal(inertText(inertText(text)), inertText(text));
      }),
    );
  });
});
