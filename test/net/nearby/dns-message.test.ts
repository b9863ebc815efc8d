import assert from 'node:assert/strict';
import {
  type DnsRecord,
  decodeMessage,
  dnsLimits,
  encodeMessage,
} from '../../../src/net/nearby/dns-message';
import { seededRandom } from '../../../src/util/seeded-random';
import { announced, announcement, announcingRecords } from '../../helpers/nearby';

/** A header with these counts, and what follows it. */
function packet(counts: readonly number[], ...parts: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(0x8400, 2);
  for (const [at, count] of counts.entries()) header.writeUInt16BE(count, 4 + 2 * at);
  return Buffer.concat([header, ...parts.map((part) => Buffer.from(part))]);
}

const label = (text: string) => [text.length, ...Buffer.from(text)];

/** Type, class IN, lifetime and length of the data. */
const fixed = (type: number, length: number) => [0, type, 0, 1, 0, 0, 0, 60, 0, length];

describe('a message of multicast DNS', () => {
  it('reads back as it was written', () => {
    const records = announcingRecords(announced(), ['10.0.0.7', 'fe80::1', '2001:db8::5']);
    const questions = [
      { name: '_deskmate._tcp.local', type: 'PTR', unicast: true },
      { name: 'dm-00112233445566aa.local', type: 'ANY', unicast: false },
    ] as const;
    const message = { id: 7, isResponse: true, questions, records };
    const read = decodeMessage(encodeMessage(message));
    const plain = (record: DnsRecord) =>
      record.type === 'TXT'
        ? { ...record, texts: record.texts.map((text) => Buffer.from(text).toString()) }
        : record;
    assert.deepEqual(read?.records.map(plain), records.map(plain));
    assert.deepEqual({ ...read, records: [] }, { ...message, records: [] });
  });

  it('has each name once', () => {
    const text = encodeMessage({
      ...{ id: 0, isResponse: true, questions: [] },
      records: announcingRecords(announced()),
    }).toString('latin1');
    assert.equal(text.split('_deskmate').length, 2);
    assert.equal(text.split('\u0013dm-').length, 3);
    assert.ok(text.length < 200, `${text.length} bytes`);
  });

  it('is compared in lower case, and with dots within a label marked', () => {
    const bytes = packet(
      [0, 1, 0, 0],
      label('A.b'),
      label('LOCAL'),
      [0],
      fixed(1, 4),
      [10, 0, 0, 7],
    );
    assert.deepEqual(decodeMessage(bytes)?.records, [
      { name: 'a\\.b.local', type: 'A', address: '10.0.0.7', ttl: 60, flush: false },
    ]);
  });

  it('leaves out records of other types and classes', () => {
    const other = [...label('x'), 0, ...fixed(47, 3), 1, 2, 3];
    const chaos = [...label('x'), 0, 0, 1, 0, 3, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1];
    const known = [...label('y'), 0, ...fixed(16, 3), ...label('ab')];
    const read = decodeMessage(packet([0, 3, 0, 0], other, chaos, known));
    assert.deepEqual(
      read?.records.map(({ name }) => name),
      ['y'],
    );
  });

  const bad: readonly [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['half a header', Buffer.alloc(11)],
    ['more than 9,000 bytes', Buffer.concat([packet([0, 0, 0, 0]), Buffer.alloc(dnsLimits.bytes)])],
    ['more than 128 records', packet([100, 29, 0, 0], Array(4000).fill(0))],
    ['records that aren’t there', packet([0, 2, 0, 0], label('x'), [0], fixed(1, 4), [1, 2, 3, 4])],
    ['another opcode', Buffer.from([0, 0, 0x88, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ['a response code', Buffer.from([0, 0, 0x84, 3, 0, 0, 0, 0, 0, 0, 0, 0])],
    ['a pointer to itself', packet([1, 0, 0, 0], [0xc0, 12], [0, 1, 0, 1])],
    ['a forward pointer', packet([1, 0, 0, 0], [0xc0, 16, 0, 12, 0, 1], label('x'), [0])],
    ['a pointer into its own name', packet([1, 0, 0, 0], label('a'), [0xc0, 12], [0, 1, 0, 1])],
    ['a pointer to the end', packet([1, 0, 0, 0], [0xff, 0xff], [0, 1, 0, 1])],
    ['a label of an unknown kind', packet([1, 0, 0, 0], [0x80, 1, 0], [0, 1, 0, 1])],
    ['an address of three bytes', packet([0, 1, 0, 0], label('x'), [0], fixed(1, 3), [10, 0, 0])],
    [
      'an address of five bytes',
      packet([0, 1, 0, 0], label('x'), [0], fixed(1, 5), [10, 0, 0, 7, 9]),
    ],
    ['a text beyond its record', packet([0, 1, 0, 0], label('x'), [0], fixed(16, 2), [9, 65])],
    ['data beyond the packet', packet([0, 1, 0, 0], label('x'), [0], fixed(16, 200), [1, 65])],
    [
      'a name of more than 255 bytes',
      packet([1, 0, 0, 0], ...Array(5).fill(label('x'.repeat(60))), [0, 0, 1, 0, 1]),
    ],
  ];
  for (const [what, bytes] of bad) {
    it(`is dropped with ${what}`, () => assert.equal(decodeMessage(bytes), undefined));
  }

  /** A name that takes this many pointers: each leads to the one before. */
  function hops(count: number): Buffer {
    const names: number[][] = [[...label('a'), 0]];
    let at = 12;
    let next = at + 3 + 4;
    for (let hop = 0; hop < count; hop += 1) {
      names.push([...label('b'), 0xc0 | (at >> 8), at & 0xff]);
      at = next;
      next += 4 + 4;
    }
    const questions = names.map((name) => [...name, 0, 12, 0, 1]);
    return packet([questions.length, 0, 0, 0], ...questions);
  }

  it('is dropped with more than 16 pointers in a name', () => {
    assert.equal(decodeMessage(hops(dnsLimits.hops))?.questions.length, dnsLimits.hops + 1);
    assert.equal(decodeMessage(hops(dnsLimits.hops + 1)), undefined);
  });

  /** Decodes, and checks what must be true of every message. */
  function check(bytes: Uint8Array): void {
    const message = decodeMessage(bytes);
    if (!message) return;
    assert.ok(message.questions.length + message.records.length <= dnsLimits.records);
    for (const { name } of [...message.questions, ...message.records]) {
      assert.ok(name.length <= 2 * 255, name);
    }
  }

  it('is dropped or read wherever it is cut', () => {
    const whole = announcement(announced(), ['10.0.0.7', 'fe80::1']);
    for (let length = 0; length < whole.length; length += 1) {
      assert.equal(decodeMessage(whole.subarray(0, length)), undefined, `${length} bytes`);
    }
    assert.ok(decodeMessage(whole));
  });

  it('is dropped or read whatever its bytes are', () => {
    const random = seededRandom(15);
    const below = (bound: number) => Math.floor(random() * bound);
    const corpus = [announcement(announced(), ['10.0.0.7', 'fe80::1']), hops(16)];
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = Buffer.from(corpus[round % corpus.length] ?? []);
      for (let change = 0; change <= round % 8; change += 1) {
        bytes[below(bytes.length)] = random() < 0.3 ? 0xc0 : below(256);
      }
      check(bytes.subarray(0, random() < 0.5 ? bytes.length : below(bytes.length)));
      check(Buffer.from(Array.from({ length: below(64) }, () => below(256))));
    }
  });

  it('is read whatever bytes a label has', () => {
    const every = Array.from({ length: 63 }, (_, at) => (at * 5) & 0xff);
    const read = decodeMessage(packet([1, 0, 0, 0], [63, ...every, 0], [0, 12, 0, 1]));
    assert.equal(read?.questions.length, 1);
  });

  it('can’t add properties to anything', () => {
    const record: DnsRecord = {
      ...{ name: '__proto__', type: 'PTR', target: '__proto__' },
      ...{ ttl: 1, flush: false },
    };
    const bytes = encodeMessage({ id: 0, isResponse: true, questions: [], records: [record] });
    assert.deepEqual(decodeMessage(bytes)?.records, [record]);
  });

  it('costs no more to read than it has bytes, however often a name is pointed at', () => {
    const long = [...Array.from({ length: 126 }, () => label('x')).flat(), 0];
    const pointer = (at: number) => [0xc0 | (at >> 8), at & 255];
    const records = Array.from({ length: 126 }, (_, at) => [
      ...pointer(12 + 2 * at),
      ...fixed(12, 2),
      ...pointer(12),
    ]);
    const bytes = packet([0, 127, 0, 0], long, [...fixed(12, 2), ...pointer(12)], ...records);
    const { fromCharCode } = String;
    let labels = 0;
    String.fromCharCode = (...codes) => {
      labels += 1;
      return fromCharCode(...codes);
    };
    try {
      assert.equal(decodeMessage(bytes)?.records.length, 127);
    } finally {
      String.fromCharCode = fromCharCode;
    }
    assert.ok(labels <= bytes.length, `${labels} labels`);
  });

  it('has no TXT record of very many strings or bytes', () => {
    const owner = [...label('x'), 0];
    const strings = (count: number, size: number) =>
      Array.from({ length: count }, () => [size, ...Buffer.alloc(size)]).flat();
    const read = (texts: readonly number[]) => {
      const fields = [...fixed(16, 0).slice(0, -2), texts.length >> 8, texts.length & 255];
      const a = [...owner, ...fixed(1, 4), 10, 0, 0, 7];
      return decodeMessage(packet([0, 2, 0, 0], owner, fields, texts, a))?.records.map(
        ({ type }) => type,
      );
    };
    assert.deepEqual(read(strings(32, 3)), ['TXT', 'A']);
    assert.deepEqual(read(strings(33, 3)), ['A']);
    assert.deepEqual(read(strings(7000, 0)), ['A']);
    assert.deepEqual(read(strings(6, 250)), ['A']);
  });
});
