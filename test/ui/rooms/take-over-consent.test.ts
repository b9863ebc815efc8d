import assert from 'node:assert/strict';
import { english } from '../../../src/strings/translate';
import { TakeOverConsent } from '../../../src/ui/rooms/take-over-consent';
import type { TakeOverSetting } from '../../../src/ui/settings';
import { Emitter } from '../../../src/util/event';
import { joinedGuest } from '../../helpers/member-scene';
import { VotingRoom, type VotingWindow } from '../../helpers/voting-room';

const noEvent = { dispose() {} };

/** Ann's window in Zoe's group, whose user is asked. `answer` closes the question with a button, or none. */
async function setUp({ takeOver = 'ask' as TakeOverSetting, isTrying = false } = {}) {
  const all = await joinedGuest();
  const changes = new Emitter<void>();
  const settles = new Emitter<void>();
  const settings = {
    takeOver,
    setTakeOver: async (value: TakeOverSetting) => {
      settings.takeOver = value;
      changes.fire();
    },
    onDidChange: changes.event,
  };
  const attempts = { isTrying, onDidSettle: settles.event };
  const questions: string[] = [];
  let answer: (button: string | undefined) => void = () => {};
  const { session } = all;
  const consent = new TakeOverConsent({
    ...{ session, settings, attempts, t: english, copyInvite: () => {} },
    tell: (message) => {
      questions.push(message);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  });
  return {
    ...{ ...all, attempts, consent, questions, settings },
    answer: async (button: string | undefined) => {
      answer(button);
      await all.clock.advance(0);
    },
    settle() {
      attempts.isTrying = false;
      settles.fire();
    },
    /** Something about the room changes. */
    async change() {
      all.hub.say('hi');
      all.hub.run();
      await all.clock.advance(1000);
      changes.fire();
    },
  };
}

describe('the question about taking over', () => {
  it('comes once the window has joined, not while it joins', async () => {
    const { change, questions, settle } = await setUp({ isTrying: true });
    await change();
    assert.deepEqual(questions, []);
    settle();
    assert.equal(questions.length, 1);
    assert.match(questions[0] ?? '', /leaves or is gone, can the room continue on your computer\?/);
  });

  it('comes once in a room, and again in the next one, answered or not', async () => {
    for (const closes of [true, false]) {
      const { answer, archive, change, clock, hub, journalId, questions, session, settle } =
        await setUp();
      await change();
      assert.equal(questions.length, 1);
      if (closes) await answer(undefined);
      await change();
      assert.equal(questions.length, 1);

      // Another room.
      await session.leave();
      const [header, ...records] = archive.read(journalId) ?? [];
      assert.ok(header?.type === 'guest');
      const copy = archive.create(header);
      for (const record of records) copy.append(record);
      copy.close(false);
      const back = session.reopen(copy.id);
      for (let turn = 0; turn < 10; turn += 1) {
        await clock.advance(1);
        hub.run();
      }
      await back;
      assert.equal(session.state.connection.kind, 'joined');
      settle();
      assert.equal(questions.length, 2);
    }
  });

  it('ends with the answer', async () => {
    for (const [button, setting] of [
      ['Allow', 'allow'],
      ['Never', 'never'],
    ] as const) {
      const { answer, change, questions, settings } = await setUp();
      await change();
      await answer(button);
      assert.equal(settings.takeOver, setting);
      await change();
      assert.equal(questions.length, 1);
    }
  });

  it('is followed by a notification once the window hosts the room', async () => {
    const room = await VotingRoom.open('group', 'Ann', 'Bo', 'Cy');
    const [ann, bo] = room.windows as [VotingWindow, VotingWindow];
    const told: string[] = [];
    const consent = new TakeOverConsent({
      session: bo.session,
      settings: { takeOver: 'allow', setTakeOver: async () => {}, onDidChange: () => noEvent },
      attempts: { isTrying: false, onDidSettle: () => noEvent },
      ...{ t: english, copyInvite: () => {} },
      tell: async (message) => {
        told.push(message);
        return undefined;
      },
    });
    await room.pass(1000);
    ann.kill();
    await room.pass(60_000);
    assert.equal(bo.connection, 'hosting');
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^You host the room now/);
    consent.dispose();
  });

  it('doesn’t come to a user who has decided', async () => {
    const { change, questions } = await setUp({ takeOver: 'never' });
    await change();
    assert.deepEqual(questions, []);
  });
});
