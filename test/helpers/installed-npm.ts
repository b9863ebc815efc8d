import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildNpmPackage } from '../../scripts/npm-package';

/** The npm package as it was packed, and where it was installed. */
export interface InstalledPackage {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
  /** The folder that it was packed from. */
  readonly source: string;
  /** The folder of the installed program `deskmate.js`. */
  readonly dist: string;
}

/** Packs the command line, and installs it in the folder as on a computer without a network: with an empty cache of its own. */
export async function installNpmPackage(folder: string): Promise<InstalledPackage> {
  const npm = async (...args: string[]) => {
    const own = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { stdout } = await promisify(execFile)(
      'npm',
      [...args, ...own, '--cache', path.join(folder, 'cache')],
      { cwd: folder, shell: process.platform === 'win32' },
    );
    return stdout;
  };
  const source = await buildNpmPackage(path.join(folder, 'source'));
  const printed: unknown = JSON.parse(await npm('pack', source, '--json'));
  // A list, or since npm 12 an object by package name.
  const [packed] = Object.values(
    printed as Record<string, Pick<InstalledPackage, 'size' | 'files'> & { filename: string }>,
  );
  if (!packed) throw new Error('npm packed nothing');
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  await npm('install', path.join(folder, packed.filename));
  const dist = path.join(folder, 'node_modules', 'deskmate', 'dist');
  return { size: packed.size, files: packed.files, source, dist };
}
