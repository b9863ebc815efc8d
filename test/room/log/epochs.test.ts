import assert from 'node:assert/strict';
import { decodeToHub } from '../../../src/protocol/codec';
import type { LogPosition } from '../../../src/protocol/log-feed';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { Epochs, nextEpoch } from '../../../src/room/log/epochs';
import { seededRandom } from '../../../src/util/seeded-random';

const epoch = (opening: number) => ({ term: 1, opening });

describe('the epochs of a log', () => {
  it('know each entry’s epoch', () => {
    const epochs = new Epochs([
      { ...epoch(5), after: 3 },
      { ...epoch(9), after: 10 },
    ]);
    const openings = [3, 4, 10, 11, 99].map((seq) => epochs.at(seq).opening);
    assert.deepEqual(openings, [0, 5, 5, 9, 9]);
    assert.equal(epochs.at(4), epochs.at(10), 'the same object, to be compared at no cost');
    epochs.begin(epoch(12), 10);
    assert.deepEqual(epochs.position(10), {
      last: 10,
      epoch: epoch(5),
      earlier: [{ ...epoch(0), last: 3 }],
    });
    assert.deepEqual(epochs.position(11).epoch, epoch(12), 'an epoch without entries is forgotten');
  });

  it('find the last entry that two logs share, whatever was lost and restored', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const world = new World(seed);
      for (let step = 0; step < 30; step += 1) world.step();
      for (const guest of world.copies) {
        const { hub } = world;
        const position = guest.epochs.position(guest.entries.length);
        const agreed = hub.epochs.agreed(position, hub.entries.length);
        const differs = guest.entries.findIndex((entry, index) => entry !== hub.entries[index]);
        assert.equal(agreed, differs < 0 ? guest.entries.length : differs, `seed ${seed}`);
      }
    }
  });

  it('of a simple client that sends only the last one never agree on too much', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const world = new World(seed);
      for (let step = 0; step < 30; step += 1) world.step();
      for (const guest of world.copies) {
        const { hub } = world;
        const { earlier: _, ...position } = guest.epochs.position(guest.entries.length);
        const agreed = hub.epochs.agreed(position, hub.entries.length);
        assert.deepEqual(
          guest.entries.slice(0, agreed),
          hub.entries.slice(0, agreed),
          `seed ${seed}`,
        );
      }
    }
  });

  it('older than all remembered ones count as the same', () => {
    const epochs = new Epochs([{ ...epoch(50), after: 900 }]);
    assert.equal(epochs.agreed({ last: 20, epoch: epoch(7) }, 1000), 20);
    assert.equal(epochs.agreed({ last: 950, epoch: epoch(7) }, 1000), 900);
    assert.equal(epochs.agreed({ last: 950, epoch: epoch(60) }, 1000), 0);
    assert.equal(epochs.agreed({ last: 950 }, 920), 920, 'a claim without an epoch is accepted');
  });

  it('are bounded, and their notices fit the protocol', () => {
    const epochs = new Epochs();
    for (let seq = 0; seq < 10_000; seq += 1) epochs.begin(epoch(2 ** 52 + seq), seq);
    const position = epochs.position(10_000);
    assert.equal(position.earlier?.length, 64);
    const key = 'k'.repeat(43);
    const resume = { type: 'resume', version: 1, member: 'm1', key, ...position };
    const line = JSON.stringify(resume);
    assert.ok(line.length < 8 * 1024);
    assert.deepEqual(decodeToHub(line), { ok: true, frame: resume });
    assert.equal(epochs.agreed(position, 10_000), 10_000);
  });
});

describe('nextEpoch', () => {
  it('is later than all earlier ones, however the clock was set', () => {
    const now = 1_790_000_000_000;
    for (const last of [undefined, epoch(5), epoch(now - 1), epoch(now + 10 ** 10)]) {
      for (const time of [0, now, 253_402_300_799_999]) {
        const next = nextEpoch(last, time);
        assert.ok(next.opening > (last?.opening ?? 0) && Number.isSafeInteger(next.opening));
        assert.equal(next.term, 1);
      }
    }
  });

  it('is different for a host restored from a backup', () => {
    const backup = epoch(1_790_000_000_000);
    const used = new Set(Array.from({ length: 100 }, () => nextEpoch(backup, 0).opening));
    // With a million numbers, a hundred draws contain a duplicate about once in two hundred runs.
    assert.ok(used.size >= 98);
  });
});

interface Copy {
  readonly entries: RoomEntry[];
  readonly epochs: Epochs;
}

/** A host that loses the end of its files, or restores a backup of them, and members with copies of the log. */
class World {
  hub: Copy = { entries: [], epochs: new Epochs() };
  readonly copies: Copy[] = [];
  private openings = 0;
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.open(this.hub);
  }

  step(): void {
    const { hub } = this;
    const chance = this.random();
    if (chance < 0.5) {
      for (let count = this.pick(5); count > 0; count -= 1) {
        hub.entries.push({ seq: hub.entries.length + 1 } as RoomEntry);
      }
    } else if (chance < 0.7) this.copies.push(copyOf(hub, this.pick(hub.entries.length + 1)));
    else if (chance < 0.85) this.open(copyOf(hub, hub.entries.length - this.pick(4)));
    // The backup may contain entries that were lost since.
    else this.open(copyOf(this.copies[this.pick(this.copies.length)] ?? hub));
  }

  private open(files: Copy): void {
    this.openings += 1;
    files.epochs.begin(epoch(this.openings), files.entries.length);
    this.hub = files;
  }

  private pick(below: number): number {
    return Math.floor(this.random() * below);
  }
}

/** The first entries of a log; its journal knows later openings too, except those of the lost end. */
function copyOf({ entries, epochs }: Copy, length = entries.length): Copy {
  const first = entries.slice(0, Math.max(0, length));
  const { last, epoch: newest, earlier = [] }: LogPosition = epochs.position(first.length);
  const copy: Copy = { entries: first, epochs: new Epochs() };
  const ends = newest ? [{ ...newest, last }, ...earlier] : [];
  let after = 0;
  for (const end of ends.toReversed()) {
    copy.epochs.begin(end, after);
    after = end.last;
  }
  return copy;
}
