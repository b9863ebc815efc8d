import type { Plugin } from 'esbuild';

/** The newest version of Emoji whose characters the fonts of systems in use have. */
const newestVersion = 15;

/** A row of the package's `data.json`. */
interface Row {
  readonly hexcode: string;
  readonly emoji: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
  readonly order?: number;
  readonly version: number;
  readonly skins?: readonly { readonly emoji: string; readonly tone: number | readonly number[] }[];
}

/** The group of skin tones and hair, which aren't emoji by themselves. */
const components = 2;

/**
 * Two lines with the names of the groups, in English and in Chinese, then the emoji in the order of Unicode, one a
 * line: the characters, the shortcodes, label and keywords in English and in Chinese, the number of the group, and 1
 * if skin tones apply. Tabs separate the fields. From the data of emojibase (CLDR) with the shortcodes of GitHub.
 */
export function emojiTable(): string {
  const english: readonly Row[] = require('emojibase-data/en/data.json');
  const chinese: readonly Row[] = require('emojibase-data/zh/data.json');
  const codes: Readonly<Record<string, string | readonly string[]>> =
    require('emojibase-data/en/shortcodes/github.json');
  const translated = new Map(chinese.map((row) => [row.hexcode, row]));
  const rows = english
    .filter(
      ({ group, version }) =>
        group !== undefined && group !== components && version <= newestVersion,
    )
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((row) => {
      const { label = '', tags = [] } = translated.get(row.hexcode) ?? {};
      const { emoji } = row;
      return [
        interchangeable(emoji),
        [codes[row.hexcode] ?? shortcodeOf(row.label)].flat().join(' '),
        row.label,
        (row.tags ?? []).join(' '),
        label,
        tags.join(' '),
        row.group,
        hasTone(row) ? 1 : 0,
      ].join('\t');
    })
    .join('\n');
  const names = (language: string) => {
    const { groups }: { readonly groups: readonly { readonly message: string }[] } = require(
      `emojibase-data/${language}/messages.json`,
    );
    return groups.map(({ message }) => message).join('\t');
  };
  return [names('en'), names('zh'), rows].join('\n');
}

/** The form recommended for interchange: the package asks for colors even where they are the default. */
function interchangeable(emoji: string): string {
  const bare = emoji.replaceAll('\ufe0f', '');
  return /^\p{RGI_Emoji}$/v.test(bare) ? bare : emoji;
}

function shortcodeOf(label: string): string {
  return label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}

/** Whether one skin tone applies to an emoji; those of two people have one for each. */
function hasTone({ skins }: Row): boolean {
  return skins?.every(({ tone }) => typeof tone === 'number') ?? false;
}

/** Provides the table to the bundle of the emoji picker as `deskmate:emoji`. */
export const emojiData: Plugin = {
  name: 'emoji-data',
  setup(bundle) {
    const path = require.resolve('emojibase-data/en/data.json');
    bundle.onResolve({ filter: /^deskmate:emoji$/ }, () => ({ path }));
    bundle.onLoad({ filter: /emojibase-data[\\/]en[\\/]data\.json$/ }, () => ({
      contents: emojiTable(),
      loader: 'text',
    }));
  },
};
