/**
 * Runs a room without an editor: one line of JSON on standard output when it listens, then silence.
 * SIGTERM and SIGINT close it politely, and for good; a kept room whose process was killed is opened
 * again, with its members, its log and the invites given out.
 */

import { createNetwork } from '../net/network';
import { formatInvite } from '../protocol/invite';
import type { NetError } from '../protocol/net-error';
import type { Archive } from '../room/log/journal';
import { Session } from '../room/session/session';
import { RoomArchive } from '../store/room-archive';
import { systemClock as clock } from '../util/clock';
import type { Logger } from '../util/logger';
import { type HubOptions, parseHubArguments, usage } from './hub-arguments';
import { noArchive } from './no-archive';
import { onNpmStopped } from './npm-parent';

/** The editor that opens the printed invite when it is clicked; pasted, it works in any. */
const scheme = 'vscode';

const logger: Logger = {
  info() {},
  warn: (message) => console.error(message),
  error: (message) => console.error(message),
};

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  const { limits } = options;
  const network = createNetwork({ clock, limits });
  const archive = openArchive(options.data);
  const session = new Session({
    ...{ network, limits, clock, logger, archive },
    closesForGood: true,
  });
  const stop = () => void session.leave().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  onNpmStopped(stop);
  await openRoom(session, archive, options);
  const { room } = session.state;
  const invite = session.invited?.hostActions?.invite;
  const { kind, address, port } = room ?? options.host;
  console.log(
    JSON.stringify({
      kind,
      address,
      port,
      ...(invite && { invite: formatInvite(invite, scheme) }),
    }),
  );
  // A program cannot be asked: whoever runs it reads who was turned away.
  session.onDidChangeLog((change) => {
    if (change.type !== 'entry' || change.entry.kind !== 'system') return;
    const { event } = change.entry;
    if (event.type === 'knocked') logger.warn(`${event.name} was turned away: the pair is full.`);
  });
  // A p2p room is over when its guest leaves, and so is the program.
  let waits = false;
  session.onDidChangeState(({ connection, room: now }) => {
    if (connection.kind === 'offline') stop();
    const waited = waits;
    waits = now?.storage !== undefined;
    if (waited && !waits) logger.warn('The room is kept again; what waited is sent.');
  });
}

/** The kept room of this kind that was not closed, or else a new one. */
async function openRoom(session: Session, archive: Archive, { host }: HubOptions): Promise<void> {
  const kept = archive
    .list()
    .find(
      ({ kind, role, over, closed }) => kind === host.kind && role === 'host' && !over && !closed,
    );
  if (kept && (await session.reopen(kept.id))) return;
  await session.host(host);
}

function openArchive(folder: string | undefined): Archive {
  if (folder === undefined) return noArchive;
  const onFailure = ({ message }: Error) =>
    logger.error(
      `The room cannot be kept: ${message}. Free some space, or copy ${folder} to another disk and start again with --data there.`,
    );
  return new RoomArchive({ folder, clock, onFailure });
}

/** The options, or undefined when the person was told how to call this. */
function readOptions(): HubOptions | undefined {
  const parsed = parseHubArguments(process.argv.slice(2));
  if (parsed.ok) return parsed;
  console.error(`${parsed.problem}\n${usage}`);
  process.exitCode = 2;
  return undefined;
}

main().catch((error: NetError) => {
  console.error(`The room could not be opened: ${error.message}`);
  process.exit(1);
});
