import type { RoomKind } from '../../net/transport';
import type { HostOptions } from '../../room/session';
import { parseClients, parseListenPort, usualClients } from '../words/number-words';

/** What a person answered when hosting; kept as the next time's defaults. */
export interface HostAnswers {
  readonly kind: RoomKind;
  readonly address: string;
  /** The adapter that had the address. */
  readonly adapter?: string;
  /** As typed: empty for any free one. */
  readonly port: string;
  readonly maxClients: number;
}

/** The answers of somebody who was never asked. */
export const firstAnswers: HostAnswers = {
  kind: 'lab-hub',
  address: '127.0.0.1',
  port: '',
  maxClients: usualClients,
};

/** What storage held, with what is missing or no longer valid filled in. */
export function readHostAnswers(stored: unknown): HostAnswers {
  const { kind, address, adapter, port, maxClients } = Object(stored) as Record<string, unknown>;
  return {
    kind: kind === 'lab-p2p' ? kind : firstAnswers.kind,
    address: typeof address === 'string' ? address : firstAnswers.address,
    ...(typeof adapter === 'string' ? { adapter } : {}),
    port:
      typeof port === 'string' && parseListenPort(port) !== undefined ? port : firstAnswers.port,
    maxClients: parseClients(String(maxClients)) ?? firstAnswers.maxClients,
  };
}

/** The room that the answers describe; it is named after its address. */
export function answeredOptions({ kind, address, port, maxClients }: HostAnswers): HostOptions {
  return { kind, name: '', address, port: parseListenPort(port) ?? 0, maxClients };
}
