import assert from 'node:assert/strict';
import type { Invite } from '../../../src/protocol/invite';
import { KnockError } from '../../../src/protocol/knock';
import { english } from '../../../src/strings/translate';
import { KnockFlow } from '../../../src/ui/rooms/knock-flow';
import { Emitter } from '../../../src/util/event';
import { idleSession } from '../../helpers/host-session';
import { found } from '../../helpers/nearby';

const room = found({ kind: 'group', knock: true });

/** Bo asks to join Ann's room. `answers` are what he answers to the dialog and to failures. */
function setUp(answers: { yes?: boolean; failure?: string } = {}) {
  const { clock, network, session } = idleSession();
  const shown: string[] = [];
  const failures: { readonly message: string; readonly buttons: readonly string[] }[] = [];
  const questions: { readonly message: string; readonly detail: string }[] = [];
  const joined: Invite[] = [];
  const cancels = new Emitter<void>();
  const other = { joins: 0, logs: 0, done: [] as string[], checks: [] as string[] };
  const flow = new KnockFlow({
    ...{ session, clock, t: english, platform: 'linux' },
    withProgress: async (title, work) => {
      shown.push(title);
      const result = await work({
        onCancel: cancels.event,
        report: (message) => shown.push(message),
      });
      shown.push('closed');
      return result;
    },
    confirm: async ({ message, detail }) => {
      questions.push({ message, detail });
      return answers.yes ?? false;
    },
    showFailure: async (message, ...buttons) => {
      failures.push({ message, buttons });
      const { failure } = answers;
      // Once: asking again may fail the same way.
      delete answers.failure;
      return failure;
    },
    showDone: (message) => other.done.push(message),
    join: async (invite) => void joined.push(invite),
    joinAnother: async () => {
      other.joins += 1;
    },
    checkConnection: async ({ host, port }, code) => {
      other.checks.push(`${host} ${port} ${code}`);
    },
    showLog: () => {
      other.logs += 1;
    },
  });
  const sent = (at = 0) => {
    const knock = network.knocks[at];
    assert.ok(knock);
    return knock;
  };
  return { clock, network, flow, shown, failures, questions, joined, cancels, other, sent };
}

/** Lets everything that is ready happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('asking to join', () => {
  it('shows the digits, asks who asked for them, and joins', async () => {
    const { clock, flow, shown, questions, joined, sent } = setUp({ yes: true });
    const changes: (string | undefined)[] = [];
    flow.onDidChange(() => changes.push(flow.waiting?.code));
    const done = flow.ask(room, 'Bo');
    await settle();
    assert.equal(sent().name, 'Bo');
    assert.deepEqual(shown, ['Asking to join “Lab 3”', 'read 482 193 out to Ann']);
    assert.deepEqual(flow.waiting, {
      message: 'Read these digits to Ann:',
      code: '482 193',
      spoken: 'Read these digits to Ann: 4, 8, 2, 1, 9, 3',
      detail: 'Ann has a minute to type them.',
    });
    await clock.advance(10_000);
    assert.deepEqual(questions, []);
    sent().accept('token');
    await settle();
    await clock.advance(0);
    await done;
    assert.equal(shown.at(-1), 'closed');
    assert.deepEqual(questions, [
      {
        message: 'Did Ann ask you for this code: 482 193?',
        detail:
          'Your request to join “Lab 3” was accepted. If Ann didn’t ask you for the code, another computer may be posing as Ann: choose No, and nothing more is sent to it.',
      },
    ]);
    assert.deepEqual(
      joined.map(({ kind, name, token, pin, addresses, port }) => [
        kind,
        name,
        token,
        pin === sent().pin,
        addresses,
        port,
      ]),
      [['group', 'Lab 3', 'token', true, ['10.0.0.7'], 5000]],
    );
    assert.deepEqual([flow.isAsking, flow.waiting, changes.at(-1)], [false, undefined, undefined]);
    assert.ok(changes.includes('482 193'));
  });

  it('sends nothing more when the host didn’t ask for the digits', async () => {
    const { clock, flow, joined, failures, sent } = setUp({ yes: false });
    const done = flow.ask(room, 'Bo');
    await settle();
    await clock.advance(10_000);
    sent().accept('token');
    await settle();
    await clock.advance(0);
    await done;
    assert.deepEqual(joined, []);
    assert.deepEqual(failures, [
      {
        message:
          'You didn’t join “Lab 3”, because Ann didn’t ask you for the code. Tell Ann that someone else may have answered, and ask for the invite.',
        buttons: ['Join Another Way'],
      },
    ]);
  });

  it('shows the digits for some seconds, even to a computer that accepts at once', async () => {
    const { clock, flow, questions, sent } = setUp({ yes: false });
    const done = flow.ask(room, 'Bo');
    await settle();
    sent().accept('token');
    await settle();
    await clock.advance(2999);
    assert.deepEqual(questions, []);
    await clock.advance(1);
    await done;
    assert.equal(questions.length, 1);
  });

  it('can be canceled, from the notification and elsewhere', async () => {
    for (const from of ['notification', 'command'] as const) {
      const { flow, cancels, failures, other, sent, shown } = setUp();
      const done = flow.ask(room, 'Bo');
      await settle();
      if (from === 'command') flow.cancel();
      else cancels.fire();
      await done;
      assert.equal(sent().signal.aborted, true);
      assert.equal(shown.at(-1), 'closed');
      assert.deepEqual(
        [failures, other.done],
        [[], ['You canceled your request to join “Lab 3”.']],
      );
      flow.cancel();
      assert.equal(flow.isAsking, false);
    }
  });

  it('can be canceled between the acceptance and the question', async () => {
    const { clock, flow, questions, joined, sent } = setUp({ yes: true });
    const done = flow.ask(room, 'Bo');
    await settle();
    sent().accept('token');
    await settle();
    flow.cancel();
    await done;
    await clock.advance(5000);
    assert.deepEqual([questions, joined, clock.pending], [[], [], 0]);
  });

  it('replaces an earlier request', async () => {
    const { flow, sent, other } = setUp();
    const first = flow.ask(room, 'Bo');
    await settle();
    const second = flow.ask({ ...room, name: 'Lab 4' }, 'Bo');
    await first;
    await settle();
    assert.deepEqual([sent(0).signal.aborted, sent(1).signal.aborted], [true, false]);
    assert.equal(flow.isAsking, true);
    assert.deepEqual(other.done, ['You canceled your request to join “Lab 3”.']);
    flow.dispose();
    await second;
    assert.equal(sent(1).signal.aborted, true);
  });

  it('says why it ended, and offers what to do', async () => {
    const ends = {
      denied: [/^Ann denied your request to join “Lab 3”\./, ['Join Another Way']],
      'wrong-code': [/Ann typed three wrong codes\. Ask again/, ['Ask Again', 'Join Another Way']],
      'knock-timeout': [/no one typed the code within a minute/, ['Ask Again', 'Join Another Way']],
      'knocks-full': [/^Too many requests to join “Lab 3”/, ['Ask Again', 'Join Another Way']],
      'room-locked': [/is locked/, ['Ask Again', 'Join Another Way']],
      'room-full': [/is full/, ['Ask Again', 'Join Another Way']],
      'line-full': [/is full/, ['Ask Again', 'Join Another Way']],
      'room-closed': [/Ann closed “Lab 3”/, ['Join Another Way']],
      'host-away': [/^Ann’s editor is restarting/, ['Ask Again', 'Join Another Way']],
      'no-knocks': [/accepts no requests to join now/, ['Join Another Way']],
      'other-room': [/^Another room is open at 10\.0\.0\.7:5000/, ['Join Another Way']],
      'connection-lost': [
        /the connection to Ann’s computer was lost/,
        ['Ask Again', 'Join Another Way'],
      ],
      'commit-mismatch': [/couldn’t understand each other/, ['Ask Again', 'Show Log']],
      'other-version': [/another version of the protocol/, ['Ask Again', 'Join Another Way']],
      refused: [
        /isn’t responding at 10\.0\.0\.7:5000/,
        ['Ask Again', 'Check Connection', 'Join Another Way'],
      ],
    } as const;
    for (const [code, [words, buttons]] of Object.entries(ends)) {
      const { flow, failures, sent } = setUp();
      const done = flow.ask(room, 'Bo');
      await settle();
      sent().fail(new KnockError(code as keyof typeof ends, code));
      await done;
      const [failure] = failures;
      assert.match(failure?.message ?? '', words, code);
      assert.deepEqual(failure?.buttons, buttons, code);
    }
  });

  it('does what its user chooses then', async () => {
    const again = setUp({ failure: 'Ask Again' });
    const done = again.flow.ask(room, 'Bo');
    await settle();
    again.sent().fail(new KnockError('knock-timeout', ''));
    await settle();
    again.sent(1).fail(new KnockError('denied', ''));
    await done;
    assert.equal(again.failures.length, 2);

    const another = setUp({ failure: 'Join Another Way' });
    const denied = another.flow.ask(room, 'Bo');
    await settle();
    another.sent().fail(new KnockError('denied', ''));
    await denied;
    assert.deepEqual([another.other.joins, another.network.knocks.length], [1, 1]);

    const check = setUp({ failure: 'Check Connection' });
    const unreached = check.flow.ask(room, 'Bo');
    await settle();
    check.sent().fail(new KnockError('timed-out', ''));
    await unreached;
    assert.deepEqual(check.other.checks, ['10.0.0.7 5000 timed-out']);

    const log = setUp({ failure: 'Show Log' });
    const failed = log.flow.ask(room, 'Bo');
    await settle();
    log.sent().fail(new KnockError('protocol', ''));
    await failed;
    assert.equal(log.other.logs, 1);
  });
});
