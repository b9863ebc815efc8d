import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHub } from '../../../scripts/build';

/** The bundles by name. Bundling them takes 1.5 s of processor time, so the tests of a process share them. */
let bundles: Promise<ReadonlyMap<string, Buffer>> | undefined;

/** Puts the hub program and the command line into a folder, made first when it is missing. @returns the hub program's path */
export async function hubIn(folder: string): Promise<string> {
  bundles ??= bundle();
  await mkdir(folder, { recursive: true });
  for (const [name, contents] of await bundles) await writeFile(join(folder, name), contents);
  return join(folder, 'hub.js');
}

async function bundle(): Promise<ReadonlyMap<string, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'deskmate-hub-'));
  try {
    await buildHub({ outdir: folder });
    // Node reads no source maps here.
    const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
    const files = names.map(async (name) => [name, await readFile(join(folder, name))] as const);
    return new Map(await Promise.all(files));
  } finally {
    await rm(folder, { recursive: true });
  }
}
