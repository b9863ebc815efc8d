import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatEndpoint } from '../../protocol/endpoint';
import { isProcessRunning } from '../../store/open-rooms';
import type { Translate } from '../../strings/translate';
import type { ParsedArgs } from '../commands';
import { dataFolder } from '../data-folder';
import { errnoText } from '../errno-text';
import { CommandError, ExitCode, UsageError } from '../exit-codes';
import { safeJson } from '../safe-text';
import { note, printLine, type TerminalIo } from '../terminal-io';
import { LocalNodes, type NodeState } from './local-nodes';
import { findNatsProgram, type NatsProgram } from './nats-program';
import {
  planElsewhere,
  planHere,
  type WantedServer,
  wantedElsewhere,
  wantedServer,
} from './plan-server';
import { endpointOf, readPlan, serverFiles, writeServer } from './server-folder';

type Args = ParsedArgs<'wide'>;
type Values = Args['values'];

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
  const plan = await planHere(present, wanted, t);
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
  const wanted = wantedElsewhere(values, t);
  const present = await orExplain(folder, t, () => readPlan(folder));
  const plan = planElsewhere(present, wanted);
  const path = await orExplain(folder, t, () => writeServer(folder, plan));
  if (values.json) {
    const list = plan.nodes.map((node) => ({
      ...{ name: node.name, address: formatEndpoint(endpointOf(node)) },
      config: join(folder, node.name, serverFiles.config),
    }));
    printLine(io, safeJson({ server: path, nodes: list }));
    return ExitCode.done;
  }
  for (const node of plan.nodes) {
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
      if (pid > 0 && isProcessRunning(pid)) {
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
