import { NetError } from '../protocol/net-error';
import type { WideServerAccess } from '../protocol/wide';
import { loadServer } from '../store/server-files';
import { linkName } from '../strings/inline-text';
import { terminalProblemText } from '../strings/terminal-problem';
import { serverProblemText } from '../strings/wide-server-text';
import { nodesText } from '../strings/wide-text';
import { CommandError, exitCodeOf, UsageError } from './exit-codes';
import type { HostArguments } from './host-arguments';
import type { OpenedSession } from './open-session';
import type { TerminalIo } from './terminal-io';

/** Reads the server of a wide room. @throws {UsageError} if it isn't one */
export async function readServer(entry: string, { cwd, t }: TerminalIo): Promise<WideServerAccess> {
  const loaded = await loadServer(entry, cwd);
  if (loaded.ok) return loaded.server;
  throw new UsageError(`--server: ${serverProblemText(loaded.problem, t)}`);
}

/** Opens a wide room, and joins it as its owner. @throws {CommandError} */
export async function openWideRoom(
  { session }: Pick<OpenedSession, 'session'>,
  access: WideServerAccess,
  { host: { maxClients: most, name, person } }: HostArguments,
  { platform, t }: TerminalIo,
): Promise<void> {
  try {
    await session.openWideRoom({ name, person, access, most });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    const attempt = { doing: 'host-wide', address: nodesText(access), port: 0 } as const;
    const room = linkName(name);
    const text = terminalProblemText(error.code, { ...attempt, room }, platform, t);
    throw new CommandError(text, exitCodeOf(error));
  }
}
