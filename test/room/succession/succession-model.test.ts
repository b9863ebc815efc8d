import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countTo, schedule } from './arbitrary-schedules';
import { goOn, isSettled, maxSettleMs, runSchedule } from './schedules';
import { rules, SimulatedRoom } from './simulated-room';

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
  /** Kills the host and some more, and returns after how much time a majority holds a new host's entry. */
  function failover(others: number): number {
    const room = new SimulatedRoom(5, rules);
    const [host] = room.members;
    assert(host);
    goOn(room, 2000);
    room.say(host);
    for (let round = 0; round < 5; round += 1) {
      goOn(room, 2000);
      room.changeVoters(host, ['m0', 'm1', 'm2', 'm3', 'm4']);
    }
    goOn(room, 10_000);
    assert.equal(host.state.log.voters.length, 5);
    const since = room.now;
    for (const member of room.members.slice(0, 1 + others)) room.crash(member, 1);
    while (!isSettled(room)) {
      goOn(room, 250);
      assert(room.now - since < maxSettleMs);
    }
    return room.now - since;
  }

  it('has another one after 45 to 50 s', () => {
    const ms = failover(0);
    assert(ms >= 35_000 && ms <= 52_000, `${ms} ms`);
  });

  it('has one within 60 s even if the first successor is gone as well', () => {
    const ms = failover(1);
    assert(ms <= 60_000, `${ms} ms`);
  });
});
