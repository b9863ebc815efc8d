import { BlockList, isIP, isIPv6 } from 'node:net';
import { linuxTool, system32, type Tool, type Tools } from './tools';

/**
 * What the operating system knows about a computer on the same network. `reachable`: it has just responded; `seen`: it
 * was there a while ago; `missing`: it doesn't respond; `none`: the system hasn't looked for it, as for a computer on
 * another network; `unknown`: the system didn't say.
 */
export type Neighbor = 'reachable' | 'seen' | 'missing' | 'none' | 'unknown';

interface NeighborSource {
  /** One program for all addresses, or one for each, in their order. */
  readonly tools: (addresses: readonly string[]) => readonly Tool[];
  readonly parse: (output: string, address: string) => Neighbor;
}

/** The sources on each system; the first with a result counts. */
const sources: Partial<Readonly<Record<NodeJS.Platform, readonly NeighborSource[]>>> = {
  linux: [
    {
      tools: (addresses) =>
        addresses.map((address) => ({
          programs: linuxTool('ip'),
          args: ['-j', 'neigh', 'show', 'to', address],
        })),
      parse: parseIpNeigh,
    },
  ],
  darwin: [
    {
      tools: (addresses) =>
        addresses.map((address) => ({
          programs: [isIPv6(address) ? '/usr/sbin/ndp' : '/usr/sbin/arp'],
          args: ['-n', address],
        })),
      parse: parseArpOfMac,
    },
  ],
  win32: [
    {
      // Starting PowerShell takes a second or two of processor time.
      tools: (addresses) => [
        {
          programs: [system32('WindowsPowerShell\\v1.0\\powershell.exe')],
          args: [
            ...['-NoProfile', '-NonInteractive', '-Command'],
            // Addresses contain only digits, letters, dots and colons. One without an entry is an error that doesn't
            // end the command.
            `Get-NetNeighbor -IPAddress ${addresses.join()} -ErrorAction SilentlyContinue | Select-Object IPAddress,State | ConvertTo-Json -Compress`,
          ],
        },
      ],
      parse: parseNetNeighbor,
    },
    {
      // Lists all entries, because it takes only one address.
      tools: () => [{ programs: [system32('ARP.EXE')], args: ['-a'] }],
      parse: parseArpOfWindows,
    },
  ],
};

/** Looks up the computers at these IP addresses; returns one result per address. Never rejects. */
export async function findNeighbors(
  addresses: readonly string[],
  tools: Tools,
  signal: AbortSignal,
): Promise<readonly Neighbor[]> {
  const plain = addresses.map((address) => address.split('%', 1)[0] ?? '');
  const asked = [...new Set(plain.filter((address) => isIP(address) !== 0))];
  if (asked.length === 0) return addresses.map(() => 'unknown');
  const run = (tool: Tool) => tools.run(tool, signal).catch(() => undefined);
  const found = await Promise.all(
    (sources[tools.platform] ?? []).map(async (source) => {
      const outputs = await Promise.all(source.tools(asked).map(run));
      return asked.map((address, index) => {
        const output = outputs.length === asked.length ? outputs[index] : outputs[0];
        return output === undefined ? 'unknown' : source.parse(output, address);
      });
    }),
  );
  return plain.map((address) => {
    const answers = found.map((source) => source[asked.indexOf(address)]);
    return answers.find((answer) => answer !== undefined && answer !== 'unknown') ?? 'unknown';
  });
}

/** By ip-neighbour(8). */
const linuxStates: Readonly<Record<string, Neighbor>> = {
  PERMANENT: 'reachable',
  REACHABLE: 'reachable',
  NOARP: 'none',
  NONE: 'none',
  STALE: 'seen',
  DELAY: 'seen',
  PROBE: 'seen',
  INCOMPLETE: 'missing',
  FAILED: 'missing',
};

/** The most informative first: one address may have several entries, and perhaps only one adapter reaches it. */
const mostTelling: readonly Neighbor[] = ['reachable', 'seen', 'missing', 'none'];

function best(found: readonly (Neighbor | undefined)[]): Neighbor {
  return mostTelling.find((each) => found.includes(each)) ?? 'unknown';
}

/** The output of `ip -j neigh show to ADDRESS`: `[{"dst","dev","lladdr","state":["REACHABLE"]}]`. */
export function parseIpNeigh(output: string, address: string): Neighbor {
  // Some versions print nothing instead of an empty array.
  if (output.trim() === '') return 'none';
  const rows = parseJson(output);
  if (!Array.isArray(rows)) return 'unknown';
  if (rows.length === 0) return 'none';
  const own = rows.filter((row) => Object(row).dst === address);
  return best(
    own.flatMap((row) => {
      const { state } = Object(row) as { readonly state?: unknown };
      return Array.isArray(state) ? state.map((name) => ownState(linuxStates, name)) : [];
    }),
  );
}

const hardwareAddress = /(?:^|[\s(])(?:[\da-f]{1,2}[:-]){5}[\da-f]{1,2}(?:$|[\s)])/i;
const noHardware = /(?:^|[\s(])(?:00?[:-]){5}00?(?:$|[\s)])/;

/** The output of `arp -n ADDRESS` or `ndp -n ADDRESS` on macOS. */
export function parseArpOfMac(output: string, address: string): Neighbor {
  const line = lineAbout(output, address);
  if (line === undefined) return 'unknown';
  if (line.includes('(incomplete)')) return 'missing';
  if (/-- no entry/.test(line)) return 'none';
  return hardwareAddress.test(line) ? 'seen' : 'unknown';
}

/**
 * The output of `arp -a` on Windows, in any language: a row for the address has its hardware address; without
 * any entry there is only a sentence.
 */
export function parseArpOfWindows(output: string, address: string): Neighbor {
  const line = lineAbout(output, address);
  if (line !== undefined && hardwareAddress.test(line)) {
    return noHardware.test(line) ? 'missing' : 'seen';
  }
  return output.trim() === '' || line !== undefined ? 'unknown' : 'none';
}

/** NL_NEIGHBOR_STATE of nldef.h, which the cmdlet's objects carry as numbers in any language. */
const windowsStates: readonly Neighbor[] = [
  'missing',
  'missing',
  'seen',
  'seen',
  'seen',
  'reachable',
  'reachable',
];

/** The output of `Get-NetNeighbor … | ConvertTo-Json`: one object, or an array of them. */
export function parseNetNeighbor(output: string, address: string): Neighbor {
  const value = parseJson(output);
  if (typeof value !== 'object' || value === null) return 'unknown';
  const rows: readonly unknown[] = Array.isArray(value) ? value : [value];
  return best(
    rows.map((row) => {
      const { IPAddress, State } = Object(row) as Readonly<Record<string, unknown>>;
      if (typeof IPAddress !== 'string' || !isSameAddress(IPAddress, address)) return undefined;
      return typeof State === 'number' ? windowsStates[State] : undefined;
    }),
  );
}

/** Whether two texts mean the same address: IPv6 has several forms, and Windows adds the adapter to it. */
function isSameAddress(text: string, address: string): boolean {
  const plain = text.split('%', 1)[0] ?? '';
  const family = isIP(plain);
  if (family === 0 || family !== isIP(address)) return false;
  const one = new BlockList();
  one.addAddress(address, family === 6 ? 'ipv6' : 'ipv4');
  return one.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/** The line that has the address as a word. */
function lineAbout(output: string, address: string): string | undefined {
  return output
    .split(/\r?\n/)
    .find((line) => line.split(/[\s()]+/).some((word) => word.split('%', 1)[0] === address));
}

function ownState(states: Readonly<Record<string, Neighbor>>, name: unknown): Neighbor | undefined {
  return typeof name === 'string' && Object.hasOwn(states, name) ? states[name] : undefined;
}

/** Returns undefined for what isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
