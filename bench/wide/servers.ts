import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNatsServers } from '../../scripts/nats-server';
import { createAuthority, createNodeCertificate } from '../../src/cli/wide/authority';
import { type NodeSettings, serverConfig } from '../../src/cli/wide/server-config';
import { pinOf } from '../../src/net/deskmate/certificate';
import { newServerKeys, serverCredentials } from '../../src/net/wide/account';
import type { WideServerAccess } from '../../src/protocol/wide';
import { onHubCore } from '../cores';
import type { RoomAccess } from '../load/dialects/wide';
import { type ProcessUsage, processUsage } from '../process-usage';
import { clusterWithLeaf, leafConfig } from './leaf-node';

const host = '127.0.0.1';
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

  /** How many files and sockets it has open; on Linux only. */
  openFiles(): number {
    const folder = `/proc/${this.child?.pid}/fd`;
    return existsSync(folder) ? readdirSync(folder).length : Number.NaN;
  }

  /** What its monitoring says; undefined while it doesn't answer. */
  async ask(endpoint: string): Promise<Record<string, unknown> | undefined> {
    const url = `http://${host}:${this.monitorPort}/${endpoint}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    return response?.json().catch(() => undefined) as Promise<Record<string, unknown> | undefined>;
  }

  dispose(): void {
    process.off('exit', this.kill);
  }
}

/** What a server consists of. */
export interface ServersLayout {
  readonly nodes: 1 | 3;
  /** Whether members connect to a leaf node, which passes everything on. */
  readonly hasLeaf?: boolean;
  /** The newest nats-server whose version starts with it. */
  readonly version?: string | undefined;
}

/** A server for wide rooms, or a cluster, with the settings that docs/WIDE-SERVER.md recommends. */
export class WideServers {
  private constructor(
    readonly version: string,
    readonly nodes: readonly NatsNode[],
    readonly leaf: NatsNode | undefined,
    private readonly folder: string,
    /** What an administrator gives to those who may open rooms. */
    readonly access: WideServerAccess,
  ) {}

  static async start({ nodes: count, hasLeaf, version = '' }: ServersLayout): Promise<WideServers> {
    const found = await findNatsServers();
    const server = found.findLast((each) => each.version.startsWith(version));
    if (!server) {
      const versions = found.map((each) => each.version).join(', ');
      throw new Error(`There is no nats-server ${version} here, only ${versions}.`);
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-bench-wide-'));
    const keys = newServerKeys();
    const authority = await createAuthority();
    const { certificate, privateKey } = await createNodeCertificate(authority, [host]);
    const file = (name: string, text: string) => {
      writeFileSync(path.join(folder, name), text, { mode: 0o600 });
      return path.join(folder, name);
    };
    const tls = {
      chain: file('chain.pem', certificate),
      key: file('key.pem', privateKey),
      authority: file('authority.pem', authority.certificate),
    };
    const limits = { connections: 100_000, streams: 100_000, storage: 2 ** 40 };
    const credentials = serverCredentials(keys, 'bench', limits);
    const settings = await nodeSettings(count, folder, tls);
    const newNode = (node: NodeSettings, config: string) =>
      new NatsNode(
        node.name,
        node.listen.port,
        ...([server.program, file(`${node.name}.conf`, config)] as const),
        node.monitor.port,
      );
    let nodes: readonly NatsNode[];
    let leaf: NatsNode | undefined;
    if (hasLeaf) {
      const [port = 0] = await freePorts(1);
      const [own] = await nodeSettings(1, path.join(folder, 'leaf'), tls);
      const plan = { keys, credentials, port, tls };
      const configs = settings.map((node) => clusterWithLeaf(node, plan));
      nodes = settings.map((node, at) => newNode(node, configs[at] as string));
      const leafNode = { ...(own as NodeSettings), name: 'leaf' };
      leaf = newNode(leafNode, leafConfig(leafNode, plan, file));
    } else nodes = settings.map((node) => newNode(node, serverConfig(node, credentials)));
    const access: WideServerAccess = {
      ...{ name: 'bench', account: credentials.account, replicas: count },
      ...{ memberKey: keys.member, ownerKey: keys.owner },
      nodes: (leaf ? [leaf] : nodes).map(({ port }) => ({ host, port })),
      authority: pinOf(authority.certificate),
    };
    const servers = new WideServers(server.version, nodes, leaf, folder, access);
    for (const node of servers.all) node.start();
    await servers.untilReady();
    return servers;
  }

  /** The nodes, and the leaf node if there is one. */
  get all(): readonly NatsNode[] {
    return this.leaf ? [...this.nodes, this.leaf] : this.nodes;
  }

  /** Where members connect. */
  get ports(): readonly number[] {
    return this.access.nodes.map(({ port }) => port);
  }

  /** What lets a member of a stream in. */
  roomAccess(stream: string): RoomAccess {
    const { account, memberKey } = this.access;
    return { account, signingKey: memberKey, stream };
  }

  /** Of all nodes together. */
  usage(): ProcessUsage {
    const all = this.all.map((node) => node.usage());
    return {
      cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
      residentBytes: all.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    };
  }

  /** Resolves when all nodes say that they can store. */
  async untilReady(): Promise<void> {
    const until = performance.now() + startMs;
    for (const node of this.all) {
      while ((await node.ask('healthz'))?.status !== 'ok') {
        if (performance.now() > until) throw new Error(`${node.name} doesn’t start.`);
        await sleep(pollMs);
      }
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((node) => node.stop()));
    for (const node of this.all) node.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function nodeSettings(
  count: number,
  folder: string,
  tls: NodeSettings['tls'],
): Promise<NodeSettings[]> {
  const ports = await freePorts(3 * count);
  const endpoint = (kind: number, at: number) => ({
    host,
    port: ports[kind * count + at] as number,
  });
  const nodes = Array.from({ length: count }, (_, at) => at);
  const routes = nodes.map((at) => endpoint(2, at));
  return nodes.map((at) => ({
    ...{ name: `n${at + 1}`, listen: endpoint(0, at), monitor: endpoint(1, at), tls },
    ...{ store: path.join(folder, `n${at + 1}`), maxStore: 2 ** 40 },
    ...(count > 1 && { cluster: { name: 'bench', listen: endpoint(2, at), routes } }),
  }));
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, host));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
