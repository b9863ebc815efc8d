import assert from 'node:assert/strict';
import { textMarkdown } from '../src/export/text-markdown';
import { parseEndpoint } from '../src/protocol/endpoint';
import { parseInvite } from '../src/protocol/invite';
import { findAddress, parseTarget } from '../src/protocol/join-target';
import { cleanText } from '../src/protocol/message-text';
import { cleanName, cleanRoomName } from '../src/protocol/names';
import { decodePastedText, linkReadings } from '../src/protocol/pasted-text';
import { isMentioned, quoteLine } from '../src/strings/message-text';
import { fold, foldWithPositions } from '../src/text/fold';
import { parseHunks } from '../src/text/hunks';
import { findLiterals } from '../src/text/links';
import { MentionNames } from '../src/text/mentions';
import { isParsable, readText } from '../src/text/read-text';
import { findReferences } from '../src/text/references';
import { foreignPath, safePath } from '../src/ui/code/paths';
import { fitHunks } from '../src/ui/patch/apply-hunks';
import { makeDiff } from '../src/ui/patch/changed-file';
import { mentionQuery } from '../src/webview/app/composer/mention-query';
import { assertLinear } from './helpers/cpu-time';
import {
  isSuperLinear,
  markPumps,
  pathologicalPumps,
  pathologicalTexts,
  pumped,
} from './helpers/pumped-texts';

const link = 'vscode://deskmate.deskmate/join?v=1&k=pair&';

/** Names of maximum length that begin like texts made to be slow. */
const people = ['Ann', 'Ann 2', 'a'.repeat(32), 'e\u0301'.repeat(32), '😀'.repeat(30)];
const names = new MentionNames(people);
const reading = { plain: false, names };

/** Everything that reads texts that others send or that a user pastes. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'an invite': parseInvite,
  'an invite’s query': (text) => parseInvite(link + text),
  'an invite’s encoded query': (text) => parseInvite(link.replaceAll('=', '%3D') + text),
  'an invite’s broken query': (text) =>
    parseInvite(`${link.slice(0, 20)}=\n${link.slice(20)}${text}`),
  'an address': parseEndpoint,
  'an address among words': findAddress,
  'a pasted text': decodePastedText,
  'a pasted link': (text) => [...linkReadings(text)],
  'what to join': parseTarget,
  'a name': cleanName,
  'a room’s name': cleanRoomName,
  'a text': cleanText,
  'a path': safePath,
  'a path of another system': (text) => foreignPath(text),
  'a quote': quoteLine,
  'a text that is compared': (text) => [fold(text), foldWithPositions(text)],
  'references to files': (text) => [...findReferences(text)],
  'a text to export': (text) => textMarkdown(readText(text, reading)),
};

describe('the cost of reading', () => {
  const more = [
    '\t```\n',
    '```\n~~~~\n',
    '- ```\n',
    link,
    'vscode://',
    '%25',
    '%26n%3D',
    'a=3D%253D=\n> ',
  ];
  const texts = pathologicalTexts(more);

  for (const [what, read] of Object.entries(readers)) {
    it(`${what} is linear in its length`, () => {
      const slow = texts.filter((text) => isSuperLinear(() => read(text)));
      assert.deepEqual(
        slow.map((text) => text.slice(0, 40)),
        [],
      );
    });
  }
});

describe('the cost of a message in the panel', () => {
  const pumps = [...markPumps, ...pathologicalPumps];
  /** `length`: the length of the longer text, in UTF-16 units; the shorter one has a quarter of it. */
  const grows = (read: (text: string) => unknown, length: (pump: string) => number) => {
    for (const pump of pumps) {
      assertLinear((size) => void read(pumped(pump, size)), length(pump) / 4, JSON.stringify(pump));
    }
  };

  it('is linear for parsing it', () => {
    const read = (text: string) => readText(text, reading);
    grows(read, (pump) => {
      let length = 32 * 1024;
      // The panel doesn't parse longer texts.
      while (!isParsable(pumped(pump, length))) length /= 2;
      return length;
    });
  });

  it('is linear for finding links and names in it', () => {
    grows(
      (text) => findLiterals(text, names),
      () => 32 * 1024,
    );
    grows(
      (text) => isMentioned(text, { plain: false, names: new MentionNames(people, people) }),
      () => 32 * 1024,
    );
    grows(
      (text) => mentionQuery(text, text.length),
      () => 32 * 1024,
    );
  });
});

describe('the cost of a patch', () => {
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');

  it('is linear for reading it', () => {
    for (const pump of [
      ...pathologicalPumps,
      '@@ -1 +1 @@\n-a\n+b\n',
      '@@ -1,9 +1,9 @@\n',
      ' a\n',
    ]) {
      for (const begin of ['', '@@ -1,99999999 +1,99999999 @@\n']) {
        const read = (length: number) => void parseHunks(begin + pumped(pump, length));
        assertLinear(read, 60 * 1024, begin + JSON.stringify(pump));
      }
    }
  });

  it('is linear for finding where it fits', () => {
    const texts = { 'one line': 'x\n', 'two lines': 'x\ny\n' };
    for (const [what, text] of Object.entries(texts)) {
      for (const body of [' x\n x\n+z\n', ' x\n y\n x\n-x\n']) {
        const before = [...body.matchAll(/^[ -]/gm)].length;
        const after = [...body.matchAll(/^[ +]/gm)].length;
        const hunk = (index: number) => `@@ -${3 * index + 1},${before} +1,${after} @@\n${body}`;
        assertLinear(
          (size) => {
            const diff = Array.from({ length: size / 16 }, (_, index) => hunk(index)).join('');
            const hunks = parseHunks(diff);
            assert.ok(hunks && hunks.length > 0);
            fitHunks(text.repeat(size), hunks);
          },
          7000,
          `${what}, ${JSON.stringify(body)}`,
        );
      }
    }
  });

  it('is linear for creating it', () => {
    const same = (count: number) => lines(count, (index) => `line ${index}`);
    const files: Readonly<Record<string, (count: number) => readonly [string, string]>> = {
      'one change': (count) => [same(count), same(count).replace('line 9\n', '')],
      'nothing in common': (count) => [same(count), lines(count, (index) => `row ${index}`)],
      'long lines': (count) => [
        lines(count, () => 'x'.repeat(500)),
        `y\n${lines(count, () => 'x'.repeat(500))}`,
      ],
      'more of the same': (count) => [lines(count, () => 'a'), lines(3 * count, () => 'a')],
    };
    for (const [what, sides] of Object.entries(files)) {
      assertLinear((count) => void makeDiff(...sides(count)), 4000, what);
    }
  });
});
