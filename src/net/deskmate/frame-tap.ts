import type { TLSSocket } from 'node:tls';
import { formatEndpoint, type SocketAddress } from '../../protocol/endpoint';
import { secretFields } from '../../protocol/frame-fields';
import type { WireConnection, WireEvent, WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';

const newline = 0x0a;

/** Every known program writes the type first. */
const frameType = /^\{"type":"([a-z-]{1,32})"/;

/** Records the frames of one connection, without their secrets. */
export class FrameTap implements WireConnection {
  readonly wire = 'deskmate/1';
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  peer: string;

  constructor(
    { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 }: TLSSocket,
    private readonly tap: WireTap,
    private readonly clock: Clock,
    readonly purpose?: WireConnection['purpose'],
  ) {
    this.local = { address: localAddress, port: localPort };
    this.remote = { address: remoteAddress, port: remotePort };
    this.peer = formatEndpoint({ host: remoteAddress, port: remotePort });
  }

  /** Whether the wire is being recorded. */
  get enabled(): boolean {
    return this.tap.enabled;
  }

  /** @param line without its ending */
  received(line: string): void {
    if (!this.tap.enabled) return;
    const bytes = Buffer.from(`${line}\n`);
    this.record('in', isJson(line) ? maskSecrets(bytes) : maskAll(bytes));
  }

  /** @param bytes whole lines */
  sent(bytes: Buffer): void {
    if (this.tap.enabled) this.record('out', maskSecrets(bytes));
  }

  /** Content of a file, which is no frame. @param head its beginning @param size all of it, in bytes */
  content(direction: WireEvent['direction'], head: Buffer, size: number): void {
    const { clock, tap } = this;
    const what = { connection: this, direction, bytes: head, size };
    tap.record({ time: clock.now(), ...what, marks: ['file-content'] });
  }

  private record(direction: WireEvent['direction'], bytes: Buffer): void {
    const isJoined = bytes.indexOf(newline) < bytes.length - 1;
    const type = frameType.exec(bytes.toString('latin1', 0, 80))?.[1];
    this.tap.record({
      time: this.clock.now(),
      connection: this,
      direction,
      bytes,
      marks: isJoined ? ['messages-joined'] : [],
      ...(type !== undefined && { summary: type }),
    });
  }
}

/** A JSON string. */
const string = /"(?:[^"\\]|\\.)*"/g;

/** The text between a field's name and its value, or the first of an array, and between two of an array. */
const colon = /^\s*:[\s[]*$/;
const comma = /^\s*,\s*$/;

/** An invite's token in a message's text, with `&` and `=` as JSON, HTML and URLs may write them. */
const inviteToken = /((?:[?&;]|%26|\\u0026)(?:t=|t%3D|t\\u003d))([\w-]{16,64})/gi;
const inviteLink = /deskmate(?:\/|%2F|\\\/|\\u002f)join/i;

/**
 * Replaces the values of all secret fields, and the tokens of invites in texts, by asterisks of the same
 * length.
 * @param bytes lines of JSON
 */
export function maskSecrets(bytes: Buffer): Buffer {
  // One character for each byte, so that the length stays the same.
  const text = bytes.toString('latin1');
  let masked = '';
  let end = 0;
  let isSecret = false;
  let isInArray = false;
  for (const { 0: literal, index } of text.matchAll(string)) {
    const between = text.slice(end, index);
    const isFirst: boolean = isSecret && colon.test(between);
    const isValue: boolean = isFirst || (isInArray && comma.test(between));
    masked += between + (isValue ? literal.replace(/[^"]/g, '*') : maskInvites(literal));
    end = index + literal.length;
    isInArray = isValue && (isInArray || between.includes('['));
    // The name may be spelled with escapes, like `"t\u006fken"`.
    isSecret = !isValue && secretFields.has(JSON.parse(literal));
  }
  return end === 0 ? bytes : Buffer.from(masked + text.slice(end), 'latin1');
}

function maskInvites(literal: string): string {
  if (!inviteLink.test(literal)) return literal;
  return literal.replace(
    inviteToken,
    (_, before: string, token: string) => before + '*'.repeat(token.length),
  );
}

/** Replaces everything that can be part of a secret, because the line doesn't show where its secrets are. */
function maskAll(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes.toString('latin1').replace(/[\w-]{16,}/g, (run) => '*'.repeat(run.length)),
    'latin1',
  );
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
