import assert from 'node:assert/strict';
import {
  accepts,
  mayNumber,
  type SuccessionState,
  start,
  times,
} from '../../../src/room/succession/state';
import { advance, maxTermsAhead, wakeAt } from '../../../src/room/succession/succession';
import type { SuccessionMessage } from '../../../src/room/succession/types';

const log = {
  last: { term: 1, opening: 7, seq: 5 },
  voters: ['m0', 'm1', 'm2'],
  votersSeq: 3,
};

const laterLog = { last: { term: 2, opening: 8, seq: 7 }, voters: ['m1', 'm2'], votersSeq: 7 };

function voter(self: string, now = 0): SuccessionState {
  return start({ self, log, host: 'm0' }, now);
}

function receive(state: SuccessionState, from: string, message: SuccessionMessage, now = 0) {
  return advance(state, { type: 'message', from, message }, now);
}

describe('a voter', () => {
  it('promises a term to one candidate, and says so when the promise is on disk', () => {
    const asked = receive(voter('m1'), 'm2', { type: 'elect', term: 2 });
    assert.deepEqual(asked.effects, [
      { type: 'stop-following' },
      { type: 'store-promise', term: 2, to: 'm2' },
    ]);
    assert.deepEqual(receive(asked.state, 'm2', { type: 'elect', term: 2 }).effects, []);
    const stored = advance(asked.state, { type: 'promise-stored', term: 2 }, 0);
    const promised = { type: 'promised', term: 2, ...log } as const;
    assert.deepEqual(stored.effects, [{ type: 'send', to: 'm2', message: promised }]);
    assert.deepEqual(
      receive(stored.state, 'm2', { type: 'elect', term: 2 }).effects,
      stored.effects,
    );
    const refused = { type: 'refused', term: 2, own: 2 } as const;
    assert.deepEqual(receive(stored.state, 'm0', { type: 'elect', term: 2 }).effects, [
      { type: 'send', to: 'm0', message: refused },
    ]);
  });

  it('takes nothing of a lower term from the moment it decides', () => {
    const { state } = receive(voter('m1'), 'm2', { type: 'elect', term: 2 });
    assert(accepts(voter('m1'), 1) && !accepts(state, 1) && accepts(state, 2));
  });

  it('answers only the newest promise when two are stored one after the other', () => {
    const first = receive(voter('m1'), 'm2', { type: 'elect', term: 2 }).state;
    const second = receive(first, 'm0', { type: 'elect', term: 3 }).state;
    const late = advance(second, { type: 'promise-stored', term: 2 }, 0);
    assert.deepEqual(late.effects, []);
    const { effects } = advance(late.state, { type: 'promise-stored', term: 3 }, 0);
    assert.deepEqual(
      effects.map((effect) => effect.type === 'send' && effect.to),
      ['m0'],
    );
  });

  it('would not promise while it hears the host', () => {
    const hearing = advance(voter('m1'), { type: 'heard', host: 'm0', term: 1 }, 1000).state;
    const early = receive(hearing, 'm2', { type: 'pre-vote', term: 2 }, 1000 + times.silence - 1);
    assert.deepEqual(early.effects, [
      { type: 'send', to: 'm2', message: { type: 'refused', term: 2, own: 1 } },
    ]);
    const late = receive(hearing, 'm2', { type: 'pre-vote', term: 2 }, 1000 + times.silence);
    assert.deepEqual(late.effects, [
      { type: 'send', to: 'm2', message: { type: 'would-promise', term: 2 } },
    ]);
    assert.equal(late.state.promised.term, 0);
  });

  it('waits longer the later it is in the list', () => {
    assert.equal(wakeAt(voter('m1')), times.silence);
    assert.equal(wakeAt(voter('m2')), times.silence + times.rankStep);
  });

  it('follows whoever hosts a term of at least its own, and tells those below', () => {
    const moved = receive(voter('m1'), 'm2', { type: 'moved', term: 2, host: 'm2' });
    assert.deepEqual(moved.effects, [
      { type: 'stop-following' },
      { type: 'follow', host: 'm2', term: 2 },
    ]);
    const old = receive(moved.state, 'm0', { type: 'moved', term: 1, host: 'm0' });
    assert.deepEqual(old.effects, [
      { type: 'send', to: 'm0', message: { type: 'moved', term: 2, host: 'm2' } },
    ]);
    assert.deepEqual(
      receive(moved.state, 'm2', { type: 'moved', term: 1, host: 'm0' }).effects,
      [],
    );
  });
});

describe('a host', () => {
  const host = start({ self: 'm0', log, hosts: { term: 1, first: 1 } }, 0);

  it('numbers nothing more once it promises', () => {
    assert(mayNumber(host));
    const { effects, state } = receive(host, 'm1', { type: 'elect', term: 2 });
    assert(!mayNumber(state));
    assert.deepEqual(
      effects.map(({ type }) => type),
      ['stop-hosting', 'store-promise'],
    );
  });

  it('that has promised a higher term comes back as a follower', () => {
    const promised = { term: 2, to: 'm1' };
    const state = start({ self: 'm0', log, promised, hosts: { term: 1, first: 1 } }, 0);
    assert(!mayNumber(state) && !accepts(state, 1));
  });

  it('stands again when someone has promised a term above its own', () => {
    const { effects } = receive(host, 'm2', { type: 'pre-vote', term: 5 });
    assert.deepEqual(effects, [
      { type: 'stop-hosting' },
      { type: 'store-promise', term: 5, to: 'm0' },
    ]);
    assert.deepEqual(receive(host, 'm2', { type: 'refused', term: 1, own: 4 }).effects, effects);
    const normal = receive(host, 'm2', { type: 'pre-vote', term: 2 });
    assert.deepEqual(
      normal.effects.map(({ type }) => type),
      ['send'],
    );
  });

  it('votes for no one who isn’t a voter any more, and follows no one because of it', () => {
    const refused = { type: 'refused', term: 2, own: 1 } as const;
    const asked = receive(host, 'm9', { type: 'elect', term: 2 });
    assert.deepEqual(asked.effects, [{ type: 'send', to: 'm9', message: refused }]);
    const told = receive(host, 'm9', { type: 'moved', term: 2, host: 'm9' });
    assert.deepEqual(told.effects, []);
    assert(mayNumber(asked.state) && mayNumber(told.state));
  });

  it('that was replaced learns it from those who removed it from the voters', () => {
    const next = start({ self: 'm1', log: laterLog, hosts: { term: 2, first: 6 } }, 0);
    const { effects } = receive(next, 'm0', { type: 'moved', term: 1, host: 'm0' });
    const moved = { type: 'moved', term: 2, host: 'm1' } as const;
    assert.deepEqual(effects, [{ type: 'send', to: 'm0', message: moved }]);
  });
});

describe('members who lie', () => {
  const host = start({ self: 'm0', log, hosts: { term: 1, first: 1 } }, 0);

  it('can’t use up the terms', () => {
    const far = 2 + maxTermsAhead;
    for (const message of [
      { type: 'pre-vote', term: far },
      { type: 'elect', term: far },
      { type: 'refused', term: 1, own: far },
      { type: 'moved', term: far, host: 'm1' },
    ] as const) {
      for (const state of [host, voter('m2')]) {
        const { effects, state: next } = receive(state, 'm1', message);
        assert.deepEqual([effects, next], [[], state]);
      }
    }
    const { state } = receive(host, 'm1', { type: 'elect', term: far - 1 });
    assert.equal(state.promised.term, far - 1);
  });

  it('can’t take voters from a host that these hear, unless they are voters', () => {
    const hearing = advance(voter('m1'), { type: 'heard', host: 'm0', term: 1 }, 1000).state;
    const stranger = receive(hearing, 'm9', { type: 'elect', term: 2 }, 2000);
    assert.deepEqual(stranger.effects, [
      { type: 'send', to: 'm9', message: { type: 'refused', term: 2, own: 1 } },
    ]);
    // Its log may be newer than this one: then this voter may be needed.
    const late = receive(hearing, 'm9', { type: 'elect', term: 2 }, 1000 + times.silence);
    assert.equal(late.state.promised.to, 'm9');
    const elsewhere = receive(hearing, 'm9', { type: 'moved', term: 2, host: 'm9' }, 2000);
    assert.deepEqual(elsewhere.effects, []);
    const listed = receive(hearing, 'm2', { type: 'elect', term: 2 }, 2000);
    assert.equal(listed.state.promised.to, 'm2');
  });
});
