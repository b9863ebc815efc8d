import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countTo, schedule } from '../room/succession/arbitrary-schedules';
import { mutants } from '../room/succession/mutants';
import { failover, maxFailoverMs, runSchedule, Stuck } from '../room/succession/schedules';
import { rules } from '../room/succession/simulated-room';
import { Violation } from '../room/succession/witness';

/** How many schedules; 200 seeds make 60,000. */
const numRuns = 300 * Number(process.env.DESKMATE_SEEDS ?? 200);

/** Mutants that random schedules find in a reasonable time; mutants.test.ts finds all with a scene each. */
const foundByChance = [
  'keeps its own log when others have a better one',
  'counts openings and elections in one number',
  'counts what its own disk may still lose',
  'forgets promises with its window',
  'acknowledges entries of a term below its promise',
] as const;

describe('voters in very many schedules', () => {
  it('keep all promises of docs/SUCCESSION.md', () => {
    const counts = { elections: 0, safeEntries: 0 };
    let [slowest, slowestFailover] = [0, 0];
    const property = fc.property(schedule(300), ({ happenings, size }) => {
      const { room, settledMs } = runSchedule(size, happenings, rules);
      countTo(counts, room);
      slowest = Math.max(slowest, settledMs);
      const ms = failover(room, happenings.length) ?? 0;
      assert(ms <= maxFailoverMs, `${ms} ms`);
      slowestFailover = Math.max(slowestFailover, ms);
    });
    fc.assert(property, { numRuns });
    const { elections, safeEntries } = counts;
    process.stdout.write(
      `      ${numRuns} schedules, ${elections} elections, ${safeEntries} entries that a majority held; ` +
        `after repairs everybody followed one host within ${slowest / 1000} s, ` +
        `and after the host's death another one within ${slowestFailover / 1000} s\n`,
    );
  });

  for (const name of foundByChance) {
    it(`find the version that ${name}`, () => {
      const property = fc.property(schedule(300), ({ happenings, size }) => {
        try {
          runSchedule(size, happenings, mutants[name]);
        } catch (error) {
          // What breaks a promise may also leave the room without a host.
          if (!(error instanceof Stuck)) throw error;
        }
      });
      const { errorInstance } = fc.check(property, { numRuns: 30_000, endOnFailure: true });
      assert(errorInstance instanceof Violation);
    });
  }
});
