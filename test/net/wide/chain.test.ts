import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Chain, messageDigest } from '../../../src/net/wide/chain';

const digest = (value: number) => createHash('sha256').update(`${value}`).digest();

/** A chain after a number, and what was added to it: a number without a message is undefined. */
function chainOf(items: readonly (number | undefined)[], after = 0, hash?: string, kept?: number) {
  const chain = new Chain(kept);
  chain.start(after, hash);
  for (const item of items) {
    if (item === undefined) chain.skip();
    else chain.add(digest(item));
  }
  return chain;
}

const history = fc.array(fc.option(fc.nat(5), { nil: undefined }), { minLength: 1, maxLength: 40 });

describe('the chain of a stream', () => {
  it('is the same for the same messages, and another one for others', () => {
    fc.assert(
      fc.property(history, history, (one, other) => {
        const [a, b] = [chainOf(one).point, chainOf(other).point];
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        // Numbers without a message change nothing but the number.
        const messages = (items: typeof one) =>
          JSON.stringify(
            items.map((item, index) => [item, index]).filter(([item]) => item != null),
          );
        if (isSame) assert.deepEqual(a, b);
        else if (messages(one) !== messages(other)) assert.notDeepEqual(a?.hash, b?.hash);
      }),
    );
  });

  it('is the same for a reader who starts in the middle and is told it at any later number', () => {
    fc.assert(
      fc.property(history, fc.nat(39), fc.nat(39), (items, start, told) => {
        const after = start % items.length;
        const adopted = after + (told % (items.length - after + 1));
        const whole = chainOf(items);
        const hash = whole.hashAt(adopted) as string;
        const late = chainOf(items.slice(after), after);
        if (after > 0) {
          assert.equal(late.point, undefined);
          late.adopt(adopted, hash);
        }
        assert.deepEqual(late.point, whole.point);
        for (let seq = Math.max(adopted, after, 1); seq <= items.length; seq += 1) {
          assert.equal(late.hashAt(seq), whole.hashAt(seq));
        }
        if (after > 0 && adopted > after) assert.equal(late.hashAt(adopted - 1), undefined);
        const known = chainOf(items.slice(after), after, whole.hashAt(after));
        assert.deepEqual(known.point, whole.point);
      }),
    );
  });

  it('believes the first who names it only', () => {
    const chain = chainOf([1, 2, 3], 5);
    const [one, other] = [digest(1).toString('base64url'), digest(2).toString('base64url')];
    chain.adopt(6, one);
    chain.adopt(7, other);
    assert.equal(chain.hashAt(6), one);
    assert.notEqual(chain.hashAt(7), other);
  });

  it('knows nothing of numbers that it hasn’t read or has forgotten', () => {
    const chain = chainOf([1, 2, 3, 4, 5, 6], 10, digest(0).toString('base64url'), 4);
    assert.equal(chain.hashAt(9), undefined);
    assert.equal(chain.hashAt(12), undefined);
    assert.notEqual(chain.hashAt(13), undefined);
    assert.equal(chain.hashAt(16), chain.point?.hash);
    assert.equal(chain.hashAt(17), undefined);
    const late = chainOf([1, 2], 10);
    for (const seq of [9, 13, 2 ** 50]) late.adopt(seq, digest(0).toString('base64url'));
    assert.equal(late.point, undefined);
    assert.equal(new Chain().point, undefined);
  });

  it('goes on across the numbers of several epochs', () => {
    const [first, second] = [chainOf([1, 2]), chainOf([1, 2, 3, 4])];
    assert.deepEqual(chainOf([3, 4], 2, first.hashAt(2)).point, second.point);
  });

  it('counts whose message it is, its id and its bytes', () => {
    const digests = [
      messageDigest('U', 'id', Buffer.from('x')),
      messageDigest('U', 'i', Buffer.from('dx')),
      messageDigest('V', 'id', Buffer.from('x')),
      messageDigest('U', 'id', Buffer.from('y')),
      messageDigest('Uid', '', Buffer.from('x')),
    ];
    assert.equal(new Set(digests.map((each) => each.toString('hex'))).size, digests.length);
  });
});
