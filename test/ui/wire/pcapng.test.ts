import assert from 'node:assert/strict';
import type { WireConnection } from '../../../src/protocol/wire-event';
import { maxPayload } from '../../../src/ui/wire/packet';
import { capture } from '../../../src/ui/wire/pcapng';
import { wireChunk, wireConnection } from './chunks';

interface Block {
  readonly type: number;
  readonly body: Buffer;
}

interface Packet {
  readonly micros: bigint;
  readonly data: Buffer;
  /** How long it was on the network. */
  readonly original: number;
  readonly comment: string | undefined;
  readonly flags: number;
}

/** Splits a capture file into its blocks. */
function blocksOf(file: Buffer): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at + 4);
    assert.equal(length % 4, 0);
    assert.equal(file.readUInt32LE(at + length - 4), length, 'both lengths agree');
    blocks.push({ type: file.readUInt32LE(at), body: file.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return blocks;
}

function optionsOf(bytes: Buffer): Map<number, Buffer> {
  const options = new Map<number, Buffer>();
  for (let at = 0; bytes.readUInt16LE(at) !== 0; ) {
    const length = bytes.readUInt16LE(at + 2);
    options.set(bytes.readUInt16LE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + 4 * Math.ceil(length / 4);
  }
  return options;
}

function packetOf({ type, body }: Block): Packet {
  assert.equal(type, 6);
  const length = body.readUInt32LE(12);
  const options = optionsOf(body.subarray(20 + 4 * Math.ceil(length / 4)));
  return {
    original: body.readUInt32LE(16),
    micros: (BigInt(body.readUInt32LE(4)) << 32n) | BigInt(body.readUInt32LE(8)),
    data: body.subarray(20, 20 + length),
    comment: options.get(1)?.toString(),
    flags: options.get(2)?.readUInt32LE() ?? 0,
  };
}

/** The sum that the receiver of a packet computes: 0xffff if it is undamaged. */
function sum(...parts: readonly Buffer[]): number {
  const bytes = Buffer.concat(parts);
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
  let total = 0;
  for (let at = 0; at < even.length; at += 2) total += even.readUInt16BE(at);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

/** Checks an IPv4 packet as its receiver does. */
function ipv4(data: Buffer) {
  assert.equal(data[0], 0x45);
  assert.equal(data.readUInt16BE(2), data.length);
  assert.equal(sum(data.subarray(0, 20)), 0xffff, 'checksum of the IP header');
  const segment = data.subarray(20);
  const pseudo = Buffer.from([0, data[9] ?? 0, segment.length >> 8, segment.length & 255]);
  assert.equal(sum(data.subarray(12, 20), pseudo, segment), 0xffff, 'checksum of the segment');
  return { source: [...data.subarray(12, 16)], target: [...data.subarray(16, 20)], segment };
}

function read(parts: readonly Buffer[]) {
  const [section, network, ...packets] = blocksOf(Buffer.concat(parts));
  assert.ok(section && network);
  return { section, network, packets: packets.map(packetOf) };
}

const options = { comment: 'recorded', describe: () => undefined };

describe('a capture file', () => {
  it('begins with its section and one network interface for IP packets', () => {
    const { section, network, packets } = read(capture([], options));
    assert.deepEqual([section.type, section.body.readUInt32LE()], [0x0a0d0d0a, 0x1a2b3c4d]);
    assert.equal(optionsOf(section.body.subarray(16)).get(1)?.toString(), 'recorded');
    assert.deepEqual([network.type, network.body.readUInt16LE()], [1, 101]);
    assert.deepEqual(packets, []);
  });

  it('has the bytes of a stream as segments with right numbers and checksums', () => {
    const chunks = [
      wireChunk('你好'),
      wireChunk('odd', { direction: 'out', time: 1_700_000_000_001.5 }),
      wireChunk('more'),
    ];
    const { packets } = read(capture(chunks, options));
    const segments = packets.map(({ data }) => ipv4(data));
    assert.deepEqual(
      segments.map(({ segment }) => segment.subarray(20).toString()),
      ['你好', 'odd', 'more'],
    );
    assert.deepEqual(
      segments.map(({ segment }) => [segment.readUInt16BE(0), segment.readUInt16BE(2)]),
      [
        [50412, 9000],
        [9000, 50412],
        [50412, 9000],
      ],
    );
    const numbers = segments.map(({ segment }) => [
      segment.readUInt32BE(4),
      segment.readUInt32BE(8),
    ]);
    assert.deepEqual(numbers, [
      [1, 1],
      [1, 7],
      [7, 4],
    ]);
    assert.equal(packets[1]?.micros, 1_700_000_000_001_500n);
    assert.deepEqual(
      packets.map(({ flags }) => flags),
      [1, 2, 1],
    );
  });

  it('counts each connection’s bytes separately', () => {
    const other = wireConnection(50413);
    const chunks = [wireChunk('abc'), wireChunk('x', { connection: other }), wireChunk('d')];
    const { packets } = read(capture(chunks, options));
    const numbers = packets.map(({ data }) => ipv4(data).segment.readUInt32BE(4));
    assert.deepEqual(numbers, [1, 1, 4]);
  });

  it('carries what is said of a chunk as a comment', () => {
    const describe = () => 'a character is cut here';
    const { packets } = read(capture([wireChunk('a')], { ...options, describe }));
    assert.equal(packets[0]?.comment, 'a character is cut here');
  });

  it('cuts what is too long for one packet, and comments on the first', () => {
    const bytes = Buffer.alloc(2 * maxPayload + 1, 'x');
    const { packets } = read(capture([wireChunk(bytes)], { ...options, describe: () => 'long' }));
    const payloads = packets.map(({ data }) => ipv4(data).segment.subarray(20));
    assert.ok(Buffer.concat(payloads).equals(bytes));
    assert.deepEqual(
      packets.map(({ comment }) => comment),
      ['long', undefined, undefined],
    );
  });

  it('says how long content was of which only the beginning is known', () => {
    const size = maxPayload + 1000;
    const chunks = [wireChunk('PNG', { size }), wireChunk('{"type":"done"}')];
    const { packets } = read(capture(chunks, options));
    assert.deepEqual(
      packets.map(({ data, original }) => [data.length, original, data.readUInt16BE(2)]),
      [
        [43, 40 + maxPayload, 40 + maxPayload],
        [40, 1040, 1040],
        [55, 55, 55],
      ],
    );
    const numbers = packets.map(({ data }) => data.readUInt32BE(24));
    assert.deepEqual(numbers, [1, 1 + maxPayload, 1 + size], 'the stream goes on after all of it');
  });

  it('has datagrams as UDP, an empty one, too', () => {
    const connection = wireConnection(50412, 'lab-udp');
    const chunks = ['D1', ''].map((text) => wireChunk(text, { connection, direction: 'out' }));
    const { packets } = read(capture(chunks, options));
    for (const [index, { data }] of packets.entries()) {
      const { segment } = ipv4(data);
      assert.equal(data[9], 17);
      assert.equal(segment.readUInt16BE(4), segment.length);
      assert.equal(segment.subarray(8).toString(), index === 0 ? 'D1' : '');
    }
    assert.equal(packets.length, 2);
  });

  it('has the addresses of both ends, whatever their family', () => {
    const between = (local: string, remote: string): WireConnection => ({
      ...wireConnection(1),
      local: { address: local, port: 9000 },
      remote: { address: remote, port: 1 },
    });
    const packet = (local: string, remote: string) => {
      const chunk = wireChunk('x', { connection: between(local, remote) });
      return read(capture([chunk], options)).packets[0]?.data ?? Buffer.alloc(0);
    };
    const mapped = ipv4(packet('::ffff:10.0.0.1', '::ffff:10.0.0.2'));
    assert.deepEqual(
      [mapped.source, mapped.target],
      [
        [10, 0, 0, 2],
        [10, 0, 0, 1],
      ],
    );
    const six = packet('2001:db8::1', 'fe80::1:2%eth0');
    assert.equal((six[0] ?? 0) >> 4, 6);
    assert.equal(six.readUInt16BE(4), six.length - 40);
    assert.equal(six.toString('hex', 8, 24), 'fe800000000000000000000000010002');
    assert.equal(six.toString('hex', 24, 40), '20010db8000000000000000000000001');
    const segment = six.subarray(40);
    const pseudo = Buffer.from([0, 0, 0, segment.length, 0, 0, 0, 6]);
    assert.equal(sum(six.subarray(8, 40), pseudo, segment), 0xffff);
    assert.equal(packet('::', '2001:db8::2').toString('hex', 24, 40), '0'.repeat(32));
    assert.deepEqual(ipv4(packet('', '10.0.0.2')).target, [0, 0, 0, 0]);
  });
});
