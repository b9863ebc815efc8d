import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { emojiData } from './emoji-table';
import { lazyModules } from './lazy-modules';
import { natsClient } from './nats-client';

const ROOT = path.resolve(__dirname, '..');

export interface BuildOptions {
  /** Minified and without source maps, as it goes into the VSIX. */
  readonly production?: boolean;
  /** Where the bundles go; `dist` of the repository when absent. */
  readonly outdir?: string;
}

/**
 * Bundles for the extension host (CommonJS): what the editor loads at its start, the extension's program, which that
 * loads when it is needed, the text encodings that the program loads when a lab room first needs one, CPace, which it
 * loads for the first room code, and the client of the servers for wide rooms. Bundles for webviews: the panel, the highlighter that it loads when it first shows
 * code, the emoji that it loads when someone looks for one, the wire view, and the page that shows how to join. Tests
 * may be running the hub program meanwhile, which loads some of the same: a file is replaced as a whole, and only if it
 * changes.
 *
 * @returns the folder that holds the bundles
 * @throws {esbuild.BuildFailure} when the sources do not build; esbuild has printed why
 */
export async function build(options: BuildOptions = {}): Promise<string> {
  const outdir = outputFolder(options);
  await writeBundles(outdir, bundles(options));
  if (options.production) await removeSourceMaps(outdir);
  return outdir;
}

/**
 * Bundles the hub program and the command line (CommonJS for Node), and what they load when they first need it: the
 * text encodings, CPace, the client for wide rooms, and the parser of messages' texts. Several processes may do so at once, while others run what
 * they have built.
 *
 * @returns the path of the program
 * @throws {esbuild.BuildFailure} when the sources do not build; esbuild has printed why
 */
export async function buildHub(options: BuildOptions = {}): Promise<string> {
  const outdir = outputFolder(options);
  await writeBundles(outdir, hubBundles(options));
  return path.join(outdir, 'hub.js');
}

/**
 * Bundles the command line as it goes into the npm package, minified.
 *
 * @throws {esbuild.BuildFailure} when the sources do not build; esbuild has printed why
 */
export async function buildCommandLine(outdir: string): Promise<void> {
  await writeBundles(outdir, commandLineBundles({ production: true, outdir }));
}

async function writeBundles(
  outdir: string,
  bundles: readonly esbuild.BuildOptions[],
): Promise<void> {
  await mkdir(outdir, { recursive: true });
  const built = await Promise.all(
    bundles.map((bundle) => esbuild.build({ ...bundle, write: false })),
  );
  const files = built.flatMap(({ outputFiles }) => outputFiles);
  await Promise.all(files.map((file) => replaceFile(file.path, file.contents)));
}

async function replaceFile(file: string, contents: Uint8Array): Promise<void> {
  if (await holds(file, contents)) return;
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, contents);
  try {
    await rename(temporary, file);
  } catch (error) {
    // Windows doesn't replace a file that another process has open, perhaps to write the same.
    await rm(temporary, { force: true });
    if (!(await holds(file, contents))) throw error;
  }
}

async function holds(file: string, contents: Uint8Array): Promise<boolean> {
  const present = await readFile(file).catch(() => undefined);
  return present?.equals(contents) ?? false;
}

/** Builds, and again after every change, until the process ends. */
async function watch(options: BuildOptions): Promise<void> {
  const contexts = await Promise.all(
    bundles(options).map((bundle) =>
      esbuild.context({ ...bundle, plugins: [...(bundle.plugins ?? []), reportRebuilds] }),
    ),
  );
  await Promise.all(contexts.map((context) => context.watch()));
}

/** Source maps of an earlier development build must not get into a package. */
async function removeSourceMaps(outdir: string): Promise<void> {
  const maps = (await readdir(outdir)).filter((name) => name.endsWith('.map'));
  await Promise.all(maps.map((name) => rm(path.join(outdir, name), { force: true })));
}

function outputFolder(options: BuildOptions): string {
  return path.resolve(ROOT, options.outdir ?? 'dist');
}

/** esbuild's options for each bundle. */
export function bundles(options: BuildOptions): esbuild.BuildOptions[] {
  return [
    {
      ...hostBundle({ extension: 'src/extension.ts' }, options),
      external: ['vscode', './program.js'],
    },
    {
      ...hostBundle({ program: 'src/ui/app/program.ts' }, options),
      ...loadedLater,
      charset: 'utf8',
      external: ['vscode', ...loadedLater.external],
    },
    encodingsBundle(options),
    cpaceBundle(options),
    wideBundle(options),
    webviewBundle({ panel: 'src/webview/app/main.ts' }, options),
    webviewBundle({ wire: 'src/webview/app/wire/main.ts' }, options),
    webviewBundle({ invite: 'src/webview/app/invite/main.ts' }, options),
    webviewBundle({ highlighter: 'src/webview/app/code/highlighter.ts' }, options),
    webviewBundle({ emoji: 'src/webview/app/emoji/main.ts' }, options),
  ];
}

/** esbuild's options for the command line, the hub program and what they load. */
function hubBundles(options: BuildOptions): esbuild.BuildOptions[] {
  return [programBundle({ hub: 'src/cli/hub.ts' }, options), ...commandLineBundles(options)];
}

/** esbuild's options for the program `deskmate` and what it loads. */
export function commandLineBundles(options: BuildOptions): esbuild.BuildOptions[] {
  return [
    programBundle({ deskmate: 'src/cli/main.ts' }, options),
    encodingsBundle(options),
    cpaceBundle(options),
    wideBundle(options),
    hostBundle({ 'read-text': 'src/text/read-text.ts' }, options),
  ];
}

/** A program that Node runs. In production, it parses no more than it needs. */
function programBundle(
  entryPoints: Record<string, string>,
  options: BuildOptions,
): esbuild.BuildOptions {
  const plugins = options.production ? [textLater, lazyModules] : [textLater];
  return { ...hostBundle(entryPoints, options), ...loadedLater, plugins };
}

/** Loads the parser of messages' texts from its own bundle, for the first text: a host alone reads none. */
const textLater: esbuild.Plugin = {
  name: 'text-later',
  setup(bundle) {
    bundle.onResolve({ filter: /\/text\/read-text$/ }, () => ({
      path: './read-text.js',
      external: true,
    }));
  },
};

/**
 * Loads the text encodings from their own bundle, when a lab room first needs one, CPace from its own, for the first
 * room code, and the client of servers for wide rooms from its own, for the first of these.
 */
const loadedLater = {
  alias: { 'iconv-lite': './iconv-lite.js' },
  external: ['./iconv-lite.js', './cpace.js', './wide.js'],
};

function cpaceBundle(options: BuildOptions): esbuild.BuildOptions {
  return hostBundle({ cpace: 'src/net/deskmate/cpace.ts' }, options);
}

function wideBundle(options: BuildOptions): esbuild.BuildOptions {
  return { ...hostBundle({ wide: 'src/net/wide/wide.ts' }, options), plugins: [natsClient] };
}

function encodingsBundle(options: BuildOptions): esbuild.BuildOptions {
  return {
    ...hostBundle({ 'iconv-lite': 'iconv-lite' }, options),
    charset: 'utf8',
    // Tables of encodings that no room can choose.
    external: ['shiftjis', 'eucjp', 'cp949'].map((table) => `./tables/${table}.json`),
    plugins: [onlyLatin1],
  };
}

/** Of the encodings with one byte for a character, leaves out all that no room can choose. */
const onlyLatin1: esbuild.Plugin = {
  name: 'only-latin1',
  setup(bundle) {
    bundle.onLoad({ filter: /sbcs-data-generated\.js$/ }, ({ path: file }) => {
      const { iso88591 } = require(file);
      return { contents: `module.exports = ${JSON.stringify({ iso88591 })}` };
    });
  },
};

function hostBundle(
  entryPoints: Record<string, string>,
  options: BuildOptions,
): esbuild.BuildOptions {
  return {
    ...common(options),
    entryPoints,
    platform: 'node',
    format: 'cjs',
    // VS Code 1.100, the lowest that is supported, runs extensions on Node 20.
    target: 'node20',
    // Prefer a package's ES module: it leaves out what is not used.
    mainFields: ['module', 'main'],
  };
}

/** esbuild's options for a script of the panel's page. */
export function webviewBundle(
  entryPoints: Record<string, string>,
  options: BuildOptions,
): esbuild.BuildOptions {
  return {
    ...common(options),
    entryPoints,
    platform: 'browser',
    format: 'iife',
    // VS Code 1.100 shows webviews with Chromium 134.
    target: 'chrome134',
    // The `style` condition of a package is its CSS; `production` leaves out developers' warnings.
    conditions: ['style', options.production ? 'production' : 'development'],
    tsconfig: 'src/webview/app/tsconfig.json',
    // Icons are drawn in the page itself.
    loader: { '.svg': 'text' },
    charset: 'utf8',
    plugins: [emojiData],
  };
}

function common(options: BuildOptions): esbuild.BuildOptions {
  const production = options.production ?? false;
  return {
    absWorkingDir: ROOT,
    outdir: outputFolder(options),
    bundle: true,
    minify: production,
    sourcemap: !production,
    legalComments: 'none',
    logLevel: 'warning',
  };
}

/** Says when a watched bundle was built, in the two lines a task's problem matcher looks for. */
const reportRebuilds: esbuild.Plugin = {
  name: 'report-rebuilds',
  setup(bundle) {
    bundle.onStart(() => console.log('[watch] build started'));
    bundle.onEnd(({ errors }) => {
      console.log(
        `[watch] build finished, ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`,
      );
    });
  },
};

async function main(): Promise<void> {
  if (process.argv.includes('--hub')) {
    // Prints nothing: the hub's own line is the only one on standard output.
    await buildHub();
    return;
  }
  const options = { production: process.argv.includes('--production') };
  if (process.argv.includes('--watch')) return watch(options);
  const started = performance.now();
  const outdir = await build(options);
  const ms = Math.round(performance.now() - started);
  console.log(`Built ${path.relative(ROOT, outdir)}/ in ${ms} ms.`);
}

if (require.main === module) {
  // esbuild has printed its errors with their places; a stack trace would only hide them.
  main().catch((error: unknown) => {
    if (!(error instanceof Error && 'errors' in error)) console.error(error);
    process.exitCode = 1;
  });
}
