import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import {
  type CPaceInput,
  CPaceSide,
  generator,
  generatorString,
  multiplied,
  sessionKey,
} from '../../../src/net/deskmate/cpace';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
/** A scalar as the draft writes it, least significant byte first. */
const scalar = (text: string) => BigInt(`0x${Buffer.from(hex(text)).reverse().toString('hex')}`);

/** draft-irtf-cfrg-cpace-21, appendix “Test vector for CPace using group ristretto255 and hash SHA-512”. */
const input: CPaceInput = {
  password: Buffer.from('Password'),
  context: hex('0b415f696e69746961746f720b425f726573706f6e646572'),
  sid: hex('7e4b4791d6a8ef019b936c79fb7f2c57'),
};
const ya = scalar('da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08');
const yb = scalar('d2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d');
const a = {
  share: hex('d6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157'),
  data: Buffer.from('ADa'),
};
const b = {
  share: hex('3ea7e0b19560d7c0b0f5734f63b955286dfa8232b5ebe63324e2d9e7433f7258'),
  data: Buffer.from('ADb'),
};
const point = '80b69a8a76457ab6a4d7f887a4bf6b55a2f80ac19c333f917a05fc9887c8b40f';
const key =
  'b69effbf61b51d56401c0f65601abe428de8206feaaf0e32198896dcae7b35cd2b38950a39dfd5d4a79164614c2984f7daa460b588c1e80c3fa2068af7900447';

describe('CPace, by the vectors of its draft', () => {
  it('derives the generator', () => {
    assert.equal(
      toHex(generatorString(input)),
      `11435061636552697374726574746f3235350850617373776f726464${'00'.repeat(100)}` +
        '180b415f696e69746961746f720b425f726573706f6e646572107e4b4791d6a8ef019b936c79fb7f2c57',
    );
    assert.equal(
      toHex(generator(input).toBytes()),
      '222b6b195fe84b1652badb6f6a3ae3d24341e7306967f0b8115b40d5698c7e56',
    );
  });

  it('computes both shares, the point and the session key', () => {
    assert.equal(toHex(new CPaceSide(input, ya).share), toHex(a.share));
    assert.equal(toHex(new CPaceSide(input, yb).share), toHex(b.share));
    for (const product of [multiplied(ya, b.share), multiplied(yb, a.share)]) {
      assert.equal(toHex(product ?? Buffer.of()), point);
    }
    assert.equal(toHex(sessionKey(input.sid, hex(point), a, b)), key);
  });

  it('multiplies valid shares, and refuses bytes that are none, and the neutral element', () => {
    const s = scalar('7cd0e075fa7955ba52c02759a6c90dbbfc10e6d40aea8d283e407d88cf538a05');
    const valid = hex('2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c');
    assert.equal(
      toHex(multiplied(s, valid) ?? Buffer.of()),
      '7c13645fe790a468f62c39beb7388e541d8405d1ade69d1778c5fe3e7f6b600e',
    );
    const refused = [
      '2b3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c',
      '00'.repeat(32),
      // Not the smallest non-negative number: 2^255 - 19, and all ones.
      `ed${'ff'.repeat(30)}7f`,
      'ff'.repeat(32),
      '00'.repeat(31),
      `${toHex(valid)}00`,
      '',
    ];
    for (const bytes of refused) assert.equal(multiplied(s, hex(bytes)), undefined, bytes);
    for (const bytes of refused) {
      const proofs = new CPaceSide(input).proofs('responder', b.data, { ...a, share: hex(bytes) });
      assert.equal(proofs, undefined, bytes);
    }
  });
});

describe('CPace', () => {
  /** A run of both sides, as two parties that send each other only their messages. */
  function run(one: CPaceInput, other: CPaceInput, data = { a: a.data, b: b.data, seenB: b.data }) {
    const [first, second] = [new CPaceSide(one), new CPaceSide(other)];
    const atA = first.proofs('initiator', data.a, { share: second.share, data: data.seenB });
    const atB = second.proofs('responder', data.b, { share: first.share, data: data.a });
    assert.ok(atA && atB);
    return { atA, atB };
  }

  it('gives both sides the same proofs, which differ from each other', () => {
    const { atA, atB } = run(input, input);
    assert.deepEqual(atA, atB);
    assert.notDeepEqual(atA.initiator, atA.responder);
    assert.deepEqual([atA.initiator.length, atA.responder.length], [64, 64]);
    // Another run has other numbers.
    assert.notDeepEqual(run(input, input).atA, atA);
  });

  it('gives both sides other proofs if they differ in anything', () => {
    const others: CPaceInput[] = [
      { ...input, password: Buffer.from('Passwort') },
      { ...input, password: Buffer.from('') },
      { ...input, context: Buffer.from('other') },
      { ...input, sid: Buffer.alloc(16) },
    ];
    for (const other of others) {
      const { atA, atB } = run(input, other);
      assert.notDeepEqual(atA.initiator, atB.initiator);
      assert.notDeepEqual(atA.responder, atB.responder);
    }
    const { atA, atB } = run(input, input, { a: a.data, b: b.data, seenB: Buffer.from('x') });
    assert.notDeepEqual(atA.responder, atB.responder);
    assert.notDeepEqual(atA.initiator, atB.initiator);
  });

  it('takes passwords and data of any length', () => {
    for (const length of [0, 1, 108, 109, 110, 127, 128, 20_000]) {
      const long = { ...input, password: Buffer.alloc(length, 7) };
      const { atA, atB } = run(long, long, {
        ...{ a: Buffer.alloc(length), b: Buffer.alloc(length, 1), seenB: Buffer.alloc(length, 1) },
      });
      assert.deepEqual(atA, atB);
    }
  });

  it('proves with HMAC-SHA-512 over what each side sent', () => {
    const side = new CPaceSide(input, yb);
    const proofs = side.proofs('responder', b.data, a);
    const macKey = createHash('sha512')
      .update(Buffer.concat([Buffer.from('CPaceMac'), input.sid, hex(key)]))
      .digest();
    const sent = Buffer.concat([Buffer.of(32), a.share, Buffer.of(3), a.data]);
    assert.equal(
      proofs?.initiator.toString('hex'),
      createHmac('sha512', macKey).update(sent).digest('hex'),
    );
  });
});
