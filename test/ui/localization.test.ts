import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { english } from '../../src/strings/translate';
import { panelStrings } from '../../src/ui/panel/panel-strings';

const root = join(__dirname, '..', '..');
const call = /(?<!\w)t\(\s*/g;
const literal = /^(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*[,)]/;
const key = /%([\w.-]+)%/g;
/** The code that runs in the page; it has no texts of its own. */
const app = join('webview', 'app') + sep;

/** The code of the command line. */
const cli = `cli${sep}`;

/** The texts that the code translates. */
function usedTexts(isWanted: (file: string) => boolean) {
  const texts = new Set<string>();
  const unreadable: string[] = [];
  for (const [file, code] of sources(isWanted)) {
    for (const match of code.matchAll(call)) {
      const rest = code.slice(match.index + match[0].length);
      const found = literal.exec(rest);
      const text = found?.[1] ?? found?.[2];
      if (text !== undefined) texts.add(withoutEscapes(text));
      // A function that passes a text on names its parameter `message`.
      else if (!/^message\b/.test(rest)) unreadable.push(`${file}: ${rest.slice(0, 40)}`);
    }
  }
  return { texts, unreadable };
}

/** The code of the chosen files in src, without its comments, by file. */
function sources(isWanted: (file: string) => boolean): Map<string, string> {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const wanted = files.filter((file) => file.endsWith('.ts') && isWanted(file));
  const read = (file: string) => readFileSync(join(root, 'src', file), 'utf8');
  return new Map(wanted.map((file) => [file, read(file).replace(/\/\*[\s\S]*?\*\//g, '')]));
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(['"\\])/g, '$1').replaceAll('\\n', '\n');
}

function readTexts(file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>;
}

function placeholders(text: string): string[] {
  return (text.match(/\{\d+\}/g) ?? []).sort();
}

const inEditor = usedTexts((name) => !name.startsWith(app) && !name.startsWith(cli));
const inProgram = usedTexts((name) => name.startsWith(cli));

for (const [what, file, { texts, unreadable }] of [
  ['interface texts', 'bundle.l10n.zh-cn.json', inEditor],
  [
    'the texts of the command line alone',
    'command-line.l10n.zh-cn.json',
    {
      ...inProgram,
      texts: new Set([...inProgram.texts].filter((text) => !inEditor.texts.has(text))),
    },
  ],
] as const) {
  describe(what, () => {
    const bundle = readTexts(`l10n/${file}`);

    it('are plain literals in the code, so that translators find them', () => {
      assert.deepEqual(unreadable, []);
      assert.ok(texts.size > 80, `only ${texts.size} texts found`);
    });

    it('are all in Simplified Chinese', () => {
      assert.deepEqual(
        [...texts].filter((text) => !bundle[text]),
        [],
      );
    });

    it('are all in use', () => {
      assert.deepEqual(
        Object.keys(bundle).filter((text) => !texts.has(text)),
        [],
      );
    });

    it('keep their placeholders in translation', () => {
      for (const [text, translation] of Object.entries(bundle)) {
        assert.deepEqual(placeholders(translation), placeholders(text), text);
      }
    });
  });
}

describe('the texts of the panel', () => {
  const code = [...sources((name) => name.startsWith(app)).values()].join('\n');
  const used = new Set([...code.matchAll(/\b(?:strings|labels)\.(\w+)/g)].map((match) => match[1]));
  for (const [, fields = ''] of code.matchAll(/\{([^{}]*)\}\s*=\s*[\w.]*\bstrings\b/g)) {
    for (const field of fields.split(',')) used.add(/^\s*(\w+)/.exec(field)?.[1]);
  }
  // The labels of a member's presence dot.
  if (code.includes('strings[presence]')) {
    for (const presence of ['here', 'idle', 'away']) used.add(presence);
  }

  it('are all in use', () => {
    const fields = Object.keys(panelStrings(english));
    assert.deepEqual(
      fields.filter((field) => !used.has(field)),
      [],
    );
  });
});

describe('the texts of the manifest', () => {
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  const used = new Set([...manifest.matchAll(key)].map((match) => match[1] ?? ''));

  for (const file of ['package.nls.json', 'package.nls.zh-cn.json']) {
    it(`are complete in ${file}, and all in use`, () => {
      const texts = readTexts(file);
      assert.deepEqual(Object.keys(texts).sort(), [...used].sort());
      for (const [name, text] of Object.entries(texts)) assert.ok(text.trim(), name);
    });
  }

  it('are translated, not copied', () => {
    const english = readTexts('package.nls.json');
    const chinese = readTexts('package.nls.zh-cn.json');
    const same = Object.keys(english).filter((name) => english[name] === chinese[name]);
    assert.deepEqual(same, []);
  });
});
