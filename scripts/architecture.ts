import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure, runMain } from './editor/failure';

const ROOT = path.resolve(__dirname, '..');

export const PICTURE = path.join(ROOT, 'docs/architecture.svg');

/** What a layer's files import from outside `src`, the most particular first. */
const platforms = {
  editor: { imports: /^vscode$/, label: 'needs the editor' },
  page: { imports: /^lit(?:\/|$)/, label: 'runs in the page' },
  node: { imports: /^node:/, label: 'needs Node' },
  any: { imports: /^/, label: 'runs anywhere' },
} as const;

type Platform = keyof typeof platforms;

/** Where a layer stands in the picture: its row from the top, its first and last column. */
interface Place {
  readonly name: string;
  readonly about: string;
  readonly row: number;
  readonly columns: readonly [number, number];
}

/** From top to bottom. A new folder of `src` needs a place here. */
const places: readonly Place[] = [
  {
    name: 'extension.ts',
    about: 'the composition root: makes the parts and ties them',
    row: 0,
    columns: [1, 4],
  },
  { name: 'cli', about: 'a room without an editor', row: 1, columns: [0, 0] },
  {
    name: 'ui',
    about: 'everything that needs the editor, a folder for each feature',
    row: 1,
    columns: [1, 4],
  },
  { name: 'export', about: 'chats as documents', row: 2, columns: [0, 1] },
  { name: 'strings', about: 'every sentence people read', row: 3, columns: [0, 2] },
  { name: 'store', about: 'rooms kept on disk', row: 4, columns: [0, 1] },
  { name: 'webview/app', about: 'the page', row: 4, columns: [3, 3] },
  { name: 'room', about: 'members, log, session', row: 5, columns: [0, 0] },
  { name: 'net', about: 'connections, by wire', row: 5, columns: [1, 1] },
  { name: 'text', about: 'what a text says', row: 5, columns: [2, 2] },
  { name: 'webview', about: 'the page’s host side', row: 5, columns: [4, 4] },
  { name: 'protocol', about: 'frames, cards, room kinds, interfaces', row: 6, columns: [0, 1] },
  { name: 'util', about: 'events, clock, bounded maps', row: 7, columns: [0, 4] },
];

interface Layer extends Place {
  readonly platform: Platform;
  /** How many imports lead to each layer below. */
  readonly imports: ReadonlyMap<string, number>;
}

/** Reads the layers of `src` and what they import. */
function readLayers(): readonly Layer[] {
  const imports = new Map(places.map(({ name }) => [name, new Map<string, number>()]));
  const outside = new Map(places.map(({ name }) => [name, new Set<string>()]));
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((each) => each.endsWith('.ts'))) {
    const from = layerOf(file);
    const source = readFileSync(path.join(ROOT, 'src', file), 'utf8');
    for (const [, name = ''] of source.matchAll(/(?:\bfrom|\bimport|\bimport\() ?'([^']+)'/g)) {
      if (!name.startsWith('.')) outside.get(from)?.add(name);
      else {
        const target = path.join(path.dirname(file), `${name}.ts`);
        // Above src are only data, such as package.json.
        if (target.startsWith('..')) continue;
        const to = layerOf(target);
        const counts = imports.get(from);
        if (to !== from) counts?.set(to, (counts.get(to) ?? 0) + 1);
      }
    }
  }
  return places.map((place) => ({
    ...place,
    platform: platformOf([...(outside.get(place.name) ?? [])]),
    imports: imports.get(place.name) ?? new Map(),
  }));
}

/** The layer of a file in `src`: the deepest folder, or the file, that has a place. */
function layerOf(file: string): string {
  const name = file.replaceAll('\\', '/');
  const found = places
    .filter((place) => name === place.name || name.startsWith(`${place.name}/`))
    .sort((a, b) => b.name.length - a.name.length);
  if (!found[0]) throw new Failure(`src/${name} is in no layer of scripts/architecture.ts.`);
  return found[0].name;
}

function platformOf(names: readonly string[]): Platform {
  const all = Object.keys(platforms) as Platform[];
  return all.find((key) => names.some((name) => platforms[key].imports.test(name))) ?? 'any';
}

interface Arrow {
  readonly from: Layer;
  readonly to: Layer;
  readonly count: number;
}

/** The imports between layers, apart from those of a layer that other imports lead to as well. */
function arrowsOf(layers: readonly Layer[]): readonly Arrow[] {
  const below = ({ imports }: Layer) => layers.filter(({ name }) => imports.has(name));
  const reaches = (from: Layer, to: Layer): boolean =>
    below(from).some((next) => next === to || reaches(next, to));
  return layers.flatMap((from) =>
    below(from).flatMap((to) => {
      if (to.row <= from.row) throw new Failure(`src/${from.name} must not import src/${to.name}.`);
      const isImplied = below(from).some((other) => other !== to && reaches(other, to));
      return isImplied ? [] : [{ from, to, count: from.imports.get(to.name) ?? 0 }];
    }),
  );
}

/** The picture in words: what each layer imports. */
function describe(layers: readonly Layer[], arrows: readonly Arrow[]): string {
  const sentences = layers.flatMap(({ name }) => {
    const targets = arrows.filter(({ from }) => from.name === name).map(({ to }) => to.name);
    return targets.length === 0 ? [] : `${name} imports ${targets.join(' and ')}`;
  });
  return `The layers of src and what each imports, apart from what is further down: ${sentences.join('; ')}`;
}

const width = 960;
const margin = 32;
const columnWidth = 166;
const gap = 16.5;
const boxHeight = 54;
const rowHeight = 90;
const arrowKey =
  'Arrows lead to what a layer imports; imports of what is further down are left out. The thicker, the more imports.';
const legendTop = margin + 7 * rowHeight + boxHeight + 34;
const height = legendTop + 54;

const left = ({ columns }: Place) => margin + columns[0] * (columnWidth + gap);
const right = ({ columns }: Place) => margin + columns[1] * (columnWidth + gap) + columnWidth;
const top = ({ row }: Place) => margin + row * rowHeight;

function box(layer: Layer): string {
  const x = left(layer);
  const y = top(layer);
  const middle = (x + right(layer)) / 2;
  return `<rect class="${layer.platform}" x="${x}" y="${y}" width="${right(layer) - x}" height="${boxHeight}" rx="8"/>
  <text class="name" x="${middle}" y="${y + 23}">${layer.name}</text>
  <text class="about" x="${middle}" y="${y + 41}">${layer.about}</text>`;
}

/** Straight down where the boxes are above each other, else out at the side. The more imports, the thicker. */
function line({ from, to, count }: Arrow): string {
  const end = top(to) - 8;
  const [first, last] = [Math.max(left(from), left(to)), Math.min(right(from), right(to))];
  const way =
    first < last ? `M${(first + last) / 2} ${top(from) + boxHeight}V${end}` : corner(from, to, end);
  const weight = (1.2 + Math.log10(count)).toFixed(1);
  return `<path data-arrow="${from.name} → ${to.name}" stroke-width="${weight}" d="${way}"/>`;
}

function corner(from: Place, to: Place, end: number): string {
  const y = top(from) + boxHeight / 2;
  const toRight = left(to) > right(from);
  const [start, x, round] = toRight
    ? [right(from), left(to) + 36, -8]
    : [left(from), right(to) - 36, 8];
  return `M${start} ${y}H${x + round}Q${x} ${y} ${x} ${y + 8}V${end}`;
}

function legend(): string {
  let x = margin;
  const keys = Object.entries(platforms).map(([key, { label }]) => {
    const at = x;
    x += 48 + label.length * 6.5;
    return `<rect class="${key}" x="${at}" y="${legendTop - 11}" width="14" height="14" rx="4"/>
  <text class="key" x="${at + 22}" y="${legendTop}">${label}</text>`;
  });
  return `${keys.join('\n  ')}
  <text class="key" x="${margin}" y="${legendTop + 26}">${arrowKey}</text>`;
}

/** The picture of the layers, as `src` has them. */
export function architecture(): { readonly svg: string; readonly alternative: string } {
  const layers = readLayers();
  const arrows = arrowsOf(layers);
  const alternative = describe(layers, arrows);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${alternative}">
  <!-- npm run architecture writes this file. -->
  <style>
    svg { font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; --text: #1f2328; --quiet: #59636e; --line: #6e7781; }
    .page-background { fill: #fff; stroke: #d1d9e0; }
    text { text-anchor: middle; fill: var(--text); }
    .name { font-size: 15px; font-weight: 600; }
    .about, .key { font-size: 12.5px; fill: var(--quiet); }
    .key { text-anchor: start; }
    path { fill: none; stroke: var(--line); marker-end: url(#head); } #head path { fill: var(--line); stroke: none; marker-end: none; }
    .editor { fill: #ddf4ff; stroke: #54aeff; } .page { fill: #fff1e5; stroke: #fb8f44; }
    .node { fill: #dafbe1; stroke: #4ac26b; } .any { fill: #f6f8fa; stroke: #afb8c1; }
    @media (prefers-color-scheme: dark) {
      svg { --text: #f0f6fc; --quiet: #9198a1; --line: #8b949e; }
      .page-background { fill: #0d1117; stroke: #3d444d; }
      .editor { fill: #10233c; stroke: #388bfd; } .page { fill: #32200f; stroke: #bd561d; }
      .node { fill: #10281a; stroke: #2ea043; } .any { fill: #161b22; stroke: #656c76; }
    }
  </style>
  <defs>
    <marker id="head" viewBox="0 0 10 10" refX="4" refY="5" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto"><path d="M0 0 10 5 0 10z"/></marker>
  </defs>
  <rect class="page-background" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="12"/>
  ${arrows.map(line).join('\n  ')}
  ${layers.map(box).join('\n  ')}
  ${legend()}
</svg>
`;
  return { svg, alternative };
}

async function main(): Promise<number> {
  await writeFile(PICTURE, architecture().svg);
  return 0;
}

if (require.main === module) runMain(main);
