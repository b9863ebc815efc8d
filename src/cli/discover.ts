import { createNearby } from '../net/nearby/nearby';
import type { NearbyRoom } from '../protocol/announcement';
import { formatLabEndpoint, namedWire } from '../protocol/lab-endpoint';
import { wireOf } from '../protocol/room-kinds';
import { rememberedHosts } from '../room/nearby-addresses';
import { kindText } from '../strings/kind-text';
import type { Translate } from '../strings/translate';
import { type Clock, delay, systemClock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import type { Event } from '../util/event';
import { silentLogger } from '../util/logger';
import type { ParsedArgs } from './commands';
import { ExitCode } from './exit-codes';
import { safeJson, safeLine } from './safe-text';
import { savedRooms } from './saved-rooms';
import { note, printLine, type TerminalIo } from './terminal-io';

/** How long to look for rooms, in ms. */
const lookMs = 5000;

/** What finds rooms nearby: a `Browser`. */
export interface RoomFinder extends Disposable {
  readonly rooms: readonly NearbyRoom[];
  readonly onDidChange: Event<void>;
}

/**
 * Prints the rooms that are announced on the networks of this computer, each when it is found. Asks hosts of saved rooms, too,
 * in case the network doesn't pass on what is sent to everyone.
 */
export function run({ values }: ParsedArgs<'discover'>, io: TerminalIo): Promise<ExitCode> {
  const clock = systemClock;
  const nearby = createNearby({ clock, logger: silentLogger, adapters: () => [] });
  return discover({
    finder: nearby.browse(savedHosts(values.data, io)),
    clock,
    io,
    json: values.json ?? false,
  });
}

/**
 * Addresses of the hosts of saved rooms, the latest first.
 * @throws {UsageError} if the user names a folder that doesn't exist
 */
export function savedHosts(given: string | undefined, io: TerminalIo): readonly string[] {
  const saved = savedRooms(given, io).map(({ summary }) => summary);
  return rememberedHosts([], saved);
}

export interface DiscoverOptions {
  readonly finder: RoomFinder;
  readonly clock: Clock;
  readonly io: TerminalIo;
  readonly json: boolean;
}

/** Prints the rooms that the finder finds in five seconds, and disposes it. */
export async function discover({ finder, clock, io, json }: DiscoverOptions): Promise<ExitCode> {
  if (io.stdout.isTTY) note(io, io.t('Looking for {0} seconds…', lookMs / 1000));
  const printed = new Set<string>();
  const print = () => {
    for (const room of finder.rooms.filter(({ key }) => !printed.has(key))) {
      printed.add(room.key);
      printLine(io, json ? roomJson(room) : roomLine(room, io.t));
    }
  };
  finder.onDidChange(print);
  const stop = new AbortController();
  const stopping = io.onStop(() => stop.abort());
  await delay(clock, lookMs, stop.signal);
  stopping.dispose();
  finder.dispose();
  if (stop.signal.aborted) return ExitCode.interrupted;
  if (printed.size === 0) {
    note(
      io,
      io.t(
        'No room is shown on this network. Ask for the invite, or check that both computers are on it.',
      ),
    );
  }
  return ExitCode.done;
}

/** `10.0.0.7:5000  Group  Lab 3 (Ann)`. Nothing in it is proved: anyone on the network can announce a room. */
function roomLine(
  { kind, name, host, locked, endpoints: [place] }: NearbyRoom,
  t: Translate,
): string {
  const wire = namedWire(wireOf(kind));
  const words = [name, host === '' ? '' : `(${host})`, locked ? `[${t('locked')}]` : ''];
  const columns = [
    formatLabEndpoint({ ...place, ...(wire && { wire }) }),
    kindText(kind, t).label,
    words.filter((word) => word !== '').join(' '),
  ];
  return safeLine(columns.join('  ').trimEnd());
}

function roomJson({ kind, name, host, locked, knock, code, endpoints }: NearbyRoom): string {
  return safeJson({ kind, name, host, locked, knock, code, endpoints });
}
