import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Failure } from '../editor/failure';
import { sourcesOf } from './apt-sources';

type Run = (
  command: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; timeout?: number; cwd?: string },
) => Promise<unknown>;

/** All tries together may take this long, in milliseconds: less than a test may, so that their error is seen. */
const DOWNLOAD_MS = 4 * 60 * 1000;
/** The lists of packages may take this long in each try; without those that are late it goes on. */
const LISTS_MS = 90 * 1000;
/** How long to wait before each further try. A mirror that is being updated has files that don't fit together. */
const PAUSES_MS: readonly number[] = [2000, 15_000];

/** Where apt keeps what it downloads. */
const CACHE = 'cache';
const ARCHIVES = path.join(CACHE, 'archives');

/**
 * Settings that only a file can make. An update runs what the computer has to do after one, such as deleting
 * downloads; this one concerns a folder of its own.
 */
const SETTINGS = `
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;

const ENV = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };

/**
 * Downloads a package and all that it needs, the C library included, from where this computer's apt gets its
 * packages, and unpacks them below a folder as below `/`. It installs nothing, needs no root and leaves the state of
 * the computer's apt alone. apt checks the signatures.
 *
 * @param options.release another release of Debian than this computer's, such as `trixie`; then the package comes
 * alone, and needs a C library that this computer has
 * @throws {Failure} when the computer has no apt or can't reach its packages
 */
export async function unpackDebianPackage(
  name: string,
  folder: string,
  {
    run = promisify(execFile) as Run,
    pausesMs = PAUSES_MS,
    release,
  }: { run?: Run; pausesMs?: readonly number[]; release?: string } = {},
): Promise<void> {
  const work = `${folder}.download`;
  try {
    const archives = await download(name, work, { run, pausesMs, release });
    await mkdir(folder, { recursive: true });
    for (const archive of archives) {
      await run('dpkg-deb', ['--extract', archive, folder], { env: ENV });
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @returns the paths of the archives */
async function download(
  name: string,
  work: string,
  {
    run,
    pausesMs,
    release,
  }: { run: Run; pausesMs: readonly number[]; release: string | undefined },
): Promise<string[]> {
  const ends = performance.now() + DOWNLOAD_MS;
  const options = [...(await prepare(work)), ...(release ? await otherRelease(work, release) : [])];
  const folder = path.join(work, ARCHIVES);
  const wanted = release
    ? ['download', name]
    : ['install', '--download-only', '--no-install-recommends', name];
  const apt = (args: readonly string[], atMostMs: number) => {
    const timeout = Math.max(1, Math.round(Math.min(atMostMs, ends - performance.now())));
    return run('apt-get', [...options, ...args], { env: ENV, timeout, cwd: folder });
  };
  for (let attempt = 0; ; attempt++) {
    // A source that can't be reached may be one that has nothing to do with this package.
    const update = await apt(['update'], LISTS_MS).catch((error: unknown) => error);
    try {
      await apt(wanted, DOWNLOAD_MS);
      const files = await readdir(folder);
      return files.filter((file) => file.endsWith('.deb')).map((file) => path.join(folder, file));
    } catch (error) {
      if (Object(error).code === 'ENOENT') throw new Failure('there is no apt-get here');
      const waitMs = pausesMs[attempt];
      if (waitMs === undefined || performance.now() + waitMs > ends) {
        throw new Failure(`apt-get failed:\n${saidBy(update)}${saidBy(error)}`.trimEnd());
      }
      await pause(waitMs);
    }
  }
}

/** Makes an empty state for apt, in which nothing is installed. @returns the options that make apt use it */
async function prepare(work: string): Promise<string[]> {
  const status = path.join(work, 'status');
  const settings = path.join(work, 'apt.conf');
  await mkdir(path.join(work, ARCHIVES, 'partial'), { recursive: true });
  await mkdir(path.join(work, 'state/lists/partial'), { recursive: true });
  await writeFile(status, '');
  await writeFile(settings, SETTINGS);
  const options = {
    'Dir::State': path.join(work, 'state'),
    'Dir::State::status': status,
    'Dir::Cache': path.join(work, CACHE),
    // The user that apt downloads as when root starts it may not be allowed to write here.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'Acquire::http::Timeout': '20',
    'Acquire::https::Timeout': '20',
  };
  const each = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  return ['-qq', '-y', '-c', settings, ...each];
}

/** Makes sources with another release. @returns the options that make apt use them */
async function otherRelease(work: string, release: string): Promise<string[]> {
  const { sources, list } = await sourcesOf(release);
  const parts = path.join(work, 'sources.list.d');
  await mkdir(parts);
  await writeFile(path.join(parts, 'release.sources'), sources);
  await writeFile(path.join(parts, 'release.list'), list);
  return ['-o', 'Dir::Etc::sourcelist=/dev/null', '-o', `Dir::Etc::sourceparts=${parts}`];
}

/** Errors and warnings of a command that ended or was ended. */
function saidBy(result: unknown): string {
  const { stderr = '', killed = false } = Object(result) as { stderr?: string; killed?: boolean };
  return `${stderr}${killed ? 'It took too long.\n' : ''}`;
}
