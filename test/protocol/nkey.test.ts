import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isAccountKey, isAccountSeed } from '../../src/protocol/nkey';
import { campusAccess, nkey } from '../helpers/wide-servers';

// Made by NATS's own tools.
const account = campusAccess.account;
const seed = campusAccess.ownerKey;
const user = 'UDA3PNFLOXIE5SIFKHQ3OWZLXCA3AY3G543QSN2RHN54PDFXLSZ5QF7K';
const userSeed = 'SUABTLJWA6CCYIKZC5M3IRZEITTEQ376NGCLZO4Y3T6NCBCX6SFT3HFEYM';

describe('an NKey', () => {
  it('is an account’s public key or seed only if it says so', () => {
    assert.ok(isAccountKey(account));
    assert.ok(isAccountSeed(seed));
    for (const text of [seed, user, userSeed, '', account.toLowerCase(), `${account} `]) {
      assert.equal(isAccountKey(text), false, text);
    }
    for (const text of [account, user, userSeed, '', seed.toLowerCase(), `${seed}A`]) {
      assert.equal(isAccountSeed(text), false, text);
    }
  });

  it('isn’t right with a prefix that only begins with the same letters', () => {
    const key = new Uint8Array(32).fill(7);
    assert.ok(isAccountKey(nkey([0], key)));
    assert.equal(isAccountKey(nkey([1], key)), false);
    assert.equal(isAccountSeed(nkey([18 << 3, 1], key)), false);
  });

  it('is never right with another character, or two that changed places', () => {
    const change = fc.record({
      text: fc.constantFrom(account, seed),
      at: fc.nat(54),
      other: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
    });
    fc.assert(
      fc.property(change, ({ text, at, other }) => {
        const one = text.slice(0, at) + other + text.slice(at + 1);
        const swapped = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
        for (const wrong of [one, swapped]) {
          fc.pre(wrong !== text);
          assert.equal(isAccountKey(wrong) || isAccountSeed(wrong), false, wrong);
        }
      }),
    );
  });

  it('has one spelling: its last bits are zero', () => {
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(seed.at(-1) ?? '');
    const other = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[last ^ 1];
    assert.equal(isAccountSeed(seed.slice(0, -1) + other), false);
  });
});
