import assert from 'node:assert/strict';
import {
  encodeVoterFrame,
  maxCopyBytes,
  type VoterFrame,
} from '../../../src/protocol/voter-frames';
import { LogCopy } from '../../../src/room/guest/log-copy';
import { LogSync } from '../../../src/room/guest/log-sync';
import { MemberJournal } from '../../../src/room/guest/member-journal';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import type { GuestHeader } from '../../../src/room/log/journal';
import { RoomLog } from '../../../src/room/log/room-log';
import { answerCopy } from '../../../src/room/voter/log-source';
import { Emitter } from '../../../src/util/event';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { listenerAt } from '../../helpers/listeners';
import { MemoryArchive } from '../../helpers/memory-archive';

const header: GuestHeader = {
  ...{ type: 'guest', version: 1, kind: 'group', name: 'Lab', addresses: ['10.0.0.5'], port: 5000 },
  ...{ pin: 'p'.repeat(43), self: { id: 'm1', name: 'Bo' }, key: 'k'.repeat(43) },
};
const at = listenerAt(7000);

/** What a test log has: entries of an epoch each, as `opening: text`. */
type Said = readonly (readonly [opening: number, text: string])[];

/** A member's log and its journal. */
class Holder {
  readonly clock = new FakeClock();
  private readonly archive = new MemoryArchive(() => this.clock.now());
  private readonly log = new RoomLog();
  private readonly journal = new MemberJournal(this.archive, this.clock, () => {});
  readonly sync: LogSync;

  constructor(said: Said, { first = 1, author = 'm2' } = {}) {
    this.journal.begin(header);
    const { clock, journal, log } = this;
    this.sync = new LogSync({ log, journal, clock, self: header.self, caughtUp() {} });
    if (said.length === 0) return;
    const last = first + said.length - 1;
    this.sync.connect(header.self, welcome(first, last), () => {});
    for (const [index, [opening, text]] of said.entries()) {
      this.sync.begin({ term: 1, opening });
      const seq = first + index;
      const id = `${opening}-${seq}`;
      this.sync.applyEntry({ type: 'message', seq, time: seq, author, name: 'Cy', id, text });
    }
    this.sync.disconnect();
    journal.commit();
  }

  /** The texts, with the opening of each. */
  get texts(): readonly string[] {
    return this.sync.held.entries.map((entry) => {
      const { opening } = this.sync.held.epochAt(entry.seq);
      return `${entry.seq} ${opening}: ${entry.type === 'message' ? entry.text : entry.type}`;
    });
  }

  get restored() {
    return restoreGuest(this.archive.read(this.archive.list()[0]?.id ?? '') ?? []);
  }
}

function welcome(first: number, last: number) {
  const [room, you] = [{ name: 'Lab', kind: 'group', most: 5 } as const, { id: 'm1', name: 'Bo' }];
  return { type: 'welcome', version: 1, room, you, first, last } as const;
}

/** Bo copies the log of Cy. The test moves the frames. */
function scene(own: Said, other: Said, options: { first?: number } = {}) {
  const [bo, cy] = [new Holder(own), new Holder(other, options)];
  const frames = new Emitter<{ readonly pin: string; readonly frame: VoterFrame }>();
  const asked: VoterFrame[] = [];
  const results: boolean[] = [];
  const port = {
    onFrame: frames.event,
    send: (_: unknown, frame: VoterFrame) => void asked.push(frame),
  };
  const copied: number[] = [];
  const copy = new LogCopy(
    {
      ...{ port, sync: bo.sync, clock: bo.clock, logger: silentLogger, pace: 1 },
      onCopied: ({ seq }) => copied.push(seq),
      done: (isCopied) => results.push(isCopied),
    },
    { at, term: 2, last: cy.sync.held.end },
  );
  const receive = (...received: VoterFrame[]) => {
    for (const frame of received) frames.fire({ pin: at.pin, frame });
  };
  const next = () => {
    const frame = asked.shift();
    return frame?.type === 'copy' ? [...answerCopy(cy.sync.held, frame)] : [];
  };
  /** Answers every question, as long as there are any. */
  const run = () => {
    for (let rounds = 0; asked.length > 0 && rounds < 100; rounds += 1) receive(...next());
  };
  return { asked, bo, copied, copy, cy, frames, next, receive, results, run };
}

const common: Said = [
  [1, 'a'],
  [1, 'b'],
];

describe('copying a voter’s log', () => {
  it('appends what is missing', () => {
    const { bo, copied, cy, results, run } = scene(common, [...common, [1, 'c'], [3, 'd']]);
    run();
    assert.deepEqual(results, [true]);
    assert.deepEqual(bo.texts, ['1 1: a', '2 1: b', '3 1: c', '4 3: d']);
    assert.deepEqual(bo.sync.held.end, cy.sync.held.end);
    assert.deepEqual(copied, [3, 4]);
    assert.deepEqual(
      bo.restored?.held.entries.map(({ seq }) => seq),
      [1, 2, 3, 4],
    );
    assert.deepEqual(bo.restored?.held.epochs.at(4), { term: 1, opening: 3 });
  });

  it('takes back what the other log doesn’t have, and keeps the messages of others in sight', () => {
    const { bo, cy, results, run } = scene([...common, [2, 'x'], [2, 'y']], [...common, [3, 'c']]);
    run();
    assert.deepEqual(results, [true]);
    assert.deepEqual(bo.texts, cy.texts);
    const apart = bo.restored?.held.between.filter(({ type }) => type === 'apart');
    assert.equal(apart?.length, 2);
  });

  it('does nothing to a log that is the same', () => {
    const { asked, bo, results, run } = scene(common, common);
    run();
    assert.deepEqual([results, asked], [[true], []]);
    assert.deepEqual(bo.texts, ['1 1: a', '2 1: b']);
  });

  it('copies all of it to a member who has nothing, without what the other no longer keeps', () => {
    const { bo, results, run } = scene(
      [],
      [
        [4, 'c'],
        [4, 'd'],
      ],
      { first: 7 },
    );
    run();
    assert.deepEqual(results, [true]);
    assert.deepEqual(bo.texts, ['7 4: c', '8 4: d']);
  });

  it('asks for the rest of a long log', () => {
    const text = 'x'.repeat(30_000);
    const long = Array.from({ length: 20 }, (_, index) => [1, `${index}${text}`] as const);
    const { asked, bo, next, receive, results, run } = scene(common, [...common, ...long]);
    const first = next();
    const bytes = first.reduce((sum, frame) => sum + encodeVoterFrame(frame).length, 0);
    assert.ok(bytes < maxCopyBytes + 32_000, `${bytes} bytes`);
    receive(...first);
    assert.deepEqual(results, []);
    assert.equal(asked.length, 1);
    run();
    assert.deepEqual(results, [true]);
    assert.equal(bo.sync.last, 22);
  });

  it('asks again when nothing comes, and two answers change nothing', async () => {
    const { asked, bo, cy, next, receive, results, run } = scene(
      [...common, [2, 'x']],
      [...common, [3, 'c'], [4, 'd']],
    );
    await bo.clock.advance(2900);
    assert.equal(asked.length, 1);
    await bo.clock.advance(100);
    assert.equal(asked.length, 2);
    const [one, two] = [next(), next()];
    receive(...one.slice(0, 3), ...one.slice(3), ...two);
    run();
    assert.deepEqual(results, [true]);
    assert.deepEqual(bo.texts, cy.texts);
    assert.equal(bo.restored?.held.between.filter(({ type }) => type === 'took-back').length, 1);
  });

  it('takes only one answer to a question that it asked twice, also in the middle of a long log', async () => {
    const text = 'x'.repeat(30_000);
    const long = Array.from({ length: 20 }, (_, index) => [3, `${index}${text}`] as const);
    const { bo, cy, next, receive, results, run } = scene(
      [...common, [2, 'x']],
      [...common, ...long],
    );
    await bo.clock.advance(3000);
    const [one, two] = [next(), next()];
    receive(...one);
    // Another question is open now.
    receive(...two);
    run();
    assert.deepEqual(results, [true]);
    assert.deepEqual(bo.texts, cy.texts);
  });

  it('gives up when the answer isn’t the promised log', () => {
    const other: Said = [...common, [3, 'c'], [3, 'd']];
    const beyond = { type: 'left', time: 5, member: 'm3', name: 'Di', why: 'left' } as const;
    const wrong: readonly ((frames: VoterFrame[]) => readonly VoterFrame[])[] = [
      (frames) => frames.map((frame) => (frame.type === 'log' ? { ...frame, last: 9 } : frame)),
      (frames) => frames.filter((frame) => !('seq' in frame) || frame.seq !== 3),
      (frames) =>
        frames.map((frame) => (frame.type === 'epoch' ? { ...frame, opening: 4 } : frame)),
      (frames) => frames.map((frame) => (frame.type === 'epoch' ? { ...frame, term: 2 } : frame)),
      (frames) =>
        frames.map((frame) => (frame.type === 'epoch' ? { ...frame, opening: 0 } : frame)),
      (frames) => [...frames.slice(0, 1), ...frames.slice(-1)],
      (frames) => [...frames.slice(0, -1), { ...beyond, seq: 5 }],
    ];
    for (const [index, change] of wrong.entries()) {
      const { bo, next, receive, results, run } = scene(common, other);
      receive(...change(next()));
      run();
      assert.deepEqual(results, [false], `wrong answer ${index}`);
      assert.ok(bo.texts.slice(0, 2).every((text) => ['1 1: a', '2 1: b'].includes(text)));
    }
  });

  it('takes nothing from anyone else, nor after it has ended', () => {
    const { bo, copy, frames, next, receive, results } = scene(common, [...common, [1, 'c']]);
    const answer = next();
    for (const frame of answer) frames.fire({ pin: listenerAt(7001).pin, frame });
    assert.equal(bo.sync.last, 2);
    copy.dispose();
    receive(...answer);
    assert.equal(bo.sync.last, 2);
    assert.deepEqual(results, []);
  });
});
