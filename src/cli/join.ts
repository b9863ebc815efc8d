import type { ParsedArgs } from './commands';
import { type EnterOptions, enterRoom, problemText } from './enter-room';
import { ExitCode, UsageError } from './exit-codes';
import { type OpenedTarget, openTarget } from './open-target';
import { personName } from './person';
import { RoomPipe } from './pipe/room-pipe';
import { isColored } from './terminal/colors';
import type { TerminalIo } from './terminal-io';
import { wholeNumber } from './whole-number';

/** Joins a room and talks in it: in a terminal, or in a pipe, where the lines of standard input are messages. */
export async function run(args: ParsedArgs<'join'>, io: TerminalIo): Promise<ExitCode> {
  const { values, positionals } = args;
  const { json = false, backlog, timeout = '30', 'no-input': noInput = false } = values;
  const limit = { patience: wholeNumber('--timeout', timeout, [1, 86_400], io.t) * 1000 };
  const past =
    backlog === undefined ? undefined : wholeNumber('--backlog', backlog, [0, 10_000], io.t);
  const person = personName(values.person, io);
  const { encoding } = values;
  if (positionals.length === 0) {
    throw new UsageError(
      io.t('Which room? Add an invite, an address, or the name of a saved room.'),
    );
  }
  // An invite may have been pasted without quotes.
  const { opened, target } = await openTarget(positionals.join(' '), values.data, io);
  const { clock, session } = opened;
  try {
    if (io.stdin.isTTY && io.stdout.isTTY && !json) {
      return await talk({ opened, target }, { person, encoding }, values['no-color'], io);
    }
    const problem = (code: Parameters<typeof problemText>[1]) => problemText(target, code, io);
    const pipe = new RoomPipe({
      ...{ session, clock, io, json, problem, ...limit },
      readsInput: !noInput,
      backlog: past,
    });
    try {
      await enterRoom(target, { opened, io, person, encoding, signal: pipe.signal });
      return await pipe.run();
    } catch (error) {
      if (pipe.signal.aborted) return pipe.codeOfStop;
      throw error;
    } finally {
      pipe.dispose();
    }
  } finally {
    await opened.close();
  }
}

/** Joins, and talks at the terminal. */
async function talk(
  { opened, target }: OpenedTarget,
  how: Pick<EnterOptions, 'person' | 'encoding'>,
  noColor: boolean | undefined,
  io: TerminalIo,
): Promise<ExitCode> {
  const { clock, session } = opened;
  const stopping = new AbortController();
  const { signal } = stopping;
  const listening = io.onStop(() => stopping.abort());
  try {
    await enterRoom(target, { opened, io, ...how, signal });
  } catch (error) {
    if (signal.aborted) return ExitCode.interrupted;
    throw error;
  } finally {
    listening.dispose();
  }
  const { runTerminal } = await import('./terminal/chat-terminal');
  return runTerminal({ session, io, clock, isColored: isColored(true, io.env, noColor) });
}
