import { isIP, isIPv6 } from 'node:net';
import { linuxTool, system32, type Tool, type Tools } from './tools';

/**
 * What the operating system knows of a computer on the same network. `reachable`: it has answered just now;
 * `seen`: it was there not long ago; `missing`: it doesn't answer; `none`: the system hasn't asked for it,
 * as for a computer on another network; `unknown`: the system didn't say.
 */
export type Neighbor = 'reachable' | 'seen' | 'missing' | 'none' | 'unknown';

interface NeighborSource {
  readonly tool: (address: string) => Tool;
  readonly parse: (output: string, address: string) => Neighbor;
}

/** The sources of each system; the first that knows anything counts. */
const sources: Partial<Readonly<Record<NodeJS.Platform, readonly NeighborSource[]>>> = {
  linux: [
    {
      tool: (address) => ({
        programs: linuxTool('ip'),
        args: ['-j', 'neigh', 'show', 'to', address],
      }),
      parse: parseIpNeigh,
    },
  ],
  darwin: [
    {
      tool: (address) => ({
        programs: [isIPv6(address) ? '/usr/sbin/ndp' : '/usr/sbin/arp'],
        args: ['-n', address],
      }),
      parse: parseArpOfMac,
    },
  ],
  win32: [
    {
      tool: (address) => ({
        programs: [system32('WindowsPowerShell\\v1.0\\powershell.exe')],
        args: [
          ...['-NoProfile', '-NonInteractive', '-Command'],
          // The address has only digits, letters, dots and colons.
          `Get-NetNeighbor -IPAddress ${address} -ErrorAction Stop | Select-Object State | ConvertTo-Json -Compress`,
        ],
      }),
      parse: parseNetNeighbor,
    },
    {
      tool: (address) => ({ programs: [system32('ARP.EXE')], args: ['-a', address] }),
      parse: parseArpOfWindows,
    },
  ],
};

/** Asks the system about the computer at an IP address. Never rejects. */
export async function findNeighbor(
  address: string,
  tools: Tools,
  signal: AbortSignal,
): Promise<Neighbor> {
  const plain = address.split('%', 1)[0] ?? '';
  if (!isIP(plain)) return 'unknown';
  const answers = await Promise.all(
    (sources[tools.platform] ?? []).map(async ({ tool, parse }) => {
      const output = await tools.run(tool(plain), signal);
      return output === undefined ? 'unknown' : parse(output, plain);
    }),
  );
  return answers.find((answer) => answer !== 'unknown') ?? 'unknown';
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

/** How much an answer says, if there are several for one address: one adapter may reach it. */
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
 * The output of `arp -a ADDRESS` on Windows, in any language: a row for the address has its hardware
 * address; without an entry there is only a sentence.
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
export function parseNetNeighbor(output: string): Neighbor {
  const value = parseJson(output);
  if (typeof value !== 'object' || value === null) return 'unknown';
  const rows: readonly unknown[] = Array.isArray(value) ? value : [value];
  return best(
    rows.map((row) => {
      const { State } = Object(row) as { readonly State?: unknown };
      return typeof State === 'number' ? windowsStates[State] : undefined;
    }),
  );
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
