import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { guestData, hostData, runInput } from '../../../src/net/deskmate/code-run';
import { type CPaceInput, CPaceSide } from '../../../src/net/deskmate/cpace';
import { seededRandom } from '../../../src/util/seeded-random';

const roomId = '00112233445566aa';
const names = { room: 'Lab 3', host: 'Ann' };
const data = hostData(names);

/** So few codes that a guess is right now and then. */
const allCodes = Array.from({ length: 8 }, (_, at) => String(at).padStart(6, '0'));

const random = seededRandom(20_26);
const number = () => createHash('sha512').update(String(random())).digest();
const pick = () => allCodes[Math.floor(random() * allCodes.length)] ?? '';
const pin = () => number().subarray(0, 32).toString('base64url');
const [annPin, ownPin] = [pin(), pin()];

/** One side of a run, with a number from a seed. */
function side(code: string, at: string, sid: string): CPaceSide {
  const secret = BigInt(`0x${number().toString('hex')}`) % 2n ** 252n;
  return new CPaceSide(runInput(code, at, roomId, sid), secret + 1n);
}

/** Bo enters a code at whoever answers with this pin and share; returns his side and his proof. */
function guest(code: string, at: string, sid: string, host: (share: Uint8Array) => Uint8Array) {
  const bo = side(code, at, sid);
  const share = host(bo.share);
  const proofs = bo.proofs('initiator', guestData, { share, data });
  assert.ok(proofs);
  return { share: bo.share, proof: proofs.initiator, expects: proofs.responder };
}

/** The rate that guessing has, and how far chance goes from it: five standard deviations. */
function assertRate(wins: number, guesses: number): void {
  const rate = 1 / allCodes.length;
  const expected = guesses * rate;
  const spread = 5 * Math.sqrt(expected * (1 - rate));
  assert.ok(Math.abs(wins - expected) <= spread, `${wins} of ${guesses}, expected ${expected}`);
  assert.ok(wins > 0, 'the model can be won at all');
}

/**
 * Bo enters a code at what he takes for Ann's room, and Mallory is between them, with a certificate of her own. She
 * sees what each side sends as soon as it does, and chooses what to answer and when.
 */
describe('someone between a guest and a host with a room code', () => {
  it('has one guess at the guest in each run, and can test no other with what she has seen', () => {
    const rounds = 160;
    let [wins, more] = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const [code, guess] = [pick(), pick()];
      const sid = pin();
      const mallory = side(guess, ownPin, sid);
      const bo = guest(code, ownPin, sid, () => mallory.share);
      const isRight = (input: CPaceSide) =>
        input
          .proofs('responder', data, { share: bo.share, data: guestData })
          ?.initiator.equals(bo.proof);
      if (isRight(mallory)) wins += 1;
      // Another code belongs to another generator, for which she has no number that leads to the share she sent.
      else if (round % 20 === 0 && allCodes.some((each) => isRight(side(each, ownPin, sid)))) {
        more += 1;
      }
    }
    assertRate(wins, rounds);
    assert.equal(more, 0);
  });

  it('has one guess at the host in each run, which counts there', () => {
    const rounds = 160;
    let wins = 0;
    for (let round = 0; round < rounds; round += 1) {
      const [code, guess] = [pick(), pick()];
      const sid = pin();
      const ann = side(code, annPin, sid);
      const mallory = guest(guess, annPin, sid, () => ann.share);
      const expected = ann.proofs('responder', data, { share: mallory.share, data: guestData });
      if (expected?.initiator.equals(mallory.proof)) wins += 1;
    }
    assertRate(wins, rounds);
  });

  it('never wins by passing everything on, because each side has another certificate in it', () => {
    for (let round = 0; round < 40; round += 1) {
      const [code, sid] = [pick(), pin()];
      const ann = side(code, annPin, sid);
      const bo = guest(code, ownPin, sid, () => ann.share);
      const expected = ann.proofs('responder', data, { share: bo.share, data: guestData });
      assert.ok(expected);
      assert.ok(!expected.initiator.equals(bo.proof));
      assert.ok(!expected.responder.equals(bo.expects));
    }
  });
});

describe('a run of a room code', () => {
  it('depends on the code, the pin, the room and the session, and on the names', () => {
    const given = ['123456', annPin, roomId, pin()] as const;
    const bytes = (input: CPaceInput) =>
      [input.password, input.context, input.sid].map((part) => Buffer.from(part).toString('hex'));
    const seen = [
      runInput(...given),
      runInput('123457', given[1], given[2], given[3]),
      runInput(given[0], ownPin, given[2], given[3]),
      runInput(given[0], given[1], '', given[3]),
      runInput(given[0], given[1], given[2], pin()),
    ].map((input) => bytes(input).join(' '));
    assert.equal(new Set(seen).size, seen.length);
    const [one, other] = [
      hostData({ room: 'Lab 3', host: 'Ann' }),
      hostData({ room: 'Lab 3A', host: 'nn' }),
    ];
    assert.notDeepEqual(one, other);
  });
});
