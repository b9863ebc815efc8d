import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../editor/failure';
import { store } from '../editor/store';
import { unpackDebianPackage } from './debian';

const run = promisify(execFile);

/** Debian keeps it where only root's PATH leads. */
const INSTALLED = ['nft', '/usr/sbin/nft', '/sbin/nft'];

let found: Promise<string> | undefined;

/**
 * The command that makes firewall rules on Linux: an installed one, else Debian's, which is fetched once.
 *
 * @throws {Failure} when there is none and none can be fetched
 */
export function findNft(): Promise<string> {
  found ??= installedNft().then((installed) => installed ?? fetchNft());
  return found;
}

async function installedNft(): Promise<string | undefined> {
  for (const command of INSTALLED) {
    if (await works(command)) return command;
  }
  return undefined;
}

async function fetchNft(): Promise<string> {
  const folder = await store.get(`nftables-${process.platform}-${process.arch}`, {
    title: 'Fetching nft, which makes firewall rules (once):',
    steps: 1,
    async fill(into, progress) {
      progress.next('nftables and its libraries, with apt');
      try {
        await unpackDebianPackage('nftables', path.join(into, 'root'));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        throw new Failure(
          'The tests of Check Connection need nft: install the package “nftables”, then run this again. ' +
            `It can’t be fetched, because ${error.message}`,
        );
      }
      await writeStarter(into);
    },
  });
  return path.join(folder, 'nft');
}

/** Makes `nft`, which starts the one below `root` with the libraries there, whichever this computer has. */
async function writeStarter(folder: string): Promise<void> {
  const files = await readdir(path.join(folder, 'root'), { recursive: true });
  const loader = files.find((file) => /^(usr\/)?lib\/[^/]+\/ld-linux[^/]*\.so\.\d+$/.test(file));
  const nft = files.find((file) => /^(usr\/)?sbin\/nft$/.test(file));
  if (loader === undefined || nft === undefined) {
    throw new Failure(`The package “nftables” has no nft that this script can start.`);
  }
  const system = path.basename(path.dirname(loader));
  const starter = path.join(folder, 'nft');
  // The folder is moved, so the paths start where this file is.
  await writeFile(
    starter,
    `#!/bin/sh
root="\${0%/*}/root"
exec "$root/${loader}" --library-path "$root/lib/${system}:$root/usr/lib/${system}" "$root/${nft}" "$@"
`,
    { mode: 0o755 },
  );
  if (!(await works(starter))) throw new Failure('The nft that was fetched doesn’t start.');
}

async function works(command: string): Promise<boolean> {
  return run(command, ['--version']).then(
    () => true,
    () => false,
  );
}
