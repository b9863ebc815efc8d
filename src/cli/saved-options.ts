import { lookup } from 'node:dns/promises';
import { isIP, SocketAddress } from 'node:net';
import { isForTwo } from '../protocol/room-kinds';
import { type RestoredHost, restoreHosted } from '../room/host/restored-room';
import type { Archive, RoomSummary } from '../room/log/journal';
import { isAllNetworks, isLoopback } from '../strings/addresses';
import { linkName } from '../strings/inline-text';
import type { Translate } from '../strings/translate';
import { CommandError, ExitCode } from './exit-codes';
import type { HostArguments } from './host-arguments';
import { safeLine } from './safe-text';

/** The options that count only for a new room: a saved one is reopened with what it has. */
export const newRoomOptions = ['address', 'port', 'max-clients', 'person'] as const;

export type NewRoomOption = (typeof newRoomOptions)[number];

interface SavedValue {
  /** What the room has. */
  value(saved: RestoredHost): string | number;
  /** Whether what the user wants is that. */
  fits(wanted: HostArguments['host'], saved: RestoredHost): boolean | Promise<boolean>;
}

const savedValues: Readonly<Record<NewRoomOption, SavedValue>> = {
  address: {
    value: ({ header }) => header.address,
    fits: ({ address }, { header }) => isSameAddress(address, header.address),
  },
  port: {
    value: ({ header }) => header.port,
    fits: ({ port }, { header }) => port === 0 || port === header.port,
  },
  'max-clients': {
    value: ({ header }) => header.most,
    fits: ({ kind, maxClients }, { header }) => isForTwo(kind) || maxClients === header.most,
  },
  person: {
    value: ({ restored }) => restored.host.name,
    fits: ({ person }, { restored }) => person === restored.host.name,
  },
};

/**
 * Makes sure that reopening a saved room does all that the command line asks for. A service's arguments stay the same from
 * start to start, so of those, only announcing is checked.
 * @throws {CommandError} if it doesn't
 */
export async function checkSavedOptions(
  { id, name }: RoomSummary,
  archive: Archive,
  { host, given, announce, isService }: HostArguments,
  t: Translate,
): Promise<void> {
  const options = isService ? [] : given;
  if (options.length === 0 && !announce) return;
  const records = archive.read(id);
  const saved = records && restoreHosted(records);
  // It can't be reopened either.
  if (!saved) return;
  for (const option of options) {
    const { value, fits } = savedValues[option];
    if (await fits(host, saved)) continue;
    throw new CommandError(
      t(
        'The saved room “{0}” is reopened with {1}. Leave out --{2}, or give a new room another --name.',
        ...[linkName(name), safeLine(`--${option} ${value(saved)}`), option],
      ),
      ExitCode.usage,
    );
  }
  const { address } = saved.header;
  if (!announce || !isLoopback(address)) return;
  throw new CommandError(
    t(
      'The saved room “{0}” is reopened with {1}, which others can’t reach, so it can’t be announced. Leave out --announce, or give a new room another --name.',
      ...[linkName(name), `--address ${address}`],
    ),
    ExitCode.usage,
  );
}

/** @param saved as the system gave it */
async function isSameAddress(given: string, saved: string): Promise<boolean> {
  // Without IPv6, a room for all networks listens on those of IPv4.
  if (given === saved || (isAllNetworks(given) && isAllNetworks(saved))) return true;
  const addresses = isIP(given) ? [given] : await addressesOf(given);
  return addresses.map(canonical).includes(canonical(saved));
}

async function addressesOf(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

function canonical(address: string): string {
  const family = isIP(address);
  return family === 0
    ? address
    : new SocketAddress({ address, family: `ipv${family}` as 'ipv4' }).address;
}
