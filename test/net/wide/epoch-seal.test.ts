import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import fc from 'fast-check';
import { lengthPrefixed } from '../../../src/net/deskmate/length-prefixed';
import { type EntryBody, EpochSeal, openProof } from '../../../src/net/wide/epoch-seal';
import { epochKeys, memberKeys, newKey, newToken, userKey } from '../../../src/net/wide/keys';
import { grantInfo, openFor, sealFor, tokenInfo } from '../../../src/net/wide/member-box';
import { encrypt, maxBodyBytes, sealSigned } from '../../../src/net/wide/signed-box';
import { maxTaken, readAct } from '../../../src/protocol/wide-acts';

const pin = memberKeys(newKey()).verifying.toString('base64url');
const token = newToken();
const key = newKey();
const keys = memberKeys(key);
const seal = new EpochSeal({ number: 3, token }, pin);
const user = userKey(key, seal.stream).public;
const chain = Buffer.alloc(32, 1).toString('base64url');
const body: EntryBody = { seen: { seq: 7, chain }, name: 'Ann', do: { type: 'say', text: 'hi' } };
const payload = seal.sealEntry(keys, user, 'id', body);
const status = seal.sealStatus(keys, user, 1000, 'Ann', { type: 'typing' });

/** An entry as we never make one. */
const forged = (content: unknown) => {
  const aad = lengthPrefixed(['deskmate-wide/1 entry', seal.stream, '3', user, 'id']);
  const box = sealSigned(seal.keys.content, aad, keys, content as object);
  return Buffer.concat([Buffer.of(1), box]);
};

/** Each way to change bytes by one bit, and each part that begins where they do. */
function* damaged(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1) {
    const other = Buffer.from(bytes);
    other.writeUInt8(other.readUInt8(at) ^ (1 << (at % 8)), at);
    yield other;
    yield bytes.subarray(0, at);
  }
  yield Buffer.concat([bytes, Buffer.of(0)]);
}

describe('a sealed entry', () => {
  it('opens to what its author wrote', () => {
    const entry = seal.openEntry(user, 'id', payload);
    assert.deepEqual(
      [entry?.author, entry?.key, entry?.seen, entry?.name, entry?.act],
      [keys.id, keys.verifying.toString('base64url'), body.seen, 'Ann', body.do],
    );
  });

  it('is another one each time, and shows nothing of its text', () => {
    const again = seal.sealEntry(keys, user, 'id', body);
    assert.notDeepEqual(again, payload);
    assert.ok(!again.includes('Ann') && !again.includes(keys.verifying));
  });

  it('doesn’t open when a byte was changed, cut off or added', () => {
    for (const bytes of damaged(payload))
      assert.equal(seal.openEntry(user, 'id', bytes), undefined);
  });

  it('opens only where it was written to', () => {
    const other = userKey(newKey(), seal.stream).public;
    const seals = [
      new EpochSeal({ number: 4, token }, pin),
      new EpochSeal({ number: 3, token: newToken() }, pin),
      new EpochSeal({ number: 3, token }, memberKeys(newKey()).verifying.toString('base64url')),
    ];
    for (const elsewhere of seals)
      assert.equal(elsewhere.openEntry(user, 'id', payload), undefined);
    assert.equal(seal.openEntry(other, 'id', payload), undefined);
    assert.equal(seal.openEntry(user, 'id2', payload), undefined);
    assert.equal(seal.openStatus(user, payload), undefined);
    assert.equal(seal.openEntry(user, 'id', status), undefined);
  });

  it('doesn’t open in someone else’s name', () => {
    // Someone with the token signs, and names another author.
    const eve = memberKeys(newKey());
    const aad = lengthPrefixed(['deskmate-wide/1 entry', seal.stream, '3', user, 'id']);
    const box = sealSigned(
      seal.keys.content,
      aad,
      { signing: eve.signing, verifying: keys.verifying },
      body,
    );
    assert.equal(seal.openEntry(user, 'id', Buffer.concat([Buffer.of(1), box])), undefined);
    // A key that is no point of the curve, or one under which everything might verify.
    for (const raw of [
      Buffer.alloc(32, 255),
      Buffer.alloc(32),
      Buffer.of(1, ...Buffer.alloc(31)),
    ]) {
      const signed = sealSigned(seal.keys.content, aad, { ...keys, verifying: raw }, body);
      assert.equal(seal.openEntry(user, 'id', Buffer.concat([Buffer.of(1), signed])), undefined);
    }
  });

  it('is rejected if its body isn’t one', () => {
    const bodies: unknown[] = [
      ...[null, 1, 'text', [], [body], {}],
      { ...body, name: 1 },
      { ...body, name: 'a'.repeat(257) },
      { ...body, do: [] },
      { ...body, do: 'say' },
      { ...body, seen: undefined },
      { ...body, seen: { seq: -1 } },
      { ...body, seen: { seq: 1.5 } },
      { ...body, seen: { seq: 2 ** 60 } },
      { ...body, seen: { seq: 1, chain: 'short' } },
      { ...body, seen: { seq: 1, chain: 5 } },
      { ...body, do: { a: { b: { c: { d: { e: { f: { g: {} } } } } } } } },
    ];
    for (const each of bodies) {
      assert.equal(seal.openEntry(user, 'id', forged(each)), undefined, JSON.stringify(each));
    }
    const deep = { a: { b: { c: { d: { e: { f: {} } } } } } };
    assert.ok(seal.openEntry(user, 'id', forged({ ...body, do: deep })));
  });

  it('is rejected if its body is no JSON in UTF-8', () => {
    const surrogate = Buffer.of(0xed, 0xa0, 0x80);
    const texts = [
      Buffer.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
      Buffer.from('{"seen":{"seq":0},"name":"'),
      Buffer.concat([
        Buffer.from('{"seen":{"seq":0},"name":"'),
        surrogate,
        Buffer.from('","do":{}}'),
      ]),
      Buffer.from('\uFEFF{"seen":{"seq":0},"name":"","do":{}}'),
      Buffer.from(''),
    ];
    const aad = lengthPrefixed(['deskmate-wide/1 entry', seal.stream, '3', user, 'id']);
    const signed = (bytes: Buffer) => {
      const signature = sign(null, lengthPrefixed([aad, keys.verifying, bytes]), keys.signing);
      const content = Buffer.concat([signature, keys.verifying, bytes]);
      return Buffer.concat([Buffer.of(1), encrypt(seal.keys.content, content, aad)]);
    };
    for (const bytes of texts) assert.equal(seal.openEntry(user, 'id', signed(bytes)), undefined);
    const good = signed(Buffer.from('{"seen":{"seq":0},"name":"","do":{}}'));
    assert.ok(seal.openEntry(user, 'id', good));
  });

  it('pollutes nothing', () => {
    const json =
      '{"seen":{"seq":0},"name":"x","do":{"__proto__":{"polluted":1}},"__proto__":{"seen":1}}';
    const entry = seal.openEntry(user, 'id', forged(JSON.parse(json)));
    assert.ok(entry);
    assert.equal((entry.act as { polluted?: number }).polluted, undefined);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    // Its own fields count, not those of a prototype that it names.
    const inherited = '{"name":"x","do":{},"__proto__":{"seen":{"seq":0}}}';
    assert.equal(seal.openEntry(user, 'id', forged(JSON.parse(inherited))), undefined);
  });

  it('may be 64 KiB long, and no longer', () => {
    const room = maxBodyBytes - JSON.stringify({ ...body, do: { text: '' } }).length;
    const longest = { ...body, do: { text: 'x'.repeat(room) } };
    assert.ok(seal.openEntry(user, 'id', seal.sealEntry(keys, user, 'id', longest)));
    const longer = { ...body, do: { text: 'x'.repeat(room + 1) } };
    assert.throws(() => seal.sealEntry(keys, user, 'id', longer), RangeError);
    assert.equal(seal.openEntry(user, 'id', Buffer.alloc(1024 * 1024, 1)), undefined);
  });

  it('may take as many members along as there can be, in a name as long as one can be', () => {
    const sealed = sealFor(keys.publicBox, tokenInfo(pin, 4, keys.id), Buffer.alloc(16));
    const seq = 999_999_999;
    const act = {
      ...{ type: 'rekey', epoch: seq, at: seq },
      keys: Array.from({ length: maxTaken }, () => `${keys.id}${sealed}`),
    };
    const move = { seen: { seq, chain }, name: '名'.repeat(256), do: act };
    const opened = seal.openEntry(user, 'id', seal.sealEntry(keys, user, 'id', move));
    assert.deepEqual(opened && readAct(opened.act), act);
  });

  it('never throws, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), fc.string(), (bytes, who, id) => {
        const hostile = Buffer.from(bytes);
        assert.equal(seal.openEntry(who, id, hostile), undefined);
        assert.equal(seal.openStatus(who, hostile), undefined);
        assert.equal(openProof(hostile.toString('base64url')), undefined);
        assert.equal(openProof(who), undefined);
        assert.equal(openFor(keys, [id], hostile.toString('base64url')), undefined);
      }),
    );
  });
});

describe('a sealed status', () => {
  it('opens to what its author told', () => {
    const opened = { author: keys.id, time: 1000, name: 'Ann', status: { type: 'typing' } };
    assert.deepEqual(seal.openStatus(user, status), opened);
  });

  it('doesn’t open when a byte was changed, its time among them, or cut off', () => {
    for (const bytes of damaged(status)) assert.equal(seal.openStatus(user, bytes), undefined);
  });

  it('opens on its author’s subject only', () => {
    const other = userKey(newKey(), seal.stream).public;
    assert.equal(seal.openStatus(other, status), undefined);
  });
});

describe('the proof of an entry', () => {
  const entry = seal.openEntry(user, 'id', payload);
  const proof = seal.proofOf(user, 'id', entry?.content ?? Buffer.of());

  it('is what a member of any epoch can check', () => {
    assert.deepEqual(openProof(proof), { ...entry, id: 'id' });
  });

  it('proves nothing when a byte was changed or cut off', () => {
    for (const bytes of damaged(Buffer.from(proof, 'base64url'))) {
      assert.equal(openProof(bytes.toString('base64url')), undefined);
    }
  });
});

describe('what is sealed for a member', () => {
  const secret = Buffer.from('the secret');
  const info = tokenInfo(pin, 4, keys.id);

  it('opens for this member only, and for what it is for', () => {
    const sealed = sealFor(keys.publicBox, info, secret);
    assert.deepEqual(openFor(keys, info, sealed), secret);
    assert.equal(openFor(memberKeys(newKey()), info, sealed), undefined);
    const others = [
      tokenInfo(pin, 5, keys.id),
      tokenInfo(pin, 4, 'other'),
      tokenInfo('other', 4, keys.id),
      grantInfo(pin, keys.id),
    ];
    for (const other of others) assert.equal(openFor(keys, other, sealed), undefined);
    const bytes = Buffer.from(sealed, 'base64url');
    // X25519 ignores the highest bit of a public key.
    const sameKey = Buffer.from(bytes);
    sameKey.writeUInt8(sameKey.readUInt8(31) ^ 0x80, 31);
    for (const other of damaged(bytes)) {
      if (other.equals(sameKey)) continue;
      assert.equal(openFor(keys, info, other.toString('base64url')), undefined);
    }
  });

  it('isn’t sealed for a key that can’t keep it', () => {
    const points = [Buffer.alloc(32), Buffer.of(1, ...Buffer.alloc(31)), Buffer.alloc(5)];
    for (const point of points)
      assert.equal(sealFor(point.toString('base64url'), info, secret), '');
    assert.equal(sealFor('', info, secret), '');
  });
});

describe('the keys of an epoch', () => {
  it('are others for each token and each room', () => {
    const streams = [epochKeys(token, pin), epochKeys(newToken(), pin), epochKeys(token, 'other')];
    assert.equal(new Set(streams.map(({ stream }) => stream)).size, 3);
    assert.equal(new Set(streams.map(({ content }) => content.toString('hex'))).size, 3);
    for (const { stream } of streams) assert.match(stream, /^[a-z2-7]{26}$/);
  });
});
