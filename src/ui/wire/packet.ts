import { isIPv6 } from 'node:net';
import type { SocketAddress } from '../../protocol/endpoint';

const tcp = 6;
const udp = 17;
const hopLimit = 64;
const pushAndAck = 0x18;
const dontFragment = 0x4000;

/** The most payload in one packet, so that the lengths in its headers fit. */
export const maxPayload = 60_000;

export interface PacketOptions {
  readonly from: SocketAddress;
  readonly to: SocketAddress;
  readonly payload: Uint8Array;
  /** How many more bytes the payload had, which aren't known: the headers count them, and the checksum can't be right. */
  readonly cut?: number;
}

/** Where a TCP segment is in both directions of its stream. */
export interface TcpPosition {
  /** Number of its first byte. */
  readonly seq: number;
  /** Number of the next byte expected from the other side. */
  readonly ack: number;
}

/** Builds an IP packet with a TCP segment (RFC 9293). */
export function tcpPacket(options: PacketOptions, { seq, ack }: TcpPosition): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(options.from.port, 0);
  header.writeUInt16BE(options.to.port, 2);
  header.writeUInt32BE(seq >>> 0, 4);
  header.writeUInt32BE(ack >>> 0, 8);
  // The header's length in units of four bytes.
  header.writeUInt8((header.length / 4) << 4, 12);
  header.writeUInt8(pushAndAck, 13);
  header.writeUInt16BE(0xffff, 14);
  return packet(options, tcp, header, 16);
}

/** Builds an IP packet with a UDP datagram (RFC 768). */
export function udpPacket(options: PacketOptions): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(options.from.port, 0);
  header.writeUInt16BE(options.to.port, 2);
  header.writeUInt16BE(header.length + options.payload.length, 4);
  return packet(options, udp, header, 6);
}

/** @param checksumAt where the checksum is in the transport's header */
function packet(
  { from, to, payload, cut = 0 }: PacketOptions,
  protocol: number,
  header: Buffer,
  checksumAt: number,
): Buffer {
  const ends = [from.address, to.address].map(plainAddress);
  const [source, target] = ends.some(isIPv6) ? ends.map(toIpv6) : ends.map(toIpv4);
  if (!source || !target) throw new RangeError('a packet has two addresses');
  const segment = Buffer.concat([header, payload]);
  const pseudoHeader = Buffer.alloc(4);
  pseudoHeader.writeUInt16BE(protocol, 0);
  pseudoHeader.writeUInt16BE(segment.length, 2);
  const sum = checksum([source, target, pseudoHeader, segment]);
  // In UDP, 0 means that there is no checksum.
  segment.writeUInt16BE(sum === 0 && protocol === udp ? 0xffff : sum, checksumAt);
  const ip = source.length === 4 ? ipv4Header : ipv6Header;
  return Buffer.concat([ip(source, target, protocol, segment.length + cut), segment]);
}

/** RFC 791. */
function ipv4Header(source: Buffer, target: Buffer, protocol: number, length: number): Buffer {
  const header = Buffer.alloc(20);
  // Version 4, and a header of five times four bytes.
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(header.length + length, 2);
  header.writeUInt16BE(dontFragment, 6);
  header.writeUInt8(hopLimit, 8);
  header.writeUInt8(protocol, 9);
  source.copy(header, 12);
  target.copy(header, 16);
  header.writeUInt16BE(checksum([header]), 10);
  return header;
}

/** RFC 8200. */
function ipv6Header(source: Buffer, target: Buffer, protocol: number, length: number): Buffer {
  const header = Buffer.alloc(40);
  // Version 6.
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(length, 4);
  header.writeUInt8(protocol, 6);
  header.writeUInt8(hopLimit, 7);
  source.copy(header, 8);
  target.copy(header, 24);
  return header;
}

/** The internet checksum (RFC 1071). Each part but the last MUST have an even length. */
function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const bytes of parts) {
    for (let at = 0; at < bytes.length; at += 2) {
      sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    }
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** Without a zone, and IPv4 that is mapped to IPv6 as IPv4. */
function plainAddress(address: string): string {
  const [plain = ''] = address.split('%');
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain;
}

function toIpv4(address: string): Buffer {
  const parts = address.split('.').map(Number);
  return Buffer.from(parts.length === 4 ? parts : [0, 0, 0, 0]);
}

function toIpv6(address: string): Buffer {
  const bytes = Buffer.alloc(16);
  if (!address.includes(':')) {
    bytes.fill(0xff, 10, 12);
    toIpv4(address).copy(bytes, 12);
    return bytes;
  }
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const first = groups(head);
  const last = groups(tail);
  for (const [index, group] of first.entries()) bytes.writeUInt16BE(parseInt(group, 16), 2 * index);
  for (const [index, group] of last.entries()) {
    bytes.writeUInt16BE(parseInt(group, 16), 16 - 2 * (last.length - index));
  }
  return bytes;
}
