import assert from 'node:assert/strict';
import type { Listener } from '../../../src/protocol/frames';
import type { VoterFrame } from '../../../src/protocol/voter-frames';
import { type SuccessionState, start } from '../../../src/room/succession/state';
import type { LogSummary } from '../../../src/room/succession/types';
import { type Heard, Voter, type VoterActions } from '../../../src/room/voter/voter';
import { FakeClock } from '../../helpers/fake-clock';
import { listenerAt } from '../../helpers/listeners';
import { type MemoryVoterPort, MemoryVoters } from '../../helpers/memory-voters';

const members = ['m0', 'm1', 'm2'] as const;
const listeners = new Map<string, Listener>(
  members.map((member, index) => [member, listenerAt(7000 + index)]),
);

function listenerOf(member: string): Listener {
  return listeners.get(member) ?? listenerAt(7009);
}

interface TestVoterOptions {
  readonly clock: FakeClock;
  readonly network: MemoryVoters;
  readonly pace?: number | undefined;
}

/** A voter whose log, disk and hub are the test's. */
class TestVoter {
  readonly done: string[] = [];
  readonly promises: string[] = [];
  readonly port: MemoryVoterPort;
  readonly received: VoterFrame[] = [];
  log: LogSummary = { last: { term: 1, opening: 1, seq: 9 }, voters: members, votersSeq: 3 };
  hub: Heard | undefined;
  isDiskFull = false;
  voter: Voter;

  constructor(
    readonly self: string,
    private readonly options: TestVoterOptions,
  ) {
    const { clock, network, pace = 1 } = options;
    const { pin, port } = listenerOf(self);
    this.port = network.open(pin, port);
    this.port.onFrame(({ frame }) => this.received.push(frame));
    this.voter = this.begin(start({ self, log: this.log, host: 'm0' }, clock.now() / pace));
  }

  /** The types of the frames received. */
  get types(): readonly string[] {
    return this.received.map(({ type }) => type);
  }

  begin(state: SuccessionState): Voter {
    const { done } = this;
    const { clock, pace } = this.options;
    const actions: VoterActions = {
      storePromise: (term, to) => {
        if (!this.isDiskFull) this.promises.push(`${term} ${to}`);
        return !this.isDiskFull;
      },
      stopHosting: () => void done.push('stop-hosting'),
      stopFollowing: () => {
        this.hub = undefined;
        done.push('stop-following');
      },
      follow: (host, at, term) => void done.push(`follow ${host}:${at.port} ${term}`),
      copyLog: (from, at, term) => void done.push(`copy ${from}:${at.port} ${term}`),
      takeOver: (term) => void done.push(`take-over ${term}`),
      handOverFailed: (to) => void done.push(`hand-over-failed ${to}`),
    };
    const summary = () => this.log;
    const log = {
      listeners,
      get summary() {
        return summary();
      },
    };
    const { port } = this;
    return new Voter({ port, log, actions, clock, pace, heard: () => this.hub }, state);
  }

  send(to: string, frame: VoterFrame): void {
    this.port.send(listenerOf(to), frame);
  }
}

/** The voters m1 and m2 of a room whose host m0 is gone. */
function scene({ pace }: { readonly pace?: number } = {}) {
  const [clock, network] = [new FakeClock(), new MemoryVoters()];
  const options = { clock, network, pace };
  const [bo, cy] = [new TestVoter('m1', options), new TestVoter('m2', options)];
  const deliver = () => {
    for (let frames = 0; network.step(); frames += 1) assert.ok(frames < 1000);
  };
  /** Lets time pass, and frames arrive. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      await clock.advance(Math.min(100, ms - passed));
      deliver();
    }
  };
  return { bo, clock, cy, deliver, network, options, pass };
}

describe('Voter', () => {
  it('elects the first of those who are left, after the silence', async () => {
    const { bo, cy, pass } = scene();
    await pass(44_900);
    assert.deepEqual([bo.received, cy.received], [[], []]);
    await pass(2000);
    assert.deepEqual([bo.promises, cy.promises], [['2 m1'], ['2 m1']]);
    assert.deepEqual(bo.done, ['stop-following', 'take-over 2']);
    assert.deepEqual(cy.done, ['stop-following']);
    assert.ok(!bo.voter.mayNumber);
    bo.voter.input({ type: 'took-over', term: 2, first: 10 });
    assert.ok(bo.voter.mayNumber);
    await pass(100);
    assert.equal(cy.done.at(-1), 'follow m1:7001 2');
    assert.deepEqual(
      [bo.voter.accepts(1), cy.voter.accepts(1), cy.voter.accepts(2)],
      [false, false, true],
    );
  });

  it('stays as long as the hub is heard, and asks for that only when it has to know', async () => {
    const { bo, clock, cy, pass } = scene();
    let asked = 0;
    const hub = {
      host: 'm0',
      term: 1,
      get at() {
        asked += 1;
        return clock.now() - 10_000;
      },
    };
    bo.hub = hub;
    cy.hub = hub;
    await pass(600_000);
    assert.deepEqual([bo.done, cy.done, bo.received], [[], [], []]);
    assert.ok(asked < 60, `${asked} times`);
  });

  it('says no as long as it hears the host itself', async () => {
    const { bo, clock, cy, pass } = scene();
    cy.hub = {
      host: 'm0',
      term: 1,
      get at() {
        return clock.now();
      },
    };
    await pass(60_000);
    assert.deepEqual([bo.promises, cy.promises, cy.done], [[], [], []]);
    assert.ok(bo.types.length > 0);
    assert.ok(bo.received.every((frame) => frame.type === 'refused' || frame.type === 'moved'));
  });

  it('tells nobody of a promise before it is stored, and stores it again until it is', async () => {
    const { bo, cy, pass } = scene();
    cy.isDiskFull = true;
    await pass(47_000);
    assert.ok(!bo.types.includes('promised'));
    assert.deepEqual(cy.done, ['stop-following']);
    assert.ok(!cy.voter.accepts(1));
    cy.isDiskFull = false;
    await pass(2500);
    assert.deepEqual(cy.promises, ['2 m1']);
    assert.equal(bo.done.at(-1), 'take-over 2');
  });

  it('copies the log of a voter that has more', async () => {
    const { bo, cy, pass } = scene();
    cy.log = { ...cy.log, last: { term: 1, opening: 1, seq: 12 } };
    await pass(47_000);
    assert.equal(bo.done.at(-1), 'copy m2:7002 2');
    assert.deepEqual(
      [1, 2, 3].map((term) => cy.voter.maySend(listenerOf('m1').pin, term)),
      [false, true, false],
    );
    assert.ok(!cy.voter.maySend(listenerOf('m0').pin, 2));
    // What is in the log now is looked up.
    bo.log = cy.log;
    bo.voter.input({ type: 'log-copied', term: 2 });
    assert.equal(bo.done.at(-1), 'take-over 2');
  });

  it('lets nobody copy its log once the new host is known', async () => {
    const { bo, cy, pass } = scene();
    await pass(47_000);
    bo.voter.input({ type: 'took-over', term: 2, first: 10 });
    await pass(100);
    assert.ok(!cy.voter.maySend(listenerOf('m1').pin, 2));
  });

  it('answers strangers only that their term is too low', async () => {
    const { bo, clock, deliver, network } = scene();
    const stranger = new TestVoter('m9', { clock, network });
    stranger.received.length = 0;
    stranger.send('m1', { type: 'pre-vote', term: 5 });
    stranger.send('m1', { type: 'elect', term: 5 });
    stranger.send('m1', { type: 'stand-now', term: 1 });
    stranger.send('m1', { type: 'promised', term: 1, ...stranger.log });
    stranger.send('m1', { type: 'copy', term: 1, last: 0 });
    deliver();
    assert.deepEqual([stranger.received, bo.promises, bo.done], [[], [], []]);
    bo.voter.input({
      type: 'message',
      from: 'm2',
      message: { type: 'moved', term: 3, host: 'm2' },
    });
    stranger.send('m1', { type: 'elect', term: 2 });
    deliver();
    assert.deepEqual(stranger.received, [{ type: 'refused', term: 2, own: 3 }]);
  });

  it('follows a host that only another voter has named, and remembers few of those', async () => {
    const { bo, cy, deliver } = scene();
    for (let term = 2; term < 60; term += 1) {
      const at = listenerAt(8000 + term);
      cy.send('m1', { type: 'moved', term, host: `x${term}`, ...at });
    }
    deliver();
    assert.equal(bo.done.at(-1), 'follow x59:8059 59');
    assert.equal(bo.done.filter((what) => what.startsWith('follow')).length, 58);
    // It can still say where that is, but not where an earlier one was.
    cy.received.length = 0;
    bo.voter.input({ type: 'message', from: 'm2', message: { type: 'pre-vote', term: 59 } });
    deliver();
    assert.deepEqual(cy.received, [{ type: 'moved', term: 59, host: 'x59', ...listenerAt(8059) }]);
  });

  it('waits as long as before when the clock is set back', async () => {
    const { bo, clock, pass } = scene();
    await pass(20_000);
    clock.shift(-3_600_000);
    await pass(24_900);
    assert.deepEqual(bo.done, []);
    await pass(2000);
    assert.equal(bo.done.at(-1), 'take-over 2');
  });

  it('does nothing worse than ask when the clock is set forward', async () => {
    const { bo, clock, cy, pass } = scene();
    cy.hub = {
      host: 'm0',
      term: 1,
      get at() {
        return clock.now();
      },
    };
    clock.shift(3_600_000);
    await pass(60_000);
    assert.deepEqual([bo.promises, cy.promises, bo.done], [[], [], []]);
  });

  it('takes a tenth of the time if it is told so', async () => {
    const { bo, pass } = scene({ pace: 0.1 });
    await pass(4400);
    assert.deepEqual(bo.done, []);
    await pass(300);
    assert.equal(bo.done.at(-1), 'take-over 2');
  });

  it('goes on with a state of its own room in another role', async () => {
    const { bo, pass } = scene();
    await pass(20_000);
    const { state } = bo.voter;
    bo.voter.dispose();
    bo.voter = bo.begin(state);
    await pass(24_900);
    assert.deepEqual(bo.done, []);
    await pass(2000);
    assert.equal(bo.done.at(-1), 'take-over 2');
  });

  it('does nothing any more once it is disposed', async () => {
    const { bo, clock, cy, pass } = scene();
    bo.voter.dispose();
    cy.send('m1', { type: 'elect', term: 2 });
    await pass(60_000);
    bo.voter.input({ type: 'tick' });
    assert.deepEqual([bo.promises, bo.done], [[], []]);
    cy.voter.dispose();
    assert.equal(clock.pending, 0);
  });

  it('hands over to a voter that the host asks to stand', async () => {
    const { bo, clock, cy, network, pass } = scene();
    const ann = new TestVoter('m0', { clock, network });
    ann.voter.dispose();
    const hosts = { term: 1, first: 1 };
    ann.voter = ann.begin(start({ self: 'm0', log: ann.log, hosts }, clock.now()));
    for (const each of [bo, cy]) each.hub = { host: 'm0', term: 1, at: clock.now() };
    ann.voter.input({ type: 'hand-over', to: 'm2' });
    await pass(2000);
    assert.deepEqual(ann.done, ['stop-hosting']);
    assert.equal(cy.done.at(-1), 'take-over 2');
    cy.voter.input({ type: 'took-over', term: 2, first: 10 });
    await pass(100);
    assert.equal(ann.done.at(-1), 'follow m2:7002 2');
    assert.equal(bo.done.at(-1), 'follow m2:7002 2');
  });

  it('tells the user when the voter doesn’t stand', async () => {
    const { clock, network, options, pass } = scene();
    const ann = new TestVoter('m0', { ...options, clock, network });
    const hosts = { term: 1, first: 1 };
    ann.voter.dispose();
    ann.voter = ann.begin(start({ self: 'm0', log: ann.log, hosts }, clock.now()));
    network.cut(listenerOf('m0').pin, listenerOf('m2').pin);
    ann.voter.input({ type: 'hand-over', to: 'm2' });
    await pass(10_100);
    assert.deepEqual(ann.done, ['hand-over-failed m2']);
    assert.ok(ann.voter.mayNumber);
  });
});
