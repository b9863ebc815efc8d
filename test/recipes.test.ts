import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cards } from '../src/protocol/card';
import { roomKindNames, roomKinds } from '../src/protocol/room-kinds';

/**
 * Checks the recipes of CONTRIBUTING.md: for each, it looks up an existing variant in the code. The files
 * that mention the variant must be exactly those that the recipe names.
 */

interface Walk {
  /** An existing variant, by all its names in code and JSON. */
  readonly sample: readonly string[];
  /** All variants: outside the recipe's files, no code compares anything with one of these. */
  readonly variants: readonly string[];
  /** Files that mention a variant although a new one needs nothing there, with the reason. */
  readonly exceptions?: Readonly<Record<string, string>>;
}

const walks: Readonly<Record<string, Walk>> = {
  'A command': {
    sample: ['deskmate.openHistory', 'command.openHistory', '**Open History**'],
    variants: [],
    exceptions: {
      'src/ui/status/menu-items.ts': 'the menu lists the commands it offers',
      'src/ui/panel/slash-commands.ts': 'the message box lists the commands it offers',
    },
  },
  'A command of the command line': { sample: ['discover'], variants: [] },
  'A card type': {
    sample: ['patch'],
    variants: Object.keys(cards),
    exceptions: {
      'src/ui/patch/preview.ts': 'a file name',
      'src/cli/terminal/line-commands.ts': 'the name of a command',
      'src/cli/send-arguments.ts': 'the value of an option',
      'src/cli/send-content.ts': 'the value of that option',
      'src/ui/panel/slash-commands.ts': 'the name of a command',
      'src/text/languages.ts': 'the name of a language',
      'src/ui/code/code-cards.ts': 'what has moved',
      'src/ui/code/file-search.ts': 'the scheme of an address',
      'src/ui/code/inside-folders.ts': 'the scheme of an address',
      'src/ui/files/file-dialogs.ts': 'the scheme of an address',
      'src/webview/app/files/dropped-files.ts': 'what browsers call an item of a drag',
      'src/ui/patch/apply-edit.ts': 'the scheme of an address',
      'src/ui/patch/change-reader.ts': 'the scheme of an address',
      'src/ui/patch/changes.ts': 'the scheme of an address',
      'src/net/lab-tcp/typed-lines.ts': 'asks how someone’s program in a lab room sends lines',
      'src/webview/app/base/icons.ts': 'an icon, which other things have too',
      'src/text/blocks.ts': 'asks for code in a text',
      'src/webview/app/markdown/markup.ts': 'asks for code in a text',
      'src/export/inline-markdown.ts': 'asks for code in a text',
      'src/export/text-markdown.ts': 'asks for code in a text',
      'src/export/text-html.ts': 'asks for code in a text',
    },
  },
  'A room kind': {
    sample: ['pair', 'lab-p2p', 'Lab p2p'],
    variants: roomKindNames,
    exceptions: {
      'src/ui/settings.ts': 'a value of a setting, which means all rooms for two',
      'src/ui/place/place-commands.ts': 'the words for that value',
      'src/cli/host.ts': 'the kind that a room has by default',
    },
  },
  'A wire': {
    sample: ['lab-tcp', 'listenLab', 'src/net/lab-tcp', 'src/net/lab-tcp/**'],
    variants: Object.values(roomKinds).map(({ wire }) => wire),
  },
  'A string': { sample: ['moved to line {0}'], variants: [] },
  'A fixed string of the panel': {
    sample: ['linesChanged', '{0} lines added, {1} removed'],
    variants: [],
  },
};

const page = readFileSync('CONTRIBUTING.md', 'utf8').replaceAll('\r\n', '\n');

/** The recipes by title, each with its steps. */
const recipes = new Map(
  (/^## Recipes\n([\s\S]*?)^## /m.exec(page)?.[1] ?? '')
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
);

/** The files that the steps of a recipe name. */
function filesOf(title: string): readonly string[] {
  const steps = (recipes.get(title) ?? '').matchAll(/^\d+\. `([^`]+)`: \S/gm);
  return [...steps].map(([, file = '']) => file);
}

/** Matches a file that a step names; capitals in the path stand for any name. */
function patternOf(file: string): RegExp {
  return new RegExp(`^${escaped(file).replace(/\b(?!README|PROTOCOL)[A-Z]{4,}\b/g, '[\\w-]+')}$`);
}

const sources = filesIn('src', /\.ts$/);
const others = [
  ...['package.json', 'package.nls.json', 'package.nls.zh-cn.json', 'biome.json', 'README.md'],
  ...filesIn('l10n', /\.json$/),
  ...filesIn('docs', /\.md$/),
  ...filesIn('test', /\.ts$/),
];

function filesIn(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`);
}

const texts = new Map<string, string>();

/** A file's text without code comments. */
function read(file: string): string {
  const known = texts.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, 'utf8');
  const bare = file.endsWith('.ts')
    ? text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
    : text;
  texts.set(file, bare);
  return bare;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether a file has this name as a string, a cell, a field or a function, not only as `type: 'name'`, which makes one. */
function mentions(file: string, name: string): boolean {
  const text = escaped(name);
  const made = new RegExp(`(?<!\\w)type: '${text}'`, 'g');
  const quoted = `['"\`%|] ?${text} *['"\`%|]`;
  const field = `(?<![\\w.'"-])${text}\\??:|\\bstrings\\.${text}\\b|\\bfunction ${text}\\b`;
  return new RegExp(`${quoted}|${field}`).test(read(file).replace(made, ''));
}

function compares(file: string, name: string): boolean {
  const text = `['"]${escaped(name)}['"]`;
  return new RegExp(
    `[!=]==?\\s*${text}|${text}\\s*[!=]==?|\\bcase ${text}|includes\\(${text}`,
  ).test(read(file));
}

describe('the recipes of CONTRIBUTING.md', () => {
  it('are those that this test checks', () => {
    assert.deepEqual([...recipes.keys()].sort(), Object.keys(walks).sort());
  });

  for (const [title, { sample, variants, exceptions = {} }] of Object.entries(walks)) {
    const files = filesOf(title);
    const mentioning = (all: readonly string[]) =>
      all.filter((file) => sample.some((name) => mentions(file, name)));
    const comparing = sources.filter((file) => variants.some((name) => compares(file, name)));

    describe(title, () => {
      it('names only files that mention an existing one', () => {
        assert.ok(files.length > 1, `${files.length} steps`);
        const found = mentioning([...sources, ...others]);
        for (const file of files) {
          const pattern = patternOf(file);
          assert.ok(
            found.some((each) => pattern.test(each)),
            `${file} doesn’t mention ${sample}`,
          );
        }
      });

      it('names all files that mention an existing one', () => {
        const patterns = files.map(patternOf);
        const missing = mentioning(sources).filter(
          (file) => !(file in exceptions || patterns.some((pattern) => pattern.test(file))),
        );
        assert.deepEqual(missing, [], `${sample}: ask the table, or add a step to the recipe`);
      });

      it('names all files that compare something with one', () => {
        const missing = comparing.filter((file) => !(file in exceptions || files.includes(file)));
        assert.deepEqual(
          missing,
          [],
          'compare a field of the table’s rows instead, or list it above with a reason',
        );
      });

      it('names only things that these files contain', () => {
        const steps = (recipes.get(title) ?? '').matchAll(
          /^\d+\. `(src\/[\w/.-]+)`: (.*(?:\n {3}.*)*)/gm,
        );
        for (const [, file = '', text = ''] of steps) {
          if (!existsSync(file)) continue;
          const code = readFileSync(file, 'utf8');
          for (const [, name = ''] of text.matchAll(/`(\w+)`/g)) {
            assert.ok(code.includes(name), `${file} has no ${name}`);
          }
        }
      });

      it('has no unnecessary exception', () => {
        const needed = new Set([...mentioning(sources), ...comparing]);
        assert.deepEqual(
          Object.keys(exceptions).filter((file) => !needed.has(file)),
          [],
        );
      });

      it('ends with tests that exist', () => {
        const tests = [...(recipes.get(title) ?? '').matchAll(/\btest\/[\w/-]+\.test\.ts/g)];
        assert.ok(tests.length > 0);
        for (const [file] of tests) assert.ok(existsSync(file), file);
      });
    });
  }
});
