import type { SocketAddress } from '../../protocol/endpoint';
import { wires } from '../../protocol/room-kinds';
import type { WireConnection } from '../../protocol/wire-event';
import { maxPayload, type PacketOptions, type TcpPosition, tcpPacket, udpPacket } from './packet';
import type { WireChunk } from './wire-log';

/*
 * The format: draft-ietf-opsawg-pcapng. A file is a section header, one network interface and a block for
 * each packet, all little-endian.
 */
const sectionHeader = 0x0a0d0d0a;
const interfaceDescription = 1;
const enhancedPacket = 6;
const byteOrderMagic = 0x1a2b3c4d;
/** LINKTYPE_RAW: each packet begins with its IP header. */
const rawIp = 101;

const endOfOptions = 0;
const comment = 1;
const userApplication = 4;
const packetFlags = 2;
const inbound = 1;
const outbound = 2;

export interface CaptureOptions {
  /** Describes the whole file. */
  readonly comment: string;
  /** The comment on one chunk; undefined for none. */
  describe(chunk: WireChunk): string | undefined;
}

/**
 * Formats chunks as a capture file for Wireshark. The log has no packets, only what programs read and
 * write: the IP, TCP and UDP headers are synthetic, with correct lengths, checksums and numbers.
 * @returns the file in parts
 */
export function capture(chunks: Iterable<WireChunk>, options: CaptureOptions): Buffer[] {
  const streams = new Map<WireConnection, TcpStream>();
  const parts = [fileHeader(options.comment)];
  for (const chunk of chunks) {
    const stream = streams.get(chunk.connection) ?? new TcpStream();
    streams.set(chunk.connection, stream);
    // The comment is on the first packet of a chunk that doesn't fit into one.
    let note = options.describe(chunk);
    for (const { packet, cut } of packetsOf(chunk, stream)) {
      parts.push(packetBlock(packet, cut, chunk, note));
      note = undefined;
    }
  }
  return parts;
}

/** Counts the bytes of both directions of a connection, from the first one in the file. */
class TcpStream {
  private sent = 1;
  private received = 1;

  /** The position of the next `length` bytes. */
  next(direction: WireChunk['direction'], length: number): TcpPosition {
    const { sent, received } = this;
    if (direction === 'out') {
      this.sent += length;
      return { seq: sent, ack: received };
    }
    this.received += length;
    return { seq: received, ack: sent };
  }
}

/** A packet, and how many of its last bytes the file doesn't have. */
interface CutPacket {
  readonly packet: Buffer;
  readonly cut: number;
}

function* packetsOf(
  { connection, direction, bytes, size = bytes.length }: WireChunk,
  stream: TcpStream,
): Generator<CutPacket> {
  const ends: [SocketAddress, SocketAddress] = [connection.local, connection.remote];
  const [from, to] = direction === 'out' ? ends : ends.reverse();
  const around = (payload: Uint8Array, cut = 0) => ({ from, to, payload, cut }) as PacketOptions;
  if (wires[connection.wire].isDatagram) {
    yield { packet: udpPacket(around(bytes)), cut: 0 };
    return;
  }
  for (let at = 0; at < size; at += maxPayload) {
    const payload = bytes.subarray(at, at + maxPayload);
    const length = Math.min(maxPayload, size - at);
    const cut = length - payload.length;
    yield { packet: tcpPacket(around(payload, cut), stream.next(direction, length)), cut };
  }
}

function fileHeader(text: string): Buffer {
  const section = Buffer.alloc(16);
  section.writeUInt32LE(byteOrderMagic, 0);
  section.writeUInt16LE(1, 4);
  // The length of the section isn't given.
  section.writeBigInt64LE(-1n, 8);
  const about = [
    option(comment, Buffer.from(text)),
    option(userApplication, Buffer.from('Deskmate')),
  ];
  const network = Buffer.alloc(8);
  network.writeUInt16LE(rawIp, 0);
  return Buffer.concat([
    block(sectionHeader, [section, ...about, option(endOfOptions)]),
    block(interfaceDescription, [network]),
  ]);
}

function packetBlock(
  packet: Buffer,
  cut: number,
  { time, direction }: WireChunk,
  note?: string,
): Buffer {
  const head = Buffer.alloc(20);
  // Microseconds since the Unix epoch, the high half first.
  const micros = BigInt(Math.round(time * 1000));
  head.writeUInt32LE(Number(micros >> 32n), 4);
  head.writeUInt32LE(Number(micros & 0xffff_ffffn), 8);
  head.writeUInt32LE(packet.length, 12);
  // As it was on the network.
  head.writeUInt32LE(packet.length + cut, 16);
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(direction === 'in' ? inbound : outbound, 0);
  const options = [
    ...(note === undefined ? [] : [option(comment, Buffer.from(note))]),
    option(packetFlags, flags),
    option(endOfOptions),
  ];
  return block(enhancedPacket, [head, padded(packet), ...options]);
}

function block(type: number, content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length + 12;
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, 4);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(length, 0);
  return Buffer.concat([head, body, tail]);
}

function option(code: number, value = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, padded(value)]);
}

/** Blocks consist of units of four bytes. */
function padded(bytes: Buffer): Buffer {
  const missing = (4 - (bytes.length % 4)) % 4;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}
