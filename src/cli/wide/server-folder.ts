import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pinOf } from '../../net/deskmate/certificate';
import {
  type AccountLimits,
  accountKey,
  adminCredentials,
  newServerKeys,
  type ServerKeys,
  serverCredentials,
} from '../../net/wide/account';
import type { CertificatePair } from '../../net/x509';
import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import { createAuthority, createNodeCertificate } from './authority';
import { type NodeSettings, serverConfig } from './server-config';

/** A node as the folder's plan has it; each has a folder of its own, with its name. */
export interface PlannedNode {
  readonly name: string;
  /** Where clients and other nodes reach it. */
  readonly host: string;
  /** For clients. The other nodes use {@link routePort}, monitoring {@link monitorPort}. */
  readonly port: number;
  /** The address that it listens on. */
  readonly listen: string;
}

/** What a server for wide rooms consists of. Administrators may change its limits. */
export interface ServerPlan {
  readonly name: string;
  readonly nodes: readonly PlannedNode[];
  readonly limits: AccountLimits;
  /** Most bytes that each node stores. */
  readonly maxStore: number;
}

/** The ports of a node are this far from the one for clients: 4222, 6222 and 8222, as usual for nats-server. */
export const routePort = (port: number) => port + 2000;
export const monitorPort = (port: number) => port + 4000;
export const maxPort = 65535 - 4000;

/** Names of files in a server's folder. */
export const serverFiles = {
  plan: 'plan.json',
  keys: 'keys.json',
  server: 'deskmate-server.json',
  system: 'system.creds',
  account: 'account.creds',
  config: 'nats-server.conf',
  log: 'nats-server.log',
  pid: 'nats-server.pid',
  store: 'jetstream',
} as const;

/** For which a server is made: a course of a few hundred rooms. docs/WIDE-SERVER.md has what was measured. */
export const defaultLimits: AccountLimits = { connections: 10_000, streams: 4_000, storage: -1 };

/** The keys and the authority, which stay when a server gets other nodes. */
interface Secrets {
  readonly keys: ServerKeys;
  readonly authority: CertificatePair;
}

/** The plan in a folder; undefined if there is no server. @throws {Error} if it can't be read */
export async function readPlan(folder: string): Promise<ServerPlan | undefined> {
  return (await readJson(join(folder, serverFiles.plan))) as ServerPlan | undefined;
}

/**
 * Writes all that the nodes of a plan need, and the server file for those who open rooms. Only this user can read it. Keys
 * that are there stay; those that were deleted from the file are new.
 *
 * @returns the path of the server file
 * @throws {Error} of the file system
 */
export async function writeServer(folder: string, plan: ServerPlan): Promise<string> {
  const { keys, authority } = await secretsOf(folder);
  const credentials = serverCredentials(keys, plan.name, plan.limits);
  const routes = plan.nodes.map(({ host, port }) => ({ host, port: routePort(port) }));
  for (const node of plan.nodes) {
    const file = (name: string) => join(folder, node.name, name);
    const pair = await createNodeCertificate(authority, [node.host]);
    await writePrivate(file('chain.pem'), pair.certificate);
    await writePrivate(file('key.pem'), pair.privateKey);
    await writePrivate(file('authority.pem'), authority.certificate);
    const isCluster = plan.nodes.length > 1;
    const settings: NodeSettings = {
      name: serverName(node, keys),
      listen: { host: node.listen, port: node.port },
      advertise: endpointOf(node),
      monitor: monitorOf(node),
      store: serverFiles.store,
      maxStore: plan.maxStore,
      tls: { chain: 'chain.pem', key: 'key.pem', authority: 'authority.pem' },
      cluster: isCluster
        ? { name: 'deskmate', listen: { host: node.listen, port: routePort(node.port) }, routes }
        : undefined,
    };
    await writePrivate(file(serverFiles.config), serverConfig(settings, credentials));
  }
  for (const of of ['system', 'account'] as const) {
    await writePrivate(join(folder, serverFiles[of]), adminCredentials(keys, of));
  }
  const path = join(folder, serverFiles.server);
  const access = {
    ...{ deskmate: 1, name: plan.name, nodes: plan.nodes.map(endpointOf).map(formatEndpoint) },
    ...{ authority: pinOf(authority.certificate), account: accountKey(keys) },
    ...{ memberKey: keys.member, ownerKey: keys.owner, replicas: plan.nodes.length >= 3 ? 3 : 1 },
  };
  await writePrivate(path, `${JSON.stringify(access, undefined, 2)}\n`);
  // The last one: with it, the server is complete.
  await writePrivate(join(folder, serverFiles.plan), `${JSON.stringify(plan, undefined, 2)}\n`);
  return path;
}

/** Where monitoring of a node is: on its own computer only. */
export function monitorOf({ port }: PlannedNode): Endpoint {
  return { host: '127.0.0.1', port: monitorPort(port) };
}

export function endpointOf({ host, port }: PlannedNode): Endpoint {
  return { host, port };
}

/** The name by which a node knows itself, and which no node of another server has. */
function serverName({ name }: PlannedNode, keys: ServerKeys): string {
  return `${name}-${accountKey(keys).slice(1, 9).toLowerCase()}`;
}

/** The name that a node in this folder has. */
export async function nameInFolder(folder: string, node: PlannedNode): Promise<string> {
  return serverName(node, (await secretsOf(folder)).keys);
}

async function secretsOf(folder: string): Promise<Secrets> {
  const path = join(folder, serverFiles.keys);
  const read = (await readJson(path)) as Partial<Secrets> | undefined;
  const keys = { ...newServerKeys(), ...read?.keys };
  const authority = read?.authority ?? (await createAuthority());
  const secrets = { keys, authority };
  const text = `${JSON.stringify(secrets, undefined, 2)}\n`;
  if (text !== `${JSON.stringify(read, undefined, 2)}\n`) await writePrivate(path, text);
  return secrets;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file that only this user can read; whoever reads it meanwhile has the old one or the new one. */
export async function writePrivate(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(temporary, content, { flag: 'wx', mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
