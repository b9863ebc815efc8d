import assert from 'node:assert/strict';
import fc from 'fast-check';
import { times } from '../../../src/room/succession/state';
import { countTo, schedule } from './arbitrary-schedules';
import { Scene } from './scenes';
import { failover, goOn, maxFailoverMs, maxSettleMs, runSchedule } from './schedules';
import { rules } from './simulated-room';

describe('voters whose computers and network fail at random', () => {
  it('have one host a term, keep what a majority held, agree in the end, and go on by themselves', () => {
    const counts = { elections: 0, safeEntries: 0 };
    fc.assert(
      fc.property(schedule(150), ({ happenings, size }) => {
        const { room, settledMs } = runSchedule(size, happenings, rules);
        countTo(counts, room);
        assert(settledMs <= maxSettleMs);
      }),
      { seed: 20_140_619, numRuns: 150 },
    );
    // Otherwise the schedules above would prove nothing.
    assert(counts.elections > 100 && counts.safeEntries > 1000, JSON.stringify(counts));
  });
});

describe('a room of five voters that loses its host', () => {
  it('has another one within 60 s, whoever is gone as well', () => {
    for (const which of [0, 1, 2, 3]) {
      const { room } = new Scene(rules, 5);
      goOn(room, 60_000 + 4000 * which);
      const ms = failover(room, which);
      assert(ms !== undefined && ms > times.silence - 15_000 && ms <= maxFailoverMs, `${ms} ms`);
    }
  });
});
