import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNatsServers, type NatsServer } from '../../scripts/nats-server';
import { createCertificate } from '../../src/net/deskmate/certificate';
import { newServerKeys, serverCredentials } from '../../src/net/wide/account';
import type { WideServerAccess } from '../../src/protocol/wide';
import { onHubCore } from '../cores';
import type { RoomAccess } from '../load/dialects/wide';
import { type ProcessUsage, processUsage } from '../process-usage';

const startMs = 20_000;
const pollMs = 50;
const stopMs = 5000;

/** One node: its process, its ports, and its files, which survive a restart. */
export class NatsNode {
  private child: ChildProcess | undefined;
  private readonly kill = () => void this.child?.kill('SIGKILL');

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly program: string,
    private readonly config: string,
    private readonly monitorPort: number,
  ) {
    process.once('exit', this.kill);
  }

  start(): void {
    const [command = '', ...args] = onHubCore([this.program, '-c', this.config]);
    this.child = spawn(command, args, { stdio: 'ignore' });
  }

  /** Resolves when it has ended. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await exited;
    clearTimeout(timer);
  }

  usage(): ProcessUsage {
    const { child } = this;
    const isUp = child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
    return isUp ? processUsage(child.pid as number) : { cpuSeconds: 0, residentBytes: 0 };
  }

  /** What its monitoring says; undefined while it doesn't answer. */
  async ask(endpoint: string): Promise<Record<string, unknown> | undefined> {
    const url = `http://127.0.0.1:${this.monitorPort}/${endpoint}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    return response?.json().catch(() => undefined) as Promise<Record<string, unknown> | undefined>;
  }

  dispose(): void {
    process.off('exit', this.kill);
  }
}

/** A server for wide rooms, or a cluster, with the settings that docs/WIDE-SERVER.md recommends. */
export class WideServers {
  private constructor(
    readonly version: string,
    readonly nodes: readonly NatsNode[],
    private readonly folder: string,
    /** What an administrator gives to those who may open rooms. */
    readonly access: WideServerAccess,
  ) {}

  /** @param version the newest one that starts with it; without, the newest */
  static async start(count: 1 | 3, version = ''): Promise<WideServers> {
    const found = await findNatsServers();
    const server = found.findLast((each) => each.version.startsWith(version));
    if (!server) {
      const versions = found.map((each) => each.version).join(', ');
      throw new Error(`There is no nats-server ${version} here, only ${versions}.`);
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-bench-wide-'));
    const keys = newServerKeys();
    const { certificate, privateKey } = await createCertificate();
    writeFileSync(path.join(folder, 'certificate.pem'), certificate);
    writeFileSync(path.join(folder, 'private-key.pem'), privateKey, { mode: 0o600 });
    const limits = { connections: 100_000, streams: 100_000, storage: 2 ** 40 };
    const { account, jwts, operator, systemAccount } = serverCredentials(keys, 'bench', limits);
    const shared = { folder, operator, systemAccount, jwts };
    const nodes = await createNodes(count, server, shared);
    const access: WideServerAccess = {
      ...{ name: 'bench', account, memberKey: keys.member, ownerKey: keys.owner, replicas: count },
      nodes: nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
      authority: createHash('sha256')
        .update(new X509Certificate(certificate).raw)
        .digest('base64url'),
    };
    const servers = new WideServers(server.version, nodes, folder, access);
    for (const node of nodes) node.start();
    await servers.untilReady();
    return servers;
  }

  get ports(): readonly number[] {
    return this.nodes.map(({ port }) => port);
  }

  /** What lets a member of a stream in. */
  roomAccess(stream: string): RoomAccess {
    const { account, memberKey } = this.access;
    return { account, signingKey: memberKey, stream };
  }

  /** Of all nodes together. */
  usage(): ProcessUsage {
    const all = this.nodes.map((node) => node.usage());
    return {
      cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
      residentBytes: all.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    };
  }

  /** Resolves when all nodes say that they can store. */
  async untilReady(): Promise<void> {
    const until = performance.now() + startMs;
    for (const node of this.nodes) {
      while ((await node.ask('healthz'))?.status !== 'ok') {
        if (performance.now() > until) throw new Error(`${node.name} doesn’t start.`);
        await sleep(pollMs);
      }
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    for (const node of this.nodes) node.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Shared {
  readonly folder: string;
  readonly operator: string;
  readonly systemAccount: string;
  readonly jwts: Readonly<Record<string, string>>;
}

async function createNodes(count: number, server: NatsServer, shared: Shared): Promise<NatsNode[]> {
  const ports = await freePorts(3 * count);
  const port = (kind: number, at: number) => ports[kind * count + at] as number;
  return Array.from({ length: count }, (_, at) => {
    const name = `n${at + 1}`;
    const store = path.join(shared.folder, name);
    mkdirSync(store);
    const routes = Array.from({ length: count }, (_, other) => port(2, other)).map(
      (each) => `nats://127.0.0.1:${each}`,
    );
    const config = {
      ...{
        server_name: name,
        listen: `127.0.0.1:${port(0, at)}`,
        http: `127.0.0.1:${port(1, at)}`,
      },
      tls: {
        cert_file: path.join(shared.folder, 'certificate.pem'),
        key_file: path.join(shared.folder, 'private-key.pem'),
      },
      jetstream: { store_dir: store, sync_interval: 'always', max_file_store: 2 ** 40 },
      ...{ operator: shared.operator, system_account: shared.systemAccount },
      ...{ resolver: 'MEMORY', resolver_preload: shared.jwts },
      ...(count > 1 && {
        cluster: { name: 'bench', listen: `127.0.0.1:${port(2, at)}`, routes },
      }),
    };
    const file = path.join(shared.folder, `${name}.conf`);
    writeFileSync(file, JSON.stringify(config));
    return new NatsNode(name, port(0, at), server.program, file, port(1, at));
  });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
