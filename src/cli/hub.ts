/**
 * Runs a room without an editor. Prints one line of JSON on standard output when it listens, then
 * nothing. SIGTERM and SIGINT close the room for good; a saved room whose process was killed is
 * reopened with its members, its log and its invites.
 */

import { createNearby } from '../net/nearby/nearby';
import { createNetwork } from '../net/network';
import { formatInvite, type Invite } from '../protocol/invite';
import type { NetError } from '../protocol/net-error';
import { shortInvite } from '../protocol/short-invite';
import { carrierOf } from '../protocol/weather';
import { announcedRoom } from '../room/announced-room';
import type { Archive } from '../room/log/journal';
import { Session } from '../room/session/session';
import { RoomArchive } from '../store/room-archive';
import { eventText, turnedAwayText } from '../strings/room-text';
import { english } from '../strings/translate';
import { weatherNotice } from '../strings/weather-text';
import { systemClock as clock } from '../util/clock';
import type { Logger } from '../util/logger';
import { maxQrLength, qrCode, qrLines } from '../util/qr-code';
import { type HubOptions, parseHubArguments, usage } from './hub-arguments';
import { IdleMemory } from './idle-memory';
import { noArchive } from './no-archive';
import { onNpmStopped } from './npm-parent';

/** The editor that opens the printed invite on a click; a pasted invite works in any editor. */
const scheme = 'vscode';

const logger: Logger = {
  info() {},
  warn: (message) => console.error(message),
  error: (message) => console.error(message),
};

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  const { fileBytes, limits } = options;
  const network = createNetwork({ clock, limits });
  const archive = openArchive(options.data);
  const session = new Session({
    ...{ network, limits, clock, logger, archive },
    ...(fileBytes !== undefined && { fileBytes: () => fileBytes }),
    hasViewer: false,
    closesForGood: true,
  });
  const stop = () => void session.leave().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  onNpmStopped(stop);
  await openRoom(session, archive, options);
  new IdleMemory(clock);
  const { room } = session.state;
  makeWeather(session, options);
  announceRoom(session, options);
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
  if (options.qr && invite) printQr(invite);
  // The program can't ask anyone, so it prints who was turned away.
  session.onDidChangeLog((change) => {
    if (change.type !== 'entry' || change.entry.kind !== 'system') return;
    const { event } = change.entry;
    if (event.type === 'turned-away') logger.warn(turnedAwayText(event.name, english));
  });
  // A p2p room ends when its guest leaves, and the program ends with it.
  let waits = false;
  session.onDidChangeState(({ connection, room: now }) => {
    if (connection.kind === 'offline') stop();
    const waited = waits;
    waits = now?.storage !== undefined;
    if (waited && !waits) logger.warn(eventText({ type: 'kept-again' }, 'en', english).text);
  });
}

/** Prints the invite as a QR code on standard error: programs read standard output. */
function printQr(invite: Invite): void {
  const code = qrCode(shortInvite(invite, scheme, maxQrLength).link);
  const { columns = code.size } = process.stderr;
  if (columns < code.size) {
    console.error(
      `The QR code needs a terminal of ${code.size} columns, and this one has ${columns}: make it wider and start again.`,
    );
    return;
  }
  for (const line of qrLines(code)) console.error(line);
  console.error('Anyone who scans this code can join the room.');
}

/** Announces the room on the network, until it closes. */
function announceRoom(session: Session, { announce }: HubOptions): void {
  if (!announce) return;
  const nearby = createNearby({ clock, logger, adapters: () => announce });
  const id = nearby.randomId();
  // Nobody is there to type the digits of a knock or to show a room code.
  const update = () => nearby.responder.announce(announcedRoom(session.state, id));
  session.onDidChangeState(update);
  update();
}

/** Makes the weather that the options ask for; everyone who comes in is told. */
function makeWeather(session: Session, { host, weather }: HubOptions): void {
  const carrier = carrierOf(host.kind);
  if (!carrier || !weather) return;
  const notice = weatherNotice(weather, false, { carrier, language: 'en' }, english);
  session.weather?.set({ weather, notice });
}

/** Reopens the saved room of this kind that wasn't closed, or opens a new one. */
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
      `Cannot save the room: ${message}. Free up some space, or copy ${folder} to another disk and start again with --data there.`,
    );
  return new RoomArchive({ folder, clock, onFailure });
}

/** Reads the options; prints the usage and returns undefined when they are wrong. */
function readOptions(): HubOptions | undefined {
  const parsed = parseHubArguments(process.argv.slice(2));
  if (parsed.ok) return parsed;
  console.error(`${parsed.problem}\n${usage}`);
  process.exitCode = 2;
  return undefined;
}

main().catch((error: NetError) => {
  console.error(`Cannot open the room: ${error.message}`);
  process.exit(1);
});
