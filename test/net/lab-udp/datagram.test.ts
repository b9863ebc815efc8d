import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  type Datagram,
  decodeDatagram,
  distance,
  encodeDatagram,
  maxBodyBytes,
  maxDatagramBytes,
  minHelloBytes,
  nextNumber,
} from '../../../src/net/lab-udp/datagram';

const session = Buffer.from('0123456789abcdef', 'hex');
const cookie = Buffer.alloc(16, 7);

const samples: readonly Datagram[] = [
  { type: 'hello', cookie },
  { type: 'cookie', cookie },
  { type: 'welcome', name: "('127.0.0.1', 50412)", bare: false },
  { type: 'welcome', name: "('::1', 50412, 0, 0)", bare: true, position: 3 },
  { type: 'say', number: 0xffff_ffff, more: true, body: Buffer.from('你好') },
  { type: 'ack', number: 7, bitmap: 0x8000_0001 },
  { type: 'ping' },
  { type: 'bye', reason: '' },
  { type: 'refused', reason: 'line-full' },
];

describe('datagrams', () => {
  for (const datagram of samples) {
    it(`decode to what was encoded: ${datagram.type}`, () => {
      const decoded = decodeDatagram(encodeDatagram(session, datagram));
      assert.deepEqual(decoded, { ok: true, session, datagram });
    });
  }

  it('have the header of docs/LAB-UDP.md', () => {
    const bytes = encodeDatagram(session, {
      type: 'say',
      number: 5,
      more: true,
      body: Buffer.from('hi'),
    });
    assert.equal(bytes.toString('hex'), `443104010123456789abcdef00000005${'6869'}`);
  });

  it('are dropped unless they have exactly the length and number of their type', () => {
    const wrong: readonly Buffer[] = [
      Buffer.alloc(0),
      Buffer.from('D1'),
      encodeDatagram(session, { type: 'ping' }).subarray(0, 15),
      Buffer.concat([encodeDatagram(session, { type: 'ping' }), Buffer.alloc(1)]),
      encodeDatagram(session, { type: 'hello', cookie }).subarray(0, minHelloBytes - 1),
      encodeDatagram(session, { type: 'cookie', cookie: Buffer.alloc(15) }),
      encodeDatagram(session, { type: 'ack', number: 1, bitmap: 0 }).subarray(0, 19),
      Buffer.alloc(maxDatagramBytes + 1, encodeDatagram(session, { type: 'bye', reason: '' })),
      withByte(encodeDatagram(session, { type: 'ping' }), 15, 1),
      withByte(encodeDatagram(session, { type: 'ping' }), 2, 0),
      withByte(encodeDatagram(session, { type: 'ping' }), 2, 9),
      withByte(encodeDatagram(session, { type: 'ping' }), 0, 0x64),
      withByte(encodeDatagram(session, { type: 'ping' }), 1, 0x78),
    ];
    for (const bytes of wrong) {
      assert.deepEqual(decodeDatagram(bytes), { ok: false, problem: 'malformed' });
    }
    const newer = withByte(encodeDatagram(session, { type: 'ping' }), 1, 0x32);
    assert.deepEqual(decodeDatagram(newer), { ok: false, problem: 'other-version' });
  });

  it('may have flags that nobody knows yet', () => {
    const bytes = encodeDatagram(session, { type: 'ping' });
    assert.equal(decodeDatagram(withByte(bytes, 3, 0xf8)).ok, true);
  });

  it('of arbitrary bytes decode to something sound, or not at all', () => {
    const types = fc.constantFrom(...samples.map((each) => encodeDatagram(session, each)));
    const changed = fc
      .tuple(types, fc.uint8Array({ maxLength: 40 }), fc.nat(1300))
      .map(([bytes, noise, at]) => {
        const copy = Buffer.concat([bytes, Buffer.alloc(Math.max(0, at - bytes.length))]);
        copy.set(noise.subarray(0, Math.max(0, copy.length - at)), Math.min(at, copy.length));
        return copy;
      });
    void fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 1300 })), (bytes) => {
        const decoded = decodeDatagram(Buffer.from(bytes));
        if (!decoded.ok) return;
        assert.equal(decoded.session.length, 8);
        const again = decodeDatagram(encodeDatagram(decoded.session, decoded.datagram));
        if (decoded.datagram.type === 'say') {
          assert.ok(decoded.datagram.body.length <= maxBodyBytes);
          assert.deepEqual(again, decoded);
        }
        assert.ok(again.ok || decoded.datagram.type !== 'ack');
      }),
    );
  });

  it('have numbers that wrap', () => {
    assert.equal(nextNumber(0xffff_ffff), 0);
    assert.equal(distance(2, 0xffff_fffe), 4);
    assert.equal(distance(0xffff_fffe, 2), -4);
  });
});

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}
