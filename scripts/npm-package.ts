import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildCommandLine } from './build';
import { runMain } from './editor/failure';
import { commandLineNotices } from './notices';

const ROOT = path.resolve(__dirname, '..');

/** The fields that the npm package has in common with the repository's package.json. */
const SHARED = ['name', 'version', 'license', 'homepage', 'repository', 'bugs'] as const;

/** Files of the repository that the package contains, too. */
const COPIED = ['LICENSE', 'l10n/bundle.l10n.zh-cn.json', 'l10n/command-line.l10n.zh-cn.json'];

/**
 * Makes the npm package `deskmate` of the command line. Its package.json is generated: the repository's is that of the
 * extension, and is private.
 *
 * @returns the package's folder, for `npm pack` and `npm publish`
 * @throws {esbuild.BuildFailure} when the sources do not build; esbuild has printed why
 */
export async function buildNpmPackage(folder = path.join(ROOT, 'dist', 'npm')): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  const dist = path.join(folder, 'dist');
  await mkdir(path.join(folder, 'l10n'), { recursive: true });
  await Promise.all([
    buildCommandLine(dist).then(() => chmod(path.join(dist, 'deskmate.js'), 0o755)),
    writeFile(path.join(folder, 'package.json'), await manifest()),
    writeFile(path.join(folder, 'THIRD-PARTY-NOTICES.md'), await commandLineNotices()),
    copyFile(path.join(__dirname, 'npm-package/README.md'), path.join(folder, 'README.md')),
    ...COPIED.map((file) => copyFile(path.join(ROOT, file), path.join(folder, file))),
  ]);
  return folder;
}

async function manifest(): Promise<string> {
  const own = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  const fields = {
    ...Object.fromEntries(SHARED.map((field) => [field, own[field]])),
    description: 'Chat beside your code, from a terminal: the same encrypted rooms as in VS Code',
    keywords: ['chat', 'terminal', 'pair', 'classroom', 'vscode'],
    bin: { deskmate: 'dist/deskmate.js' },
    files: ['dist', 'l10n', 'THIRD-PARTY-NOTICES.md'],
    engines: { node: own.engines.node },
  };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
}

async function main(): Promise<number> {
  const folder = await buildNpmPackage();
  console.log(`Made ${path.relative(ROOT, folder)}/; pack it with: npm pack ./dist/npm`);
  return 0;
}

if (require.main === module) runMain(main);
