import { parseArgs } from 'node:util';
import type { RoomKind } from '../net/transport';
import type { HostOptions } from '../room/session';

export const usage =
  'Usage: npm run --silent hub -- [--kind lab-hub|lab-p2p] [--name NAME] [--address ADDRESS] [--port PORT] [--max-clients N]';

export type HubArguments =
  | { readonly ok: true; readonly options: HostOptions }
  | { readonly ok: false; readonly problem: string };

/** Reads the command line of the editorless hub. Listens on this computer only unless told otherwise. */
export function parseHubArguments(args: readonly string[]): HubArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        kind: { type: 'string', default: 'lab-hub' },
        name: { type: 'string', default: '' },
        address: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '0' },
        'max-clients': { type: 'string', default: '16' },
      },
    });
    const options = {
      kind: kindOf(values.kind),
      name: values.name,
      address: values.address,
      port: wholeNumber('--port', values.port, 0, 65535),
      maxClients: wholeNumber('--max-clients', values['max-clients'], 1, 500),
    };
    return { ok: true, options };
  } catch (error) {
    return { ok: false, problem: (error as Error).message };
  }
}

function kindOf(text: string): RoomKind {
  if (text === 'lab-hub' || text === 'lab-p2p') return text;
  throw new Error(`--kind takes lab-hub or lab-p2p, not ${text}`);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${option} takes a number from ${least} to ${most}, not ${text}`);
}
