import assert from 'node:assert/strict';
import type { OpenKnock } from '../../../src/room/knocks';
import { english } from '../../../src/strings/translate';
import { KnockAnswers } from '../../../src/ui/rooms/knock-answers';
import type { Emitter } from '../../../src/util/event';
import { silentLogger } from '../../../src/util/logger';
import { FakeCodeBox } from '../../helpers/fake-code-box';
import { hostSession } from '../../helpers/host-session';

/** Ann hosts a room that takes knocks. `press` answers a notification, `choice` the question which request. */
async function setUp() {
  const { session, server } = await hostSession({ person: 'Ann' });
  const boxes: FakeCodeBox[] = [];
  const told: string[] = [];
  const open: {
    readonly message: string;
    readonly buttons: readonly string[];
    press(button: string): void;
  }[] = [];
  const lists: string[][] = [];
  const choice: { pick: (knocks: readonly OpenKnock[]) => OpenKnock | undefined } = {
    pick: () => undefined,
  };
  const answers = new KnockAnswers({
    session,
    logger: silentLogger,
    t: english,
    notify: (message, ...buttons) => {
      if (buttons.length === 0) {
        told.push(message);
        return Promise.resolve(undefined);
      }
      return new Promise((resolve) => open.push({ message, buttons, press: resolve }));
    },
    createBox: () => {
      const box = new FakeCodeBox();
      boxes.push(box);
      return box;
    },
    choose: async (knocks) => {
      lists.push(knocks.map(({ name }) => name));
      return choice.pick(knocks);
    },
  });
  session.invited?.hostActions?.knocks.announce('0011223344556677');
  const knocks = server().knocks;
  assert.ok(knocks);
  const box = () => boxes.findLast(({ isOpen }) => isOpen);
  /** Presses a button of the newest notification, and lets the answer arrive. */
  const press = async (button: string) => {
    open.at(-1)?.press(button);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { session, answers, knocks, boxes, box, told, open, press, lists, choice };
}

describe('the answers to requests to join', () => {
  it('let someone in by the right code only', async () => {
    const { answers, knocks, box, told, open, press } = await setUp();
    const bo = knocks.knock('Bo', '482193', '10.0.0.7');
    assert.deepEqual(
      open.map(({ message, buttons }) => [message, buttons]),
      [
        [
          'Bo (10.0.0.7) wants to join. Type the code on Bo’s screen.',
          ['Enter Code', 'Deny', 'Mute'],
        ],
      ],
    );
    await press('Enter Code');
    const code = box();
    assert.ok(code);
    assert.deepEqual(
      [code.title, code.prompt, code.ignoreFocusOut],
      [
        'Request to Join: Bo (10.0.0.7)',
        'Ask Bo to read out the six digits, and type them here.',
        true,
      ],
    );
    assert.equal(bo.end, undefined, 'nothing but the code accepts');
    code.type('');
    assert.equal(code.validationMessage, 'A code has six digits.');
    code.type('000 000');
    assert.equal(
      code.validationMessage,
      'That isn’t the code. You have 2 more tries: ask for the digits again.',
    );
    assert.equal(code.value, '');
    code.type('000001');
    assert.match(code.validationMessage ?? '', /one more try/);
    code.type('４８２ １９３');
    assert.equal(bo.end, 'accepted');
    assert.equal(code.isOpen, false);
    assert.deepEqual(told, ['The code is right: Bo can join now.']);
    assert.deepEqual(answers.open, []);
  });

  it('refuse someone after three wrong codes, and say so', async () => {
    const { knocks, box, told, press } = await setUp();
    const bo = knocks.knock();
    await press('Enter Code');
    for (const wrong of ['111111', '222222', '333333']) box()?.type(wrong);
    assert.equal(bo.end, 'wrong-code');
    assert.equal(box(), undefined);
    assert.deepEqual(told, ['Bo wasn’t let in: the code was wrong three times.']);
  });

  it('keep what was typed wrongly in sight until something else is typed', async () => {
    const { knocks, box, press } = await setUp();
    knocks.knock();
    await press('Enter Code');
    box()?.type('12');
    assert.match(box()?.validationMessage ?? '', /six digits/);
    const code = box();
    assert.ok(code);
    // The editor reports that the code was removed, and later the first new digit.
    code.type('111111');
    assert.match(code.validationMessage ?? '', /2 more tries/);
    const { changed } = code as unknown as { changed: Emitter<string> };
    changed.fire('');
    assert.match(code.validationMessage ?? '', /2 more tries/);
    changed.fire('4');
    assert.equal(code.validationMessage, undefined);
  });

  it('deny someone, from the notification or the panel', async () => {
    const { answers, knocks, told, press } = await setUp();
    const bo = knocks.knock('Bo');
    await press('Deny');
    assert.equal(bo.end, 'denied');
    const cy = knocks.knock('Cy');
    const [request] = answers.open;
    assert.ok(request);
    answers.deny(request.id);
    answers.deny(request.id);
    assert.equal(cy.end, 'denied');
    assert.deepEqual(told, [
      'You denied Bo’s request to join.',
      'You denied Cy’s request to join.',
    ]);
  });

  it('mute all requests, which one sentence says, until they are unmuted', async () => {
    const { answers, knocks, open, told, press } = await setUp();
    const asked = [knocks.knock('Bo'), knocks.knock('Cy')];
    await press('Mute');
    assert.equal(answers.muted, true);
    assert.deepEqual(
      asked.map(({ end }) => end),
      ['denied', 'denied'],
    );
    assert.match(open.at(-1)?.message ?? '', /^Requests to join are denied without asking you/);
    assert.equal(knocks.knock('Di').end, 'denied');
    assert.deepEqual([open.length, told], [3, []]);
    await press('Unmute');
    assert.deepEqual(
      [answers.muted, told],
      [false, ['People on the same network can ask to join again.']],
    );
    assert.equal(knocks.knock('Ed').end, undefined);
    assert.equal(open.length, 4);
  });

  it('can be given later, after a choice among several', async () => {
    const { answers, knocks, box, told, lists, choice } = await setUp();
    await answers.answer();
    assert.deepEqual(told, ['No one is asking to join now.']);
    knocks.knock('Bo', '111111');
    await answers.answer();
    assert.match(box()?.title ?? '', /Bo/);
    const cy = knocks.knock('Cy', '222222', '10.0.0.8');
    choice.pick = (open) => open.find(({ name }) => name === 'Cy');
    await answers.answer();
    assert.deepEqual(lists, [['Bo', 'Cy']]);
    assert.match(box()?.title ?? '', /Cy/, 'in place of the box for Bo');
    box()?.type('222222');
    assert.equal(cy.end, 'accepted');
    await answers.answer(answers.open[0]?.id);
    assert.match(box()?.title ?? '', /Bo/);
    assert.equal(lists.length, 1, 'the panel names the request');
  });

  it('come too late for a request that has ended', async () => {
    const { answers, knocks, box, told, press, choice } = await setUp();
    const ended = 'Bo’s request to join has already ended.';
    const bo = knocks.knock('Bo');
    bo.finish('gone');
    told.length = 0;
    for (const button of ['Enter Code', 'Deny']) {
      const again = knocks.knock('Bo');
      again.finish('gone');
      told.length = 0;
      await press(button);
      assert.deepEqual(told, [ended], button);
    }
    const [first, second] = [knocks.knock('Bo'), knocks.knock('Cy')];
    choice.pick = ([oldest]) => {
      first.finish('gone');
      return oldest;
    };
    await answers.answer();
    assert.equal(told.at(-1), ended);
    assert.equal(box(), undefined);
    assert.equal(second.end, undefined);
  });

  it('say how a request ended while the box is open, and close it', async () => {
    const ends = {
      'knock-timeout': /timed out: no code within a minute/,
      gone: /canceled the request to join, or lost the connection/,
      'room-locked': /ended: the room is locked/,
      'room-full': /ended: the room is full/,
      'line-full': /ended: the room is full/,
      'no-knocks': /ended: the room is hidden/,
      'bad-frame': /^Bo’s request to join has ended\.$/,
    } as const;
    const { knocks, box, told, press } = await setUp();
    for (const [end, words] of Object.entries(ends)) {
      const bo = knocks.knock('Bo');
      await press('Enter Code');
      const code = box();
      assert.ok(code);
      bo.finish(end as keyof typeof ends);
      assert.equal(code.isOpen, false, end);
      assert.match(told.at(-1) ?? '', words);
    }
  });

  it('aren’t asked for any more when the room is closed', async () => {
    const { session, answers, knocks, box, told, press } = await setUp();
    const bo = knocks.knock('Bo');
    await press('Enter Code');
    await session.leave();
    assert.equal(bo.end, 'room-closed');
    assert.equal(box(), undefined);
    assert.deepEqual(told, ['Bo’s request to join has ended: the room is closed.']);
    assert.deepEqual([answers.open, answers.muted], [[], undefined]);
  });

  it('report each change, for the status bar and the panel', async () => {
    const { session, answers, knocks } = await setUp();
    const counts: number[] = [];
    answers.onDidChange(() => counts.push(answers.open.length));
    knocks.knock('Bo').finish('gone');
    await session.leave();
    assert.deepEqual(counts, [1, 0, 0]);
    answers.dispose();
  });
});
