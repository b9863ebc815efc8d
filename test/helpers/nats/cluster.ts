import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer, type NatsServer } from '../../../scripts/nats-server';
import { createAuthority, createNodeCertificate } from '../../../src/cli/wide/authority';
import { isTooSmall, type NodeHealth, nodeHealth } from '../../../src/cli/wide/node-health';
import { type NodeSettings, serverConfig } from '../../../src/cli/wide/server-config';
import { pinOf } from '../../../src/net/deskmate/certificate';
import {
  type AccountLimits,
  accountKey,
  newServerKeys,
  type ServerKeys,
  serverCredentials,
} from '../../../src/net/wide/account';
import type { WideServerAccess } from '../../../src/protocol/wide';
import { waitFor } from '../wait-for';
import { freePort } from './free-port';
import { NatsNode } from './node';

const host = '127.0.0.1';
const megabyte = 1024 * 1024;

/** How often a start is tried again with other ports, or with the same ones when a node comes back. */
const maxTries = 5;

/** How long a new cluster may take to find its size, in ms. */
const tooSmallMs = 3_000;
const tooSmall = new Error('the cluster stays too small');

const noLimits: AccountLimits = { connections: -1, streams: -1, storage: -1 };

export interface NatsOptions {
  /** 1 by default; 3 are a cluster. */
  readonly nodes?: 1 | 3;
  /** The oldest one that the tests have, by default. */
  readonly server?: NatsServer;
  readonly limits?: AccountLimits;
}

/** Nodes for wide rooms on 127.0.0.1, with TLS, an operator and an account, all of its own. */
export class NatsCluster {
  private constructor(
    private readonly folder: string,
    readonly nodes: readonly NatsNode[],
    /** What an administrator gives to those who open rooms. */
    readonly access: WideServerAccess,
    readonly keys: ServerKeys,
    /** The authority's certificate, PEM. */
    readonly authority: string,
  ) {}

  /** @returns resolves when it can serve. @throws {Error} with the nodes' logs, if it can't */
  static async start(options: NatsOptions = {}): Promise<NatsCluster> {
    for (let tries = 1; ; tries += 1) {
      const cluster = await NatsCluster.create(options);
      try {
        for (const node of cluster.nodes) node.spawn();
        await cluster.isReady();
        return cluster;
      } catch (error) {
        const isBadLuck = error === tooSmall || cluster.hasClash;
        await cluster.dispose();
        if (!isBadLuck || tries === maxTries) throw error;
      }
    }
  }

  private static async create({
    nodes: count = 1,
    server,
    limits = noLimits,
  }: NatsOptions): Promise<NatsCluster> {
    const { program } = server ?? (await findNatsServer());
    const folder = mkdtempSync(join(tmpdir(), 'deskmate-nats-'));
    const keys = newServerKeys();
    const credentials = serverCredentials(keys, 'Test', limits);
    const authority = await createAuthority();
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const authorityFile = file('authority.pem', authority.certificate);
    const names = Array.from({ length: count }, (_, at) => `n${at + 1}`);
    const ports = async () => {
      const all = await Promise.all(names.map(() => freePort()));
      return all.map((port) => ({ host, port }));
    };
    const [clients, monitors, routes] = [await ports(), await ports(), await ports()];
    const nodes = await Promise.all(
      names.map(async (name, at) => {
        const [listen, monitor, route] = [clients[at], monitors[at], routes[at]];
        if (!listen || !monitor || !route) throw new Error('too few ports');
        const pair = await createNodeCertificate(authority, [host]);
        const store = join(folder, name);
        mkdirSync(store);
        const settings: NodeSettings = {
          ...{ name, listen, monitor, store, maxStore: 1024 * megabyte },
          tls: {
            chain: file(`${name}.pem`, pair.certificate),
            key: file(`${name}.key`, pair.privateKey),
            authority: authorityFile,
          },
          cluster: count > 1 ? { name: 'test', listen: route, routes } : undefined,
        };
        const config = file(`${name}.conf`, serverConfig(settings, credentials));
        return new NatsNode(name, listen, monitor, program, config, join(folder, `${name}.log`));
      }),
    );
    const access = {
      ...{ name: 'Test', nodes: clients, authority: pinOf(authority.certificate) },
      ...{ account: accountKey(keys), memberKey: keys.member, ownerKey: keys.owner },
      replicas: count,
    };
    return new NatsCluster(folder, nodes, access, keys, authority.certificate);
  }

  /** What the nodes have written last. */
  get logs(): string {
    return this.nodes.map((node) => node.lastLog).join('\n\n');
  }

  /** Whether a node hasn't got its port. */
  private get hasClash(): boolean {
    const ended = this.nodes.filter((node) => !node.isRunning);
    return ended.some((node) => node.lastLog.includes('address already in use'));
  }

  /** The node with this name: `n1`. */
  node(name: string): NatsNode {
    const found = this.nodes.find((node) => node.name === name);
    if (!found) throw new Error(`there is no node ${name}`);
    return found;
  }

  /** Waits until the nodes that run can serve, all with a leader. */
  async isReady(): Promise<void> {
    const count = this.nodes.length;
    const running = this.nodes.filter((node) => node.isRunning);
    const health = async (node: NatsNode) => {
      if (!node.isRunning) throw new Error(`${node.name} has ended\n${this.logs}`);
      return nodeHealth(node.monitor, count);
    };
    let last: readonly (NodeHealth | undefined)[] = [];
    let smallSince: number | undefined;
    await waitFor(
      async () => {
        last = await Promise.all(running.map(health));
        smallSince = isTooSmall(last) ? (smallSince ?? performance.now()) : undefined;
        if (smallSince && performance.now() - smallSince > tooSmallMs) throw tooSmall;
        return last.every((each) => each?.isReady);
      },
      () => `the nodes are ready: ${JSON.stringify(last)}\n${this.logs}`,
    );
  }

  /**
   * The node that leads a stream: with one node that one, whether the stream exists or not.
   * @param beside a node that mustn't be it, which has just been killed
   */
  async leaderOf(stream: string, beside?: NatsNode): Promise<NatsNode> {
    const [only, ...others] = this.nodes;
    if (only && others.length === 0) return only;
    const name = await waitFor(
      async () => {
        const running = this.nodes.filter((node) => node.isRunning && node !== beside);
        const seen = await Promise.all(running.map((node) => node.stream(stream)));
        const leaders = seen.flatMap((each) => each?.leader ?? []);
        return leaders.find((leader) => leader !== beside?.name);
      },
      () => `${stream} has a leader\n${this.logs}`,
    );
    return this.node(name);
  }

  /** Ends a node as a power failure of its program would; resolves when it is gone. */
  kill(node: NatsNode): Promise<void> {
    return node.end('SIGKILL');
  }

  /** Ends a node in order; resolves when it is gone. */
  stop(node: NatsNode): Promise<void> {
    return node.end('SIGTERM');
  }

  /** Starts nodes again that have ended, with what they have stored; resolves when all that run can serve. */
  async restart(...nodes: readonly NatsNode[]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      for (const node of nodes) if (!node.isRunning) node.spawn();
      try {
        return await this.isReady();
      } catch (error) {
        if (tries === (this.hasClash ? maxTries : 2)) throw error;
        // Rarely, nats-server 2.10 doesn't find back into its cluster. An administrator would start it again, too.
        await Promise.all(nodes.filter((node) => node.isRunning).map((node) => this.kill(node)));
      }
    }
  }

  /** Stops a node's process without ending it, as a computer that sleeps. Not on Windows. */
  pause(node: NatsNode): void {
    node.signal('SIGSTOP');
  }

  resume(node: NatsNode): void {
    node.signal('SIGCONT');
  }

  /** Ends all nodes, paused ones too, and deletes what they have stored. */
  async dispose(): Promise<void> {
    await Promise.all(this.nodes.map((node) => this.kill(node)));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
