import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  codeNumber,
  codeOf,
  commitmentOf,
  type KnockTranscript,
} from '../../../src/net/deskmate/knock-code';
import { seededRandom } from '../../../src/util/seeded-random';

const bytes = (value: number) => Buffer.alloc(32, value).toString('base64url');
const pin = Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('base64url');
const names = { roomId: '00112233445566aa', room: 'Lab 3', host: 'Ann', name: 'Bo' };

function transcript(change: Partial<KnockTranscript> = {}): KnockTranscript {
  const own = { pin, ...names, h: bytes(0x11), g: bytes(0x22), ...change };
  return { commit: commitmentOf(own.name, own.g), ...own };
}

describe('the code of a knock', () => {
  // Computed by a Python program like test/helpers/deskmate/knock.py.
  for (const [what, change, commit, number, code] of [
    ['names in ASCII', {}, '3gkpsZcl6gSGOvImmTfZmTuL-fYx0zKB_No5SYOhUTo', 3619868695, '868695'],
    [
      'other names, no room name, and a leading zero',
      { room: '', host: '张伟', name: '李娜 😀' },
      ...['8WGQJbM8Bmuis5goZI4cqK0YBbMtBtZ0HWCCpzsPZxI', 1365037316, '037316'],
    ],
    [
      'two leading zeros',
      { h: '79lq7fN34gr9lShafHUahkJgvWoUllakBAxbd1e9u7Y' },
      ...['3gkpsZcl6gSGOvImmTfZmTuL-fYx0zKB_No5SYOhUTo', 1684001065, '001065'],
    ],
  ] as const satisfies readonly (readonly [
    string,
    Partial<KnockTranscript>,
    string,
    number,
    string,
  ])[]) {
    it(`is the one that other programs compute: ${what}`, () => {
      const all = transcript(change);
      assert.deepEqual([all.commit, codeNumber(all), codeOf(all)], [commit, number, code]);
    });
  }

  it('depends on every part, and on where one ends and the next begins', () => {
    const changes: Partial<KnockTranscript>[] = [
      { pin: bytes(1) },
      { roomId: '00112233445566ab' },
      { room: 'Lab 4' },
      { host: 'Amy' },
      { name: 'Bob' },
      { commit: bytes(2) },
      { h: bytes(3) },
      { g: bytes(4) },
      { room: 'Lab 3A', host: 'nn' },
      { host: 'AnnB', name: 'o' },
    ];
    const seen = new Set([transcript(), ...changes.map(transcript)].map(codeNumber));
    assert.equal(seen.size, changes.length + 1);
  });
});

/** Short enough that a guess is right now and then. */
const modelBits = 12;
const modelCode = (all: KnockTranscript) => codeNumber(all) % 2 ** modelBits;

/**
 * Bo knocks at what he takes for Ann's room, and Mallory is between them: a host to Bo, with her own
 * certificate, and a guest to Ann. She wins if both have the same code. She sees what each side sends as soon
 * as it does, and chooses what to answer and when.
 */
class Between {
  private readonly random = seededRandom(20_26);
  private readonly annPin = this.number();
  private readonly ownPin = this.number();

  /** 32 random bytes, from a seed. */
  number(): string {
    return createHash('sha256').update(String(this.random())).digest('base64url');
  }

  /** Bo's code, for what Mallory answers before she knows `g`. */
  atBo(g: string, h: string): KnockTranscript {
    const commit = commitmentOf(names.name, g);
    return { pin: this.ownPin, ...names, commit, h, g };
  }

  /** Ann's code, for what Mallory commits to before she knows `h`. */
  atAnn(g: string, h: string): KnockTranscript {
    const commit = commitmentOf(names.name, g);
    return { pin: this.annPin, ...names, commit, h, g };
  }
}

/** The rate that guessing has, and how far chance goes from it: five standard deviations. */
function assertRate(wins: number, guesses: number): void {
  const rate = 2 ** -modelBits;
  const expected = guesses * rate;
  const spread = 5 * Math.sqrt(expected * (1 - rate));
  assert.ok(Math.abs(wins - expected) <= spread, `${wins} of ${guesses}, expected ${expected}`);
  assert.ok(wins > 0, 'the model can be won at all');
}

describe('someone between guest and host', () => {
  const rounds = 40_000;

  it('wins by chance only who finishes with the guest first', () => {
    const between = new Between();
    let wins = 0;
    for (let round = 0; round < rounds; round += 1) {
      // She knows Bo's code, but commits before Ann chooses.
      const shown = modelCode(between.atBo(between.number(), between.number()));
      if (modelCode(between.atAnn(between.number(), between.number())) === shown) wins += 1;
    }
    assertRate(wins, rounds);
  });

  it('wins by chance only who waits for the host’s number before answering the guest', () => {
    const between = new Between();
    // She can only guess Bo's `g`, and has an answer for each code that it would lead to.
    const guess = between.number();
    const answers = new Map<number, string>();
    for (let tries = 0; answers.size < 2 ** modelBits && tries < rounds; tries += 1) {
      const h = between.number();
      answers.set(modelCode(between.atBo(guess, h)), h);
    }
    let wins = 0;
    for (let round = 0; round < rounds; round += 1) {
      const expected = modelCode(between.atAnn(between.number(), between.number()));
      const h = answers.get(expected) ?? between.number();
      if (modelCode(between.atBo(between.number(), h)) === expected) wins += 1;
    }
    assertRate(wins, rounds);
  });

  it('has as many guesses as the host takes knocks, if she opens only the one that fits', () => {
    const between = new Between();
    const knocks = 20;
    let wins = 0;
    for (let round = 0; round < rounds / knocks; round += 1) {
      const shown = modelCode(between.atBo(between.number(), between.number()));
      for (let knock = 0; knock < knocks; knock += 1) {
        if (modelCode(between.atAnn(between.number(), between.number())) === shown) wins += 1;
      }
    }
    assertRate(wins, rounds);
  });

  it('always wins without a commitment', () => {
    const between = new Between();
    for (let round = 0; round < 5; round += 1) {
      const shown = modelCode(between.atBo(between.number(), between.number()));
      const h = between.number();
      // Ann's number is known, and nothing binds Mallory's own.
      let g = between.number();
      let tries = 0;
      while (modelCode(between.atAnn(g, h)) !== shown && tries < 60_000) {
        g = between.number();
        tries += 1;
      }
      assert.equal(modelCode(between.atAnn(g, h)), shown);
    }
  });
});
