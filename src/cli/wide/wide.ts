import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { type Endpoint, formatEndpoint, parseEndpoint, parsePort } from '../../protocol/endpoint';
import { cleanRoomName } from '../../protocol/names';
import { isNodeHost, maxNodes } from '../../protocol/wide-server';
import { isAllNetworks } from '../../strings/addresses';
import type { Translate } from '../../strings/translate';
import type { ParsedArgs } from '../commands';
import { dataFolder } from '../data-folder';
import { errnoText } from '../errno-text';
import { CommandError, ExitCode, UsageError } from '../exit-codes';
import { safeJson } from '../safe-text';
import { note, printLine, type TerminalIo } from '../terminal-io';
import { isAlive, LocalNodes, type NodeState } from './local-nodes';
import { findNatsProgram, type NatsProgram } from './nats-program';
import {
  defaultLimits,
  endpointOf,
  maxPort,
  monitorPort,
  type PlannedNode,
  readPlan,
  routePort,
  type ServerPlan,
  serverFiles,
  writeServer,
} from './server-folder';

type Args = ParsedArgs<'wide'>;
type Values = Args['values'];

const loopback = '127.0.0.1';
const firstPort = 4222;
const defaultName = 'Deskmate';
const gibibyte = 1024 ** 3;
const maxStore = 10 * gibibyte;

const actions = { up, status, down, config } as const;

/** `deskmate wide`: a server for wide rooms on this computer, or the files of one on others. */
export async function run(args: Args, io: TerminalIo): Promise<ExitCode> {
  const [name = '', ...rest] = args.positionals;
  if (!Object.hasOwn(actions, name) || rest.length > 0) {
    throw new UsageError(io.t('Say what to do: {0}', Object.keys(actions).join(', ')));
  }
  return actions[name as keyof typeof actions](args.values, io);
}

/** Starts the server, and makes it first if there is none. */
async function up(values: Values, io: TerminalIo): Promise<ExitCode> {
  const { t } = io;
  const folder = serverFolder(values, io);
  const program = await findNatsProgram(values.server, t);
  const wanted = wantedServer(values, t);
  return alone(folder, t, () => startServer(folder, program, wanted, values, io));
}

async function startServer(
  folder: string,
  program: NatsProgram,
  wanted: WantedServer,
  values: Values,
  io: TerminalIo,
): Promise<ExitCode> {
  const { t } = io;
  const present = await orExplain(folder, t, () => readPlan(folder));
  const plan = planFor(present, wanted, t) ?? (await newPlan(wanted, t));
  const nodes = new LocalNodes(folder, plan, t);
  if (plan !== present) {
    const before = present && (await new LocalNodes(folder, present, t).states());
    if (before?.some(({ pid }) => pid !== undefined)) {
      throw new CommandError(
        t('The server is running: end it first, with {0}.', 'deskmate wide down'),
        ExitCode.fault,
      );
    }
    await orExplain(folder, t, () => writeServer(folder, plan));
  }
  await orExplain(folder, t, () => nodes.start(program, present === undefined));
  const path = join(folder, serverFiles.server);
  if (values.json) {
    const running = (await nodes.states()).map(stateJson);
    printLine(io, safeJson({ server: path, version: program.version, nodes: running }));
    return ExitCode.done;
  }
  const addresses = plan.nodes.map(endpointOf).map(formatEndpoint).join(', ');
  note(io, t('nats-server {0} is running: {1}', program.version, addresses));
  note(io, t('Whoever has this file can open wide rooms on it:'));
  printLine(io, path);
  note(io, t('To end it: {0}. Its rooms stay.', 'deskmate wide down'));
  return ExitCode.done;
}

/** Says how the nodes stand; ends with `fault` unless all can serve. */
async function status(values: Values, io: TerminalIo): Promise<ExitCode> {
  const { t } = io;
  const folder = serverFolder(values, io);
  const nodes = await existing(folder, t);
  const states = await nodes.states();
  const isReady = states.every(({ health }) => health?.isReady);
  if (values.json) {
    const server = join(folder, serverFiles.server);
    printLine(io, safeJson({ server, isReady, nodes: states.map(stateJson) }));
  } else {
    for (const state of states) {
      const address = formatEndpoint(endpointOf(state.node));
      printLine(io, `${state.node.name}  ${address}  ${stateText(state, t)}`);
    }
  }
  return isReady ? ExitCode.done : ExitCode.fault;
}

/** Ends the server; what it has stored stays. */
async function down(values: Values, io: TerminalIo): Promise<ExitCode> {
  const { t } = io;
  const folder = serverFolder(values, io);
  const nodes = await existing(folder, t);
  const count = await alone(folder, t, () => nodes.stop());
  if (values.json) printLine(io, safeJson({ ended: count }));
  else
    note(
      io,
      count > 0 ? t('The server has ended. Its rooms stay.') : t('The server isn’t running.'),
    );
  return ExitCode.done;
}

/** Writes the files of a server that runs on other computers. */
async function config(values: Values, io: TerminalIo): Promise<ExitCode> {
  const { t, cwd } = io;
  if (values.out === undefined) throw new UsageError(t('config needs --out FOLDER.'));
  const folder = resolve(cwd, values.out);
  const nodes = nodesOf(values.nodes, t);
  const present = await orExplain(folder, t, () => readPlan(folder));
  const plan: ServerPlan = {
    ...{ limits: defaultLimits, maxStore: 5 * maxStore },
    ...present,
    ...{ name: nameOf(values, t) ?? present?.name ?? defaultName, nodes },
  };
  const path = await orExplain(folder, t, () => writeServer(folder, plan));
  if (values.json) {
    const list = nodes.map((node) => ({
      ...{ name: node.name, address: formatEndpoint(endpointOf(node)) },
      config: join(folder, node.name, serverFiles.config),
    }));
    printLine(io, safeJson({ server: path, nodes: list }));
    return ExitCode.done;
  }
  for (const node of nodes) {
    const address = formatEndpoint(endpointOf(node));
    note(
      io,
      t('Copy {0} to {1}, and start nats-server there in it.', join(folder, node.name), address),
    );
  }
  note(io, t('Whoever has this file can open wide rooms on it:'));
  printLine(io, path);
  note(io, t('Keep {0} safe: it has the keys of the server.', join(folder, serverFiles.keys)));
  return ExitCode.done;
}

/** What the user says about a server on this computer; what is absent stays as it is. */
interface WantedServer {
  readonly count: number | undefined;
  readonly listen: string | undefined;
  readonly port: number | undefined;
  readonly name: string | undefined;
}

function wantedServer(values: Values, t: Translate): WantedServer {
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

/** The plan with what the user wants to change, itself if that is nothing; undefined if there is none yet. */
function planFor(
  present: ServerPlan | undefined,
  { count, listen, port, name }: WantedServer,
  t: Translate,
): ServerPlan | undefined {
  const [first] = present?.nodes ?? [];
  if (!present || !first) return undefined;
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

function serverFolder({ data }: Values, io: TerminalIo): string {
  return data === undefined
    ? join(dataFolder(undefined, io), 'wide-server')
    : resolve(io.cwd, data);
}

async function existing(folder: string, t: Translate): Promise<LocalNodes> {
  const plan = await orExplain(folder, t, () => readPlan(folder));
  if (plan) return new LocalNodes(folder, plan, t);
  throw new CommandError(t('There is no server in {0}.', folder), ExitCode.fault);
}

/** Does something in a folder that no other process may do at the same time. @throws {CommandError} if one does */
async function alone<T>(folder: string, t: Translate, act: () => Promise<T>): Promise<T> {
  const path = join(folder, 'lock');
  const lock = async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
  };
  await orExplain(folder, t, async () => {
    try {
      await lock();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = Number(await readFile(path, 'utf8'));
      if (pid > 0 && isAlive(pid)) {
        const text = t(
          'Process {0} is starting or ending this server. If it isn’t, delete {1}.',
          pid,
          path,
        );
        throw new CommandError(text, ExitCode.fault);
      }
      await rm(path, { force: true });
      await lock();
    }
  });
  try {
    return await orExplain(folder, t, act);
  } finally {
    await rm(path, { force: true });
  }
}

/** Puts what the file system says into the user's language. */
async function orExplain<T>(folder: string, t: Translate, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const reason = Object(error).code ? errnoText(error as Error, t) : (error as Error).message;
    throw new CommandError(t('Can’t use the folder {0}: {1}', folder, reason), ExitCode.fault);
  }
}

/** A node for programs; docs/COMMAND-LINE.md has its fields. */
function stateJson({ node, pid, health }: NodeState) {
  return {
    ...{ name: node.name, address: formatEndpoint(endpointOf(node)) },
    ...{ isRunning: pid !== undefined, isReady: health?.isReady ?? false },
    ...(pid !== undefined && { pid }),
    ...(health?.leader !== undefined && { leader: health.leader.split('-')[0] }),
  };
}

function stateText({ pid, health }: NodeState, t: Translate): string {
  if (pid === undefined) return t('not running');
  return health?.isReady ? t('ready') : t('starting, or without the other nodes');
}
