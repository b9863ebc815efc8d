import assert from 'node:assert/strict';
import { nextVoters } from '../../../src/room/succession/hosting';
import { type SuccessionState, start, times } from '../../../src/room/succession/state';
import { advance, wakeAt } from '../../../src/room/succession/succession';
import type { SuccessionInput } from '../../../src/room/succession/types';

const log = {
  last: { term: 2, opening: 7, seq: 9 },
  voters: ['m0', 'm1', 'm2'],
  votersSeq: 6,
};

/** The host of term 2, which began with entry 8. */
const host = start({ self: 'm1', log, hosts: { term: 2, first: 8 } }, 0);

function after(...inputs: readonly SuccessionInput[]): SuccessionState {
  return inputs.reduce((state, input) => advance(state, input, 0).state, host);
}

function majorityHeld({ role }: SuccessionState): number {
  return role.kind === 'host' ? role.majorityHeld : Number.NaN;
}

describe('what a majority holds', () => {
  it('is known when an entry of the present term is among it', () => {
    assert.equal(majorityHeld(after({ type: 'held', member: 'm0', seq: 7 })), 0);
    assert.equal(majorityHeld(after({ type: 'held', member: 'm0', seq: 8 })), 8);
  });

  it('is on the disk of the host', () => {
    const added = { type: 'log', log: { ...log, last: { ...log.last, seq: 10 } } } as const;
    const all = (['m0', 'm2'] as const).map(
      (member) => ({ type: 'held', member, seq: 10 }) as const,
    );
    assert.equal(majorityHeld(after(added, ...all)), 9);
    assert.equal(majorityHeld(after(added, ...all, { type: 'synced', seq: 10 })), 10);
  });

  it('is not what members without a vote hold', () => {
    assert.equal(majorityHeld(after({ type: 'held', member: 'm7', seq: 9 })), 0);
  });

  it('stays known when those who hold it are away', () => {
    const state = after({ type: 'held', member: 'm0', seq: 9 }, { type: 'lost', member: 'm0' });
    assert.equal(majorityHeld(state), 9);
  });
});

describe('the voters', () => {
  const held = { type: 'held', member: 'm0', seq: 9 } as const;
  const newcomer = { type: 'held', member: 'm3', seq: 9 } as const;
  const wanted = ['m1', 'm2', 'm3'];

  it('change only when a majority holds the present list and an entry of this term', () => {
    assert.equal(nextVoters(host, wanted), undefined);
    assert.equal(nextVoters(after({ ...held, seq: 7 }, newcomer), wanted), undefined);
  });

  it('change one at a time, and those who leave go first', () => {
    const state = after(held, newcomer);
    assert.deepEqual(nextVoters(state, wanted), ['m1', 'm2']);
    const voters = ['m1', 'm2'];
    const left = { ...state, log: { ...log, voters } };
    assert.deepEqual(nextVoters(left, wanted), ['m1', 'm2', 'm3']);
    assert.equal(nextVoters(left, voters), undefined);
  });

  it('are joined only by who has the present list', () => {
    assert.equal(nextVoters(after(held), [...log.voters, 'm3']), undefined);
    assert.equal(
      nextVoters(after(held, { ...newcomer, seq: 7 }), [...log.voters, 'm3']),
      undefined,
    );
  });

  it('are five at most', () => {
    const voters = ['m0', 'm1', 'm2', 'm3', 'm4'];
    const held4 = voters.map((member) => ({ type: 'held', member, seq: 9 }) as const);
    const full = { type: 'log', log: { ...log, voters } } as const;
    const state = after(full, ...held4, { type: 'held', member: 'm5', seq: 9 });
    assert.equal(nextVoters(state, [...voters, 'm5']), undefined);
  });
});

describe('handing over', () => {
  it('asks the successor every second, and gives up after ten', () => {
    const { effects, state } = advance(host, { type: 'hand-over', to: 'm2' }, 0);
    const standNow = { type: 'send', to: 'm2', message: { type: 'stand-now', term: 2 } } as const;
    assert.deepEqual(effects, [standNow]);
    const again = advance(state, { type: 'tick' }, times.resend);
    assert(again.effects.some((effect) => JSON.stringify(effect) === JSON.stringify(standNow)));
    const failed = advance(again.state, { type: 'tick' }, times.handOver);
    assert.deepEqual(failed.effects.at(-1), { type: 'hand-over-failed', to: 'm2' });
    assert.equal(failed.state.role.kind, 'host');
  });

  it('is refused for someone who has no vote', () => {
    const { effects } = advance(host, { type: 'hand-over', to: 'm7' }, 0);
    assert.deepEqual(effects, [{ type: 'hand-over-failed', to: 'm7' }]);
  });
});

describe('a host that voters do not follow', () => {
  it('tells them every ten seconds, and rests once all follow', () => {
    const told = advance(host, { type: 'tick' }, 0);
    assert.deepEqual(
      told.effects.map((effect) => effect.type === 'send' && effect.to),
      ['m0', 'm2'],
    );
    assert.equal(wakeAt(told.state), times.announce);
    const all = after(
      { type: 'held', member: 'm0', seq: 9 },
      { type: 'held', member: 'm2', seq: 9 },
    );
    assert.equal(wakeAt(all), undefined);
  });
});
