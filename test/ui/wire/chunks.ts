import type { WireConnection } from '../../../src/protocol/wire-event';
import type { WireChunk } from '../../../src/ui/wire/wire-log';

/** A hub's connection with a client on this port. */
export function wireConnection(
  port: number,
  wire: WireConnection['wire'] = 'lab-tcp',
): WireConnection {
  return {
    wire,
    local: { address: '127.0.0.1', port: 9000 },
    remote: { address: '127.0.0.1', port },
    peer: `('127.0.0.1', ${port})`,
  };
}

const ann = wireConnection(50412);

/** A chunk that a hub read from its first client. */
export function wireChunk(bytes: string | Buffer, change: Partial<WireChunk> = {}): WireChunk {
  return {
    type: 'chunk',
    time: 1_700_000_000_000,
    connection: ann,
    peer: 1,
    direction: 'in',
    bytes: Buffer.from(bytes as string),
    marks: [],
    ...change,
  };
}
