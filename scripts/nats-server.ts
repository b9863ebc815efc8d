import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  compareVersions,
  isSupported,
  MIN_VERSION,
  readVersion,
} from '../src/cli/wide/nats-version';
import { Failure, runMain } from './editor/failure';
import { store } from './editor/store';
import { unpackDebianPackage } from './networks/debian';

/** Releases of Debian whose nats-server is new enough, the oldest first: 2.10.27 and 2.15 or newer. */
const RELEASES = ['trixie', 'forky'] as const;

/** Where the package has the program. */
const PROGRAM = 'root/usr/sbin/nats-server';

/** A nats-server on this computer. */
export interface NatsServer {
  readonly program: string;
  /** `2.10.27` */
  readonly version: string;
}

let found: Promise<readonly NatsServer[]> | undefined;

/**
 * All versions of nats-server that the tests of wide rooms use, the oldest first: those that DESKMATE_NATS_SERVER
 * names (paths, separated as in PATH); else an installed one and those of Debian, which are fetched once.
 *
 * @throws {Failure} when there is none and none can be fetched
 */
export function findNatsServers(): Promise<readonly NatsServer[]> {
  found ??= find(process.env.DESKMATE_NATS_SERVER);
  return found;
}

/** The oldest of {@link findNatsServers}. */
export async function findNatsServer(): Promise<NatsServer> {
  const [oldest] = await findNatsServers();
  if (!oldest) throw new Failure('DESKMATE_NATS_SERVER names no program.');
  return oldest;
}

async function find(named: string | undefined): Promise<readonly NatsServer[]> {
  if (named) return sorted(await Promise.all(named.split(path.delimiter).map(namedServer)));
  const installed = await serverAt('nats-server');
  const results = await Promise.allSettled(RELEASES.map(fetchServer));
  const fetched = results.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
  const failure = results.find((it) => it.status === 'rejected');
  if (installed && isSupported(installed.version)) return sorted([installed, ...fetched]);
  if (failure) throw failure.reason;
  return sorted(fetched);
}

async function namedServer(program: string): Promise<NatsServer> {
  const server = await serverAt(program);
  if (server && isSupported(server.version)) return server;
  throw new Failure(
    `DESKMATE_NATS_SERVER names ${program}, which isn't a nats-server ${MIN_VERSION} or newer.`,
  );
}

/** Each version once. */
function sorted(servers: readonly NatsServer[]): readonly NatsServer[] {
  const byVersion = new Map(servers.map((server) => [server.version, server]));
  return [...byVersion.values()].sort((a, b) => compareVersions(a.version, b.version));
}

async function fetchServer(release: string): Promise<NatsServer> {
  const folder = await store.get(`nats-server-${release}-${process.platform}-${process.arch}`, {
    title: `Fetching the nats-server of Debian ${release} (once):`,
    steps: 1,
    async fill(into, progress) {
      progress.next('nats-server, with apt');
      try {
        await unpackDebianPackage('nats-server', path.join(into, 'root'), { release });
        if (await serverAt(path.join(into, PROGRAM))) return;
        throw new Failure('the one that was fetched doesn’t start here.');
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        throw new Failure(
          `The tests of wide rooms need a server: install nats-server ${MIN_VERSION} or newer, or set ` +
            'DESKMATE_NATS_SERVER to the path of one, then run this again. ' +
            `It can’t be fetched, because ${error.message}`,
        );
      }
    },
  });
  const server = await serverAt(path.join(folder, PROGRAM));
  if (server && isSupported(server.version)) return server;
  throw new Failure(`${folder} has no nats-server ${MIN_VERSION} or newer: delete that folder.`);
}

/** Undefined where there is none that starts. */
async function serverAt(program: string): Promise<NatsServer | undefined> {
  const run = promisify(execFile)(program, ['--version']);
  const version = readVersion((await run.catch(() => ({ stdout: '' }))).stdout);
  return version === undefined ? undefined : { program, version };
}

async function main(): Promise<number> {
  for (const { program, version } of await findNatsServers()) console.log(`${version} ${program}`);
  return 0;
}

if (require.main === module) runMain(main);
