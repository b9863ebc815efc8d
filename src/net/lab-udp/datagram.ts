/**
 * The datagrams of lab rooms over UDP, as docs/LAB-UDP.md defines them. Numbers are big-endian:
 * `"D1"` 2 | type 1 | flags 1 | session 8 | number 4 | body.
 */

/** Bytes before the body. */
export const headerBytes = 16;
/** The longest datagram: it fits the packets of any network in use, so none is fragmented. */
export const maxDatagramBytes = 1200;
export const maxBodyBytes = maxDatagramBytes - headerBytes;
export const sessionBytes = 8;
export const cookieBytes = 16;
/** The shortest HELLO. No answer to it is longer than the HELLO itself. */
export const minHelloBytes = 64;
/** The length of our own HELLO: no shorter than the longest WELCOME. */
export const helloBytes = 96;

const protocolName = 'D';
const protocolVersion = '1';

export const datagramTypes = {
  hello: 1,
  cookie: 2,
  welcome: 3,
  say: 4,
  ack: 5,
  ping: 6,
  bye: 7,
  refused: 8,
} as const;

export const datagramFlags = {
  /** SAY: the message continues in the next number. */
  more: 1,
  /** WELCOME: the room is bare, without acknowledgements and repeats. */
  bare: 2,
  /** WELCOME: in line; the number is the position, 1 is next, 0 is unknown. */
  waiting: 4,
} as const;

/** A datagram without its session. Bodies are views of the bytes they were decoded from. */
export type Datagram =
  | { readonly type: 'hello'; readonly cookie: Buffer }
  | { readonly type: 'cookie'; readonly cookie: Buffer }
  | {
      readonly type: 'welcome';
      /** The receiver's address as the room shows it. */
      readonly name: string;
      readonly bare: boolean;
      /** Position in the waiting line, 0 if it is unknown; absent for who is in. */
      readonly position?: number;
    }
  | SayDatagram
  | AckDatagram
  | { readonly type: 'ping' }
  | { readonly type: 'bye'; readonly reason: string }
  | { readonly type: 'refused'; readonly reason: string };

export interface SayDatagram {
  readonly type: 'say';
  readonly number: number;
  /** Whether the message continues in the next datagram. */
  readonly more: boolean;
  readonly body: Buffer;
}

export interface AckDatagram {
  readonly type: 'ack';
  /** All up to this number have arrived. */
  readonly number: number;
  /** Bit k, the least significant first: `number` + 1 + k has arrived. */
  readonly bitmap: number;
}

/** What a datagram is: ours, ours in another version, or something else. */
export type DecodedDatagram =
  | { readonly ok: true; readonly session: Buffer; readonly datagram: Datagram }
  | { readonly ok: false; readonly problem: 'other-version' | 'malformed' };

const malformed = { ok: false, problem: 'malformed' } as const;

/**
 * Decodes a datagram. It MUST have one of the types, the length that its type requires, and number 0 where
 * it has none; flags that it doesn't know are ignored.
 */
export function decodeDatagram(bytes: Buffer): DecodedDatagram {
  const { length } = bytes;
  if (length < headerBytes || length > maxDatagramBytes) return malformed;
  if (bytes.toString('latin1', 0, 1) !== protocolName) return malformed;
  const version = bytes.toString('latin1', 1, 2);
  if (version !== protocolVersion) {
    return /\d/.test(version) ? { ok: false, problem: 'other-version' } : malformed;
  }
  const datagram = decodeBody(bytes);
  if (!datagram) return malformed;
  return { ok: true, session: bytes.subarray(4, 4 + sessionBytes), datagram };
}

function decodeBody(bytes: Buffer): Datagram | undefined {
  const flags = bytes[3] as number;
  const number = bytes.readUInt32BE(12);
  const body = bytes.subarray(headerBytes);
  const has = (flag: keyof typeof datagramFlags) => (flags & datagramFlags[flag]) !== 0;
  if (bytes[2] === datagramTypes.say) {
    return { type: 'say', number, more: has('more'), body };
  }
  if (bytes[2] === datagramTypes.ack) {
    if (body.length !== 4) return undefined;
    return { type: 'ack', number, bitmap: body.readUInt32BE() };
  }
  if (number !== 0 && bytes[2] !== datagramTypes.welcome) return undefined;
  switch (bytes[2]) {
    case datagramTypes.hello:
      if (bytes.length < minHelloBytes) return undefined;
      return { type: 'hello', cookie: body.subarray(0, cookieBytes) };
    case datagramTypes.cookie:
      return body.length === cookieBytes ? { type: 'cookie', cookie: body } : undefined;
    case datagramTypes.welcome: {
      const position = has('waiting') ? { position: number } : {};
      return { type: 'welcome', name: body.toString(), bare: has('bare'), ...position };
    }
    case datagramTypes.ping:
      return body.length === 0 ? { type: 'ping' } : undefined;
    case datagramTypes.bye:
      return { type: 'bye', reason: body.toString() };
    case datagramTypes.refused:
      return { type: 'refused', reason: body.toString() };
    default:
      return undefined;
  }
}

/** @param session 8 bytes that identify it */
export function encodeDatagram(session: Uint8Array, datagram: Datagram): Buffer {
  const { flags, number, body } = parts(datagram);
  const bytes = Buffer.alloc(headerBytes + body.length);
  bytes.write(protocolName + protocolVersion, 'latin1');
  bytes[2] = datagramTypes[datagram.type];
  bytes[3] = flags;
  bytes.set(session, 4);
  bytes.writeUInt32BE(number, 12);
  bytes.set(body, headerBytes);
  return bytes;
}

const nothing = Buffer.alloc(0);

function parts(datagram: Datagram): { flags: number; number: number; body: Uint8Array } {
  switch (datagram.type) {
    case 'hello': {
      const body = Buffer.alloc(helloBytes - headerBytes);
      body.set(datagram.cookie);
      return { flags: 0, number: 0, body };
    }
    case 'cookie':
      return { flags: 0, number: 0, body: datagram.cookie };
    case 'welcome': {
      const { name, bare, position } = datagram;
      const waiting = position === undefined ? 0 : datagramFlags.waiting;
      const flags = (bare ? datagramFlags.bare : 0) | waiting;
      return { flags, number: position ?? 0, body: Buffer.from(name) };
    }
    case 'say': {
      const { number, more, body } = datagram;
      return { flags: more ? datagramFlags.more : 0, number, body };
    }
    case 'ack': {
      const body = Buffer.alloc(4);
      body.writeUInt32BE(datagram.bitmap);
      return { flags: 0, number: datagram.number, body };
    }
    case 'ping':
      return { flags: 0, number: 0, body: nothing };
    case 'bye':
    case 'refused':
      return { flags: 0, number: 0, body: Buffer.from(datagram.reason) };
  }
}

/** How far `number` is after `other`: numbers wrap from 2³² − 1 to 0. Negative if it is before. */
export function distance(number: number, other: number): number {
  return (number - other) | 0;
}

/** The number after this one. */
export function nextNumber(number: number): number {
  return (number + 1) >>> 0;
}
