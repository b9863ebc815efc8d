import assert from 'node:assert/strict';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { hostIn, LogOfVoters } from '../../../src/room/voter/voter-log';
import { listenerAt } from '../../helpers/listeners';

const ann = { member: 'm0', ...listenerAt(7000) };
const bo = { member: 'm1', ...listenerAt(7001) };
const cy = { member: 'm2', ...listenerAt(7002) };

function list(seq: number, ...successors: (typeof ann)[]): RoomEntry {
  return { type: 'successors', seq, time: seq, successors };
}

function log(entries: RoomEntry[]) {
  const opening = (seq: number) => ({ term: 1, opening: seq < 10 ? 1 : 2 });
  const held = {
    entries,
    get last() {
      return held.entries.at(-1)?.seq ?? 0;
    },
    epochAt: opening,
  };
  return held;
}

describe('what a log says about the voters', () => {
  it('is the host alone before there is a list', () => {
    const voters = new LogOfVoters(log([]), () => 'm0');
    const last = { term: 0, opening: 0, seq: 0 };
    assert.deepEqual(voters.summary, { last, voters: ['m0'], votersSeq: 0 });
    assert.equal(voters.listeners.size, 0);
  });

  it('is the newest list, and where everyone listens who is or was in one', () => {
    const held = log([list(1, ann, bo), list(2, ann, bo, cy), list(11, ann, cy)]);
    const voters = new LogOfVoters(held, () => '');
    const last = { term: 1, opening: 2, seq: 11 };
    assert.deepEqual(voters.summary, { last, voters: ['m0', 'm2'], votersSeq: 11 });
    assert.deepEqual([...voters.listeners.keys()].toSorted(), ['m0', 'm1', 'm2']);
    assert.deepEqual(voters.listeners.get('m1'), listenerAt(7001));
  });

  it('changes with the log, also when entries are taken back', () => {
    const held = log([list(1, ann, bo), list(11, ann, bo, cy)]);
    const voters = new LogOfVoters(held, () => '');
    assert.deepEqual(voters.summary.voters, ['m0', 'm1', 'm2']);
    held.entries = [list(1, ann, bo)];
    assert.deepEqual(voters.summary.voters, ['m0', 'm1']);
    held.entries = [list(1, ann, bo), list(2, ann)];
    assert.deepEqual(voters.summary.voters, ['m0']);
    // It may still have to be told that it isn't a voter any more.
    assert.ok(voters.listeners.has('m2'));
  });

  it('forgets where someone listens who was removed, until they are listed again', () => {
    const about = { member: 'm1', name: 'Bo', reason: '' };
    const removed = { type: 'removed', seq: 3, time: 3, ...about } as const;
    const held = log([list(1, ann, bo), list(2, ann), removed]);
    const voters = new LogOfVoters(held, () => '');
    assert.ok(!voters.listeners.has('m1'));
    held.entries = [...held.entries, list(4, ann, bo)];
    assert.ok(voters.listeners.has('m1'));
  });

  it('remembers no more than some members that it no longer lists', () => {
    const held = log([]);
    const voters = new LogOfVoters(held, () => '');
    for (let seq = 1; seq <= 300; seq += 1) {
      held.entries = [list(seq, ann, { member: `m${seq}`, ...listenerAt(8000 + seq) })];
      assert.equal(voters.summary.voters.length, 2);
    }
    assert.equal(voters.listeners.size, 100);
    assert.ok(voters.listeners.has('m0') && voters.listeners.has('m300'));
  });

  it('knows the host: who took over last, or the first voter of all', () => {
    const took = (seq: number, member: string): RoomEntry => ({
      ...{ type: 'took-over', seq, time: seq, term: seq, member, name: member, before: 'm0' },
    });
    assert.equal(hostIn([]), undefined);
    assert.equal(hostIn([list(1, ann, bo), list(2, ann, bo, cy)]), 'm0');
    assert.equal(hostIn([list(1, ann, bo), took(2, 'm1'), list(3, ann, bo), took(4, 'm2')]), 'm2');
  });
});
