import { version } from '../../package.json';
import { closestName } from '../util/closest-name';
import { type CommandName, commandNamed, commands, type ParsedArgs } from './commands';
import { ExitCode, exitCodeOf, UsageError } from './exit-codes';
import { commandHelp, programHelp, usageLine } from './help';
import { parseCommand } from './parse-command';
import { safeLine, safeText } from './safe-text';
import { note, printLine, type TerminalIo } from './terminal-io';

/** What the module of a command exports. */
interface CommandModule<Name extends CommandName> {
  run(args: ParsedArgs<Name>, io: TerminalIo): Promise<ExitCode>;
}

/** Loads what a command does, so that another one starts without it. */
const modules: { readonly [Name in CommandName]: () => Promise<CommandModule<Name>> } = {
  host: () => import('./host'),
  join: () => import('./join'),
  send: () => import('./send'),
  rooms: () => import('./rooms'),
  export: () => import('./export'),
  discover: () => import('./discover'),
  doctor: () => import('./doctor'),
  wide: () => import('./wide/wide'),
};

/**
 * Runs a command and reports its failure on standard error.
 * @param argv what follows the program's name
 */
export async function run(argv: readonly string[], io: TerminalIo): Promise<ExitCode> {
  const [first, ...rest] = argv;
  switch (first) {
    case '--version':
    case '-v':
    case '-V':
      printLine(io, version);
      return ExitCode.done;
    case undefined:
      note(io, programHelp(io));
      return ExitCode.usage;
    case 'help':
    case '--help':
    case '-h':
      return help(rest[0], io);
    default:
      return runCommand(first, rest, io);
  }
}

function help(topic: string | undefined, io: TerminalIo): ExitCode {
  const name = topic === undefined ? undefined : commandNamed(topic);
  if (topic !== undefined && !name) return noSuchCommand(topic, io);
  printLine(io, name ? commandHelp(name, io) : programHelp(io));
  return ExitCode.done;
}

async function runCommand(
  first: string,
  rest: readonly string[],
  io: TerminalIo,
): Promise<ExitCode> {
  const name = commandNamed(first);
  if (!name) return noSuchCommand(first, io);
  try {
    return await runNamed(name, rest, io);
  } catch (error) {
    // It may contain what a peer or a file said.
    note(io, safeText((error as Error).message));
    if (error instanceof UsageError) note(io, `${usageLine(name, io)}\n${moreHelp(io, name)}`);
    return exitCodeOf(error);
  }
}

async function runNamed<Name extends CommandName>(
  name: Name,
  rest: readonly string[],
  io: TerminalIo,
): Promise<ExitCode> {
  const { wantsHelp, ...args } = parseCommand(name, rest, io.t);
  if (wantsHelp) return help(name, io);
  const command = await modules[name]();
  return command.run(args, io);
}

function noSuchCommand(name: string, io: TerminalIo): ExitCode {
  const meant = closestName(name, Object.keys(commands));
  const shown = safeLine(name);
  note(
    io,
    meant === undefined
      ? io.t('There is no command “{0}”.', shown)
      : io.t('There is no command “{0}”. Did you mean “{1}”?', shown, meant),
  );
  note(io, moreHelp(io));
  return ExitCode.usage;
}

function moreHelp({ t }: TerminalIo, name = ''): string {
  return t('For help: {0}', `deskmate help ${name}`.trimEnd());
}
