import assert from 'node:assert/strict';
import { type SuccessionState, start, times } from '../../../src/room/succession/state';
import { advance } from '../../../src/room/succession/succession';
import type {
  LogSummary,
  SuccessionEffect,
  SuccessionMessage,
} from '../../../src/room/succession/types';

const voters = ['m0', 'm1', 'm2', 'm3', 'm4'];
const log: LogSummary = { last: { term: 1, opening: 7, seq: 5 }, voters, votersSeq: 3 };
const ahead: LogSummary = { ...log, last: { term: 1, opening: 8, seq: 4 } };

function receive(state: SuccessionState, from: string, message: SuccessionMessage, now = 0) {
  return advance(state, { type: 'message', from, message }, now);
}

/** m1 stands for term 2 because the host asks it to, and has stored its own promise. */
function standing(summary = log): SuccessionState {
  const state = start({ self: 'm1', log: summary, host: 'm0' }, 0);
  const asked = receive(state, 'm0', { type: 'stand-now', term: 1 }).state;
  return advance(asked, { type: 'promise-stored', term: 2 }, 0).state;
}

function promise(state: SuccessionState, from: string, summary: LogSummary) {
  return receive(state, from, { type: 'promised', term: 2, ...summary });
}

function recipients(effects: readonly SuccessionEffect[]): readonly string[] {
  return effects.flatMap((effect) => (effect.type === 'send' ? effect.to : []));
}

describe('a voter who hears nothing from the host', () => {
  const silent = start({ self: 'm1', log, host: 'm0' }, 0);

  it('asks first, and stands once a majority would promise', () => {
    const asking = advance(silent, { type: 'tick' }, times.silence);
    assert.deepEqual(recipients(asking.effects), ['m0', 'm2', 'm3', 'm4']);
    const one = receive(asking.state, 'm2', { type: 'would-promise', term: 2 });
    const twice = receive(one.state, 'm2', { type: 'would-promise', term: 2 });
    assert.deepEqual([...one.effects, ...twice.effects], []);
    const two = receive(twice.state, 'm3', { type: 'would-promise', term: 2 });
    assert.deepEqual(two.effects, [
      { type: 'stop-following' },
      { type: 'store-promise', term: 2, to: 'm1' },
    ]);
  });

  it('stops asking when it hears the host', () => {
    const { state } = advance(silent, { type: 'tick' }, times.silence);
    const hearing = advance(state, { type: 'heard', host: 'm0', term: 1 }, times.silence);
    assert.equal(hearing.state.role.kind, 'follower');
    assert.equal(hearing.state.standAt, 2 * times.silence);
  });

  it('lets the one go on that is before it in the list', () => {
    const asking = (self: string) => {
      const state = start({ self, log, host: 'm0' }, 0);
      return advance(state, { type: 'tick' }, times.silence + 4 * times.rankStep).state;
    };
    const question = { type: 'pre-vote', term: 2 } as const;
    const later = receive(asking('m3'), 'm1', question);
    assert.equal(later.state.role.kind, 'follower');
    assert.equal(
      later.effects[0]?.type === 'send' && later.effects[0].message.type,
      'would-promise',
    );
    const first = receive(asking('m1'), 'm3', question);
    assert.equal(first.state.role.kind, 'asking');
    assert.equal(first.effects[0]?.type === 'send' && first.effects[0].message.type, 'refused');
  });
});

describe('a candidate', () => {
  it('takes over at once when all voters have promised, and after a second with a majority', () => {
    let state = standing();
    for (const from of ['m0', 'm2', 'm3']) state = promise(state, from, log).state;
    assert.equal(state.role.kind, 'electing');
    const takeOver = [{ type: 'take-over', term: 2 }];
    assert.deepEqual(promise(state, 'm4', log).effects, takeOver);
    assert.deepEqual(advance(state, { type: 'tick' }, times.gather).effects, takeOver);
  });

  it('counts each voter once, and only promises of its term', () => {
    let state = standing();
    for (const from of ['m2', 'm2', 'm2']) state = promise(state, from, log).state;
    state = receive(state, 'm3', { type: 'promised', term: 1, ...log }).state;
    assert(state.role.kind === 'electing' && state.role.gatherUntil === undefined);
  });

  it('copies the best log, that of the later opening, before it takes over', () => {
    let state = promise(standing(), 'm2', ahead).state;
    state = promise(state, 'm3', log).state;
    const copying = advance(state, { type: 'tick' }, times.gather);
    const { last } = ahead;
    assert.deepEqual(copying.effects, [{ type: 'copy-log', from: 'm2', term: 2, last }]);
    const early = advance(copying.state, { type: 'log-copied', term: 2 }, times.gather);
    assert.equal(early.state.role.kind, 'follower', 'the log is not the one that was promised');
    const copied = advance(copying.state, { type: 'log', log: ahead }, times.gather).state;
    const { effects } = advance(copied, { type: 'log-copied', term: 2 }, times.gather);
    assert.deepEqual(effects, [{ type: 'take-over', term: 2 }]);
  });

  it('needs a majority of the voters in the best log, whom it asks as well', () => {
    const one = { last: log.last, voters: ['m0', 'm1'], votersSeq: 2 };
    const four = { ...ahead, voters: ['m0', 'm1', 'm2', 'm3'] };
    const promised = promise(standing(one), 'm0', four);
    assert.deepEqual(recipients(promised.effects), ['m2', 'm3']);
    assert(
      promised.state.role.kind === 'electing' && promised.state.role.gatherUntil === undefined,
    );
  });

  it('that the best log does not list stands no more until its log changes', () => {
    const removed = { ...ahead, voters: ['m0', 'm2', 'm3'] };
    let state = standing();
    for (const from of ['m0', 'm2', 'm3']) state = promise(state, from, removed).state;
    state = advance(state, { type: 'tick' }, times.elect).state;
    assert.equal(state.role.kind, 'follower');
    const later = 10 * times.silence;
    assert.deepEqual(advance(state, { type: 'tick' }, later).effects, []);
    const changed = advance(state, { type: 'log', log: ahead }, later).state;
    assert.equal(advance(changed, { type: 'tick' }, later).state.role.kind, 'asking');
  });

  it('gives up as soon as too many refuse, and stands for a higher term next', () => {
    let state = standing();
    for (const from of ['m2', 'm3', 'm4']) {
      assert.equal(state.role.kind, 'electing');
      state = receive(state, from, { type: 'refused', term: 2, own: 6 }).state;
    }
    assert.equal(state.role.kind, 'follower');
    assert.equal(advance(state, { type: 'tick' }, state.standAt).state.seen, 6);
    const asking = advance(state, { type: 'tick' }, state.standAt).effects[0];
    assert(asking?.type === 'send' && asking.message.term === 7);
  });

  it('tells all voters when it has taken over', () => {
    let state = standing();
    for (const from of ['m0', 'm2', 'm3', 'm4']) state = promise(state, from, log).state;
    const { effects, state: host } = advance(state, { type: 'took-over', term: 2, first: 6 }, 0);
    assert.deepEqual(recipients(effects), ['m0', 'm2', 'm3', 'm4']);
    assert.equal(host.role.kind, 'host');
  });

  it('that can’t take over leaves the next election to the others', () => {
    let state = standing();
    for (const from of ['m0', 'm2', 'm3', 'm4']) state = promise(state, from, log).state;
    assert.equal(state.role.kind, 'opening');
    const failed = advance(state, { type: 'failed', term: 2 }, 0).state;
    assert.equal(failed.role.kind, 'follower');
    // The last one that has promised, which gets a new promise from this one.
    const last = times.promise + 4 * times.rankStep;
    assert.ok(failed.standAt > last);
    const elect = receive(failed, 'm2', { type: 'elect', term: 3 });
    assert.deepEqual(elect.state.promised, { term: 3, to: 'm2' });
  });

  it('that learns of another host follows it, whatever it was doing', () => {
    const { effects, state } = receive(standing(), 'm2', { type: 'moved', term: 3, host: 'm2' });
    assert.equal(state.role.kind, 'follower');
    assert.deepEqual(effects.at(-1), { type: 'follow', host: 'm2', term: 3 });
  });
});
