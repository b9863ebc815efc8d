import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Endpoint, parseEndpoint, parsePort } from '../../protocol/endpoint';
import { cleanRoomName } from '../../protocol/names';
import { isNodeHost, maxNodes } from '../../protocol/wide-server';
import { isAllNetworks } from '../../strings/addresses';
import type { Translate } from '../../strings/translate';
import type { ParsedArgs } from '../commands';
import { CommandError, ExitCode, UsageError } from '../exit-codes';
import {
  defaultLimits,
  maxPort,
  monitorPort,
  type PlannedNode,
  routePort,
  type ServerPlan,
} from './server-folder';

type Values = ParsedArgs<'wide'>['values'];

const loopback = '127.0.0.1';
const firstPort = 4222;
const defaultName = 'Deskmate';
const gibibyte = 1024 ** 3;
const maxStore = 10 * gibibyte;

/** What the user says about a server on this computer; what is absent stays as it is. */
export interface WantedServer {
  readonly count: number | undefined;
  readonly listen: string | undefined;
  readonly port: number | undefined;
  readonly name: string | undefined;
}

/** @throws {UsageError} */
export function wantedServer(values: Values, t: Translate): WantedServer {
  const { nodes, listen, port } = values;
  if (nodes !== undefined && nodes !== '1' && nodes !== '3') {
    throw new UsageError(t('--nodes is 1 or 3, not {0}.', nodes));
  }
  if (listen !== undefined && (!isNodeHost(listen) || isAllNetworks(listen))) {
    throw new UsageError(
      t('--listen needs an address of this computer that others can reach, not {0}.', listen),
    );
  }
  const number = port === undefined ? undefined : parsePort(port);
  if (port !== undefined && (number === undefined || number > maxPort - 2)) {
    throw new UsageError(t('--port is a number from 1 to {0}, not {1}.', maxPort - 2, port));
  }
  const count = nodes === undefined ? undefined : Number(nodes);
  return { count, listen, port: number, name: nameOf(values, t) };
}

/**
 * The plan of a server on this computer with what the user wants to change, itself if that is nothing; a new one if there is
 * none.
 * @throws {CommandError}
 */
export async function planHere(
  present: ServerPlan | undefined,
  wanted: WantedServer,
  t: Translate,
): Promise<ServerPlan> {
  const [first] = present?.nodes ?? [];
  if (!present || !first) return newPlan(wanted, t);
  const { count, listen, port, name } = wanted;
  if (count !== undefined && count !== present.nodes.length) {
    throw new CommandError(
      t(
        'The server has {0} nodes, and its rooms are stored on these: for another number, choose another folder with --data.',
        present.nodes.length,
      ),
      ExitCode.fault,
    );
  }
  const nodes = nodesFrom(port ?? first.port, present.nodes.length, listen ?? first.host);
  const plan = { ...present, nodes, name: name ?? present.name };
  return JSON.stringify(plan) === JSON.stringify(present) ? present : plan;
}

async function newPlan(
  { count = 1, listen = loopback, port, name = defaultName }: WantedServer,
  t: Translate,
): Promise<ServerPlan> {
  const nodes = nodesFrom(port ?? (await freePort(count, listen, t)), count, listen);
  return { name, nodes, limits: defaultLimits, maxStore };
}

function nodesFrom(port: number, count: number, host: string): readonly PlannedNode[] {
  return Array.from({ length: count }, (_, at) => {
    return { name: `n${at + 1}`, host, port: port + at, listen: host };
  });
}

/** A port that is free with those after it, and with those that the nodes use besides. */
async function freePort(count: number, host: string, t: Translate): Promise<number> {
  for (let port = firstPort; port < firstPort + 1000; port += 10) {
    const ports = Array.from({ length: count }, (_, at) => port + at);
    const all = ports.flatMap((each) => [each, routePort(each), monitorPort(each)]);
    const free = await Promise.all(all.map((each) => isFree(each, host)));
    if (free.every(Boolean)) return port;
  }
  throw new CommandError(
    t('No port from {0} on is free: choose one with --port.', firstPort),
    ExitCode.fault,
  );
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
    await new Promise((done) => server.close(done));
    return true;
  } catch {
    return false;
  }
}

/** What the user says about a server on other computers. */
export interface WantedElsewhere {
  readonly nodes: readonly PlannedNode[];
  readonly name: string | undefined;
}

/** @throws {UsageError} */
export function wantedElsewhere(values: Values, t: Translate): WantedElsewhere {
  return { nodes: nodesOf(values.nodes, t), name: nameOf(values, t) };
}

/** The plan of a server on other computers, with the limits of the one that is there. */
export function planElsewhere(
  present: ServerPlan | undefined,
  { nodes, name }: WantedElsewhere,
): ServerPlan {
  return {
    ...{ limits: defaultLimits, maxStore: 5 * maxStore },
    ...present,
    ...{ name: name ?? present?.name ?? defaultName, nodes },
  };
}

/** The nodes of `--nodes a:4222,b:4222`, which listen on all networks unless they are on this computer. */
function nodesOf(text: string | undefined, t: Translate): readonly PlannedNode[] {
  const parts = text?.split(',') ?? [];
  const nodes = parts.map((part, at): PlannedNode => {
    const parsed = parseEndpoint(part);
    const endpoint: Endpoint | undefined = parsed.ok ? parsed.endpoint : undefined;
    if (!endpoint || !isNodeHost(endpoint.host) || endpoint.port > maxPort) {
      throw new UsageError(
        t('“{0}” isn’t a node’s HOST:PORT, with a port up to {1}.', part, maxPort),
      );
    }
    const host = endpoint.host.toLowerCase();
    const listen = host.startsWith('127.') ? host : host.includes(':') ? '::' : '0.0.0.0';
    return { name: `n${at + 1}`, host, port: endpoint.port, listen };
  });
  const isOdd = [1, 3, 5].includes(nodes.length);
  if (!isOdd || nodes.length > maxNodes || new Set(parts).size < parts.length) {
    throw new UsageError(t('config needs --nodes with HOST:PORT of 1, 3 or 5 nodes.'));
  }
  return nodes;
}

function nameOf({ name }: Values, t: Translate): string | undefined {
  if (name === undefined) return undefined;
  const clean = cleanRoomName(name);
  if (clean) return clean;
  throw new UsageError(t('--name needs a name.'));
}
