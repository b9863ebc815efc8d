import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseInvite } from '../../src/protocol/invite';
import type { DialectName } from '../load/dialects';

/** Where the programs and the files of one run of a hub are. */
export interface Places {
  /** The folder of the bundled programs. */
  readonly programs: string;
  /** This hub's own temporary folder. */
  readonly data: string;
  /** The certificate and the private key (PEM) for a hub that can't make its own. */
  readonly certificate: string;
  readonly privateKey: string;
}

/** Where a hub listens, and what lets a member in. */
export interface Listening {
  readonly port: number;
  readonly token: string;
}

/** A hub that is measured. */
export interface Contender {
  readonly name: string;
  readonly wire: Wire;
  readonly dialect: DialectName;
  /** The program and its arguments. */
  command(places: Places): readonly string[];
  /** Where it listens, as soon as its output says so. */
  listening(output: string): Listening | undefined;
  /** Why it can't run here. */
  missing?(): string | undefined;
}

export const wires = ['plain', 'tls'] as const;
export type Wire = (typeof wires)[number];

/** Disables the limits that would stop a crowd from one address that sends as fast as it can. */
const unlimited = [
  'connectionsPerAddress',
  'newConnectionsPerMinute',
  'messagesPerSecond',
  'messageBurst',
  'shortReadsPerSecond',
  'shortReadBurst',
].flatMap((limit) => ['--limit', `${limit}=1000000`]);

/** A hub in Node that prints a line of JSON when it listens. */
function nodeHub(program: string, args: (places: Places) => readonly string[] = () => []) {
  return {
    command: (places: Places) => [
      process.execPath,
      path.join(places.programs, `${program}.js`),
      ...args(places),
    ],
    listening(output: string): Listening | undefined {
      if (!output.includes('\n')) return undefined;
      const { port, invite = '' } = JSON.parse(output) as { port: number; invite?: string };
      return { port, token: tokenOf(invite) };
    },
  };
}

/** The token of an invite; empty without one. */
export function tokenOf(invite: string): string {
  const parsed = parseInvite(invite);
  return parsed.ok ? parsed.invite.token : '';
}

const deskmateArgs = ['--address', '127.0.0.1', '--max-clients', '500', ...unlimited];

function natsServer(wire: Wire) {
  return {
    ...{ name: 'nats', wire },
    command({ certificate, privateKey }: Places) {
      const tls = ['--tls', '--tlscert', certificate, '--tlskey', privateKey];
      return ['nats-server', '-a', '127.0.0.1', '-p', '-1', ...(wire === 'tls' ? tls : [])];
    },
    listening(output: string): Listening | undefined {
      if (!output.includes('Server is ready')) return undefined;
      const port = /client connections on [\d.]+:(\d+)/.exec(output)?.[1];
      return { port: Number(port), token: '' };
    },
    missing: () => (canRun('nats-server') ? undefined : 'no program nats-server is on the PATH'),
  } as const;
}

/** Whether a program is on the PATH. */
export function canRun(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** This project's hubs. */
export const ours: readonly Contender[] = [
  {
    ...{ name: 'deskmate', wire: 'plain', dialect: 'lab' },
    ...nodeHub('hub', () => ['--kind', 'lab-hub', ...deskmateArgs]),
  },
  {
    ...{ name: 'deskmate', wire: 'tls', dialect: 'deskmate' },
    ...nodeHub('hub', ({ data }) => ['--kind', 'group', '--data', data, ...deskmateArgs]),
  },
];

/** What they should come close to; the first one of each wire is the measure of the goals. */
export const baselines: readonly Contender[] = [
  {
    name: 'node-batch',
    wire: 'plain',
    dialect: 'lab',
    ...nodeHub('node-batch-hub', () => ['plain']),
  },
  { name: 'minimal', wire: 'tls', dialect: 'deskmate', ...nodeHub('minimal-hub') },
  {
    name: 'node-batch',
    wire: 'tls',
    dialect: 'lines',
    ...nodeHub('node-batch-hub', () => ['tls']),
  },
];

/** What others use. */
export const peers: readonly Contender[] = [
  { dialect: 'nats', ...natsServer('plain') },
  { name: 'ws', wire: 'tls', dialect: 'webSocket', ...nodeHub('ws-hub') },
  { name: 'socket.io', wire: 'tls', dialect: 'socketIo', ...nodeHub('socket-io-hub') },
  { dialect: 'echoingNats', ...natsServer('tls') },
];
