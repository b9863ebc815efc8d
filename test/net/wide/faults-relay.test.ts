import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StoredMessage } from '../../../src/net/wide/engine';
import type { WideAlarm } from '../../../src/protocol/wide';
import { honestStep, ScheduledRoom, type Step } from '../../helpers/wide-schedule';

/** More in the long suite. */
const numRuns = Number(process.env.DESKMATE_SEEDS ?? 1) * 20;

/** The leader dies after it has acknowledged an entry, which no other node knows yet. */
const leaderDies: Step[] = [
  { type: 'silent', what: 'readable' },
  { type: 'passes', every: 2, order: 'reversed' },
  { type: 'say', who: 0, count: 1 },
  { type: 'leaderless', lag: 1 },
  { type: 'wait', ms: 20_000 },
];

/** The next leader doesn't know yet, for a while, what the one before it has stored. */
const leaderBehind: Step[] = [
  { type: 'say', who: 0, count: 3 },
  { type: 'wait', ms: 100 },
  { type: 'behind', what: 'unapplied', count: 2 },
  { type: 'crash' },
  { type: 'wait', ms: 3000 },
];

/** The same, but a node that members read from. */
const nodeBehind: Step[] = leaderBehind.map((step) =>
  step.type === 'behind' ? { ...step, what: 'lag' } : step,
);

/** Entries that members haven't read yet are dropped by those that come at once. */
const droppedUnread: Step[] = [
  { type: 'passes', every: 2, order: 'reversed' },
  { type: 'say', who: 0, count: 1 },
];

/** Entries are dropped while members look again at a new leader, which doesn't know yet what they have read. */
const droppedMeanwhile: Step[] = [
  { type: 'say', who: 0, count: 1 },
  { type: 'behind', what: 'unapplied', count: 1 },
  { type: 'crash' },
  { type: 'say', who: 0, count: 4 },
];

describe('members of a wide room', () => {
  const schedule = fc.array(honestStep, { maxLength: 40 });

  it('are never alarmed by an honest server, whatever fails, and lose nothing', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        const room = await ScheduledRoom.open(3);
        try {
          await room.run(steps);
          await room.settle();
          room.room.check();
          const points = room.members.map(({ stream }) => stream?.chain);
          for (const point of points) assert.deepEqual(point, points[0]);
          assert.equal(points[0]?.seq, room.log.last);
        } finally {
          await room.dispose();
        }
      }),
      { numRuns, examples: [[leaderDies], [leaderBehind], [nodeBehind]] },
    );
  });

  it('are never alarmed by a server that drops old entries', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, fc.integer({ min: 3, max: 30 }), async (steps, most) => {
        const room = await ScheduledRoom.open(3, most);
        try {
          await room.run(steps);
          await room.settle();
          assert.deepEqual(
            room.members.flatMap(({ alarms }) => alarms),
            [],
          );
          // Who was away doesn't have what was dropped meanwhile.
          const kinds = new Set(room.room.problems.map(({ kind }) => kind));
          for (const kind of ['lost', 'skipped', 'differing'] as const) kinds.delete(kind);
          assert.deepEqual([...kinds], []);
          const points = room.members.map(({ stream }) => stream?.chain);
          for (const point of points) assert.deepEqual(point, points[0]);
        } finally {
          await room.dispose();
        }
      }),
      {
        numRuns,
        examples: [
          [droppedUnread, 3],
          [droppedMeanwhile, 3],
        ],
      },
    );
  });

  /** What a dishonest server does to a room in which at least four entries were said, and what members find. */
  const misdeeds: Readonly<
    Record<
      string,
      {
        readonly alarms: readonly WideAlarm[];
        readonly act: (room: ScheduledRoom, at: number) => Promise<void> | void;
      }
    >
  > = {
    'shows one member another history': {
      alarms: ['forked'],
      act: async (room) => {
        const victim = room.member(0);
        const user = room.userOf(victim);
        room.wide.fork(victim.ticket, user);
        for (const member of room.members) await Promise.all([member.say('a'), member.say('b')]);
      },
    },
    'shows one member another history, and the true one later': {
      alarms: ['forked', 'rolled-back'],
      act: async (room) => {
        const victim = room.member(0);
        room.wide.fork(victim.ticket, room.userOf(victim));
        for (const member of room.members) await Promise.all([member.say('a'), member.say('b')]);
        await room.clock.advance(1000);
        room.wide.forks.clear();
        room.wide.crash();
      },
    },
    'withholds an entry from a member': {
      alarms: ['missing'],
      act: (room, at) => {
        const victim = room.join();
        const seq = 1 + (at % room.log.last);
        const user = room.userOf(victim);
        room.wide.shows = (message, to) => message.seq !== seq || to !== user;
      },
    },
    'loses an entry in the middle': {
      alarms: ['missing'],
      act: (room, at) => {
        room.log.lose(room.log.first + (at % (room.log.last - room.log.first)));
        room.join();
      },
    },
    'exchanges two entries': {
      alarms: ['forked', 'forged', 'rolled-back'],
      act: (room, at) => {
        const one = 1 + (at % (room.log.last - 1));
        room.log.swap(one, one + 1);
        room.join();
      },
    },
    'goes back to an earlier state': {
      alarms: ['rolled-back'],
      act: (room, at) => {
        room.log.rollBack(1 + (at % 3));
        room.wide.crash();
      },
    },
    'changes an entry': {
      alarms: ['forged', 'forked'],
      act: (room, at) => {
        const message = room.log.at(2 + (at % (room.log.last - 1))) as StoredMessage;
        const { payload } = message;
        payload.writeUInt8(payload.readUInt8(at % payload.length) ^ 1, at % payload.length);
        room.join();
      },
    },
    'repeats an entry': {
      alarms: ['replayed'],
      act: (room, at) => {
        room.log.replay(room.log.first + (at % room.log.messages.length));
        room.join();
      },
    },
    'puts an entry on the subject of another member': {
      alarms: ['forged'],
      act: (room, at) => {
        const author = room.member(at);
        const message = room.log.messages.find(
          (each) => each && each.user !== room.userOf(author),
        ) as StoredMessage;
        room.log.store({ ...message, user: room.userOf(author), id: 'moved' });
      },
    },
  };

  for (const [name, { alarms, act }] of Object.entries(misdeeds)) {
    it(`are alarmed by a server that ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(schedule, fc.nat(1000), async (steps, at) => {
          const room = await ScheduledRoom.open(3);
          try {
            await room.run(steps);
            for (const member of room.members) void member.say('before');
            await room.settle();
            assert.deepEqual(
              room.members.flatMap((member) => member.alarms),
              [],
            );
            await act(room, at);
            await room.clock.advance(1000);
            await room.settle();
            const found = room.members.flatMap((member) => member.alarms);
            assert.ok(
              found.some((alarm) => alarms.includes(alarm)),
              `alarms: ${found}`,
            );
          } finally {
            await room.dispose();
          }
        }),
        { numRuns: Math.ceil(numRuns / 4) },
      );
    });
  }

  it('aren’t alarmed by what nobody of them has written', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, fc.nat(1000), async (steps, at) => {
        const room = await ScheduledRoom.open(3);
        try {
          await room.run(steps);
          await room.settle();
          const [id, user] = ['x', `U${at}`];
          room.log.store({ id, user, time: room.clock.now(), payload: Buffer.alloc(at) });
          await room.settle();
          assert.deepEqual(
            room.members.flatMap(({ alarms }) => alarms),
            [],
          );
        } finally {
          await room.dispose();
        }
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});
