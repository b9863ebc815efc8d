import assert from 'node:assert/strict';
import type { PrivateMessage } from '../../../src/room/classroom';
import { english } from '../../../src/strings/translate';
import { CurrentClass } from '../../../src/ui/class/current-class';
import { panelClass } from '../../../src/ui/class/panel-class';
import { PrivateLines } from '../../../src/ui/class/private-lines';
import { codeCard, errorCard } from '../../helpers/cards';
import { classSession, FakeClassroom } from '../../helpers/fake-classroom';
import { FakeClock } from '../../helpers/fake-clock';

/** @param selfId the user: `m1` hosts the class, the others are students */
function setUp(selfId: string) {
  const classroom = new FakeClassroom(selfId === 'm1');
  const clock = new FakeClock();
  const session = classSession(selfId, classroom);
  const current = new CurrentClass(session, clock);
  const looks: { at?: string } = {};
  const told: string[] = [];
  const lines = new PrivateLines({
    current,
    shown: () => looks.at,
    traces: () => ({ names: ['Zoe', 'zoe42'], home: '/home/zoe42' }),
    tell: (message) => told.push(message),
    ...{ language: 'en', t: english },
  });
  const panel = (to?: string) =>
    panelClass({ current, lines, to, now: clock.now(), language: 'en' }, english);
  return { classroom, clock, session, lines, looks, told, panel };
}

function message(student: string, author: string, text: string): PrivateMessage {
  const name = author === 'm1' ? 'Ann' : 'Zoe';
  return { student, author, name, id: `i-${text}`, text, time: 0, own: false };
}

describe('private lines', () => {
  it('carry a student’s message to the helpers only', () => {
    const { classroom, lines } = setUp('m2');
    assert.equal(lines.tell('m2', 'psst', undefined), undefined);
    assert.equal(lines.tell('m2', '', codeCard), undefined);
    assert.deepEqual(classroom.calls, ['tell m2: psst', 'tell m2: src/hub.c:11 (code)']);
  });

  it('carry nothing on a line that isn’t the user’s, or without a class', () => {
    const student = setUp('m2');
    assert.match(student.lines.tell('m3', 'psst', undefined) ?? '', /nothing was sent/);
    student.classroom.set({ isHelper: true });
    assert.match(student.lines.tell('m2', 'psst', undefined) ?? '', /nothing was sent/);
    student.session.enter(undefined);
    assert.match(student.lines.tell('m2', 'psst', undefined) ?? '', /Nothing was sent/);
    const helper = setUp('m1');
    helper.classroom.set({ rules: { ...helper.classroom.rules, helpers: ['m3'] } });
    assert.match(helper.lines.tell('m3', 'psst', undefined) ?? '', /nothing was sent/);
    assert.deepEqual([...student.classroom.calls, ...helper.classroom.calls], []);
  });

  it('carry a question that stays anonymous, without the home folder', () => {
    const { classroom, lines } = setUp('m2');
    const card = { ...codeCard, path: '/home/zoe42/lab.c', text: 'open("/home/zoe42/x")' };
    assert.equal(lines.tell('m2~', 'Is /home/zoe42/x ok?', card), undefined);
    assert.deepEqual(classroom.calls, ['tell m2: Is ~/x ok? (code) (anonymous)']);
    assert.deepEqual(classroom.cards, [{ ...card, path: '~/lab.c', text: 'open("~/x")' }]);
    classroom.calls.length = 0;
    assert.equal(lines.tell('m2', 'Is /home/zoe42/x ok?', undefined), undefined);
    assert.deepEqual(classroom.calls, ['tell m2: Is /home/zoe42/x ok?']);
  });

  it('say once what in such a question tells who asks', () => {
    const { classroom, lines } = setUp('m2');
    const tell = (text: string, to = 'm2~') => lines.tell(to, text, undefined) ?? 'sent';
    assert.match(tell('Why does ZOE fail?'), /who you are: Zoe\./);
    assert.match(tell('Why does ZOE crash?'), /who you are: Zoe\./, 'it is another text');
    assert.deepEqual(classroom.calls, []);
    assert.equal(tell('Why does ZOE crash?'), 'sent');
    assert.match(tell('Why does ZOE crash?'), /who you are/, 'each time anew');
    assert.equal(tell('Zoe asks', 'm2'), 'sent');
    assert.match(lines.tell('m2~', 'Why?', { ...codeCard, text: '// by Zoe\n' }) ?? '', /Zoe/);
    assert.deepEqual(classroom.calls, [
      'tell m2: Why does ZOE crash? (anonymous)',
      'tell m2: Zoe asks',
    ]);
  });

  it('keep back what an older host would publish with the name', () => {
    const { classroom, lines, panel } = setUp('m2');
    const labels = () => panel()?.recipients.map(({ label }) => label);
    assert.deepEqual(labels(), ['Helpers only (private)', 'Helpers – publish without my name']);
    classroom.set({ takesAnonymous: false });
    assert.deepEqual(labels(), ['Helpers only (private)']);
    assert.match(lines.tell('m2~', 'Why?', undefined) ?? '', /Nothing was sent/);
    assert.deepEqual(classroom.calls, []);
    assert.deepEqual(
      panel('m2~')?.recipients.map(({ id }) => id),
      ['m2~', 'm2'],
      'the box shows what is chosen',
    );
  });

  it('refuse what is empty, and say when too much waits', () => {
    const { classroom, lines } = setUp('m2');
    assert.match(lines.tell('m2', ' \n', undefined) ?? '', /empty/);
    assert.deepEqual(classroom.calls, []);
    classroom.result = { ok: false, code: 'offline' };
    assert.match(lines.tell('m2', 'psst', undefined) ?? '', /Too many messages/);
  });

  it('show what is new until the user looks at it', () => {
    const { classroom, lines, looks, panel } = setUp('m1');
    classroom.receive(message('m2', 'm2', 'help'));
    assert.deepEqual(panel()?.unseen, [{ id: 'm2', label: 'Private message from Zoe' }]);
    looks.at = 'm2';
    lines.see();
    assert.deepEqual(panel('m2')?.unseen, []);
    classroom.receive(message('m2', 'm2', 'again'));
    assert.deepEqual(panel('m2')?.unseen, []);
  });

  it('show only the messages of the line that the box writes to', () => {
    const { classroom, panel } = setUp('m1');
    classroom.receive(message('m2', 'm2', 'help'));
    classroom.receive(message('m2', 'm1', 'coming'));
    classroom.receive(message('m3', 'm3', 'other'));
    assert.equal(panel()?.line, undefined);
    const line = panel('m2')?.line;
    assert.deepEqual(
      line?.messages.map(({ text, canPublish }) => [text, canPublish]),
      [
        ['help', true],
        ['coming', undefined],
      ],
    );
    assert.match(line?.title ?? '', /^Private: only Zoe/);
    assert.deepEqual(
      panel()?.recipients.map(({ label }) => label),
      ['Ben (private)', 'Zoe (private)'],
    );
  });

  it('show a helper what becomes public, and what is', () => {
    const { classroom, panel } = setUp('m1');
    classroom.receive({ ...message('m2', 'm2', 'quick?'), anonymous: true, card: errorCard });
    const shown = (to = 'm2') => panel(to)?.line?.messages[0];
    const { canPublish, note, preview } = shown() ?? {};
    assert.ok(canPublish);
    assert.equal(note, 'Asks to stay anonymous to other students');
    assert.equal(preview?.text, 'quick?');
    assert.match(preview?.title ?? '', /published by you/);
    const leaves = (value: unknown): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];
    const { hash: _, ...readable } = errorCard;
    for (const leaf of leaves(readable)) {
      for (const line of String(leaf).trimEnd().split('\n')) {
        assert.ok(preview?.card?.includes(line), `${line} in ${preview?.card}`);
      }
    }
    const [first] = classroom.privateMessages;
    assert.ok(first);
    classroom.privateMessages = [{ ...first, published: { seq: 3, time: 4 } }];
    assert.equal(shown()?.note, 'Published without the name');
    assert.ok(!shown()?.canPublish && !shown()?.preview);
    const student = setUp('m2');
    student.classroom.receive({ ...message('m2', 'm2', 'quick?'), anonymous: true, own: true });
    for (const to of ['m2', 'm2~']) {
      const [own] = student.panel(to)?.line?.messages ?? [];
      assert.equal(own?.note, 'If helpers publish this, your name isn’t shown.');
      assert.ok(!own?.canPublish);
    }
    assert.match(student.panel('m2~')?.line?.title ?? '', /your name isn’t shown/);
  });

  it('say why a message could not be published', async () => {
    const { classroom, lines, told } = setUp('m1');
    await lines.publish('m2', 'i-help');
    classroom.result = { ok: false, code: 'no-such-message' };
    await lines.publish('m2', 'i-help');
    assert.deepEqual(classroom.calls, ['publish m2 i-help', 'publish m2 i-help']);
    assert.equal(told.length, 1);
  });
});

describe('a class in the panel', () => {
  it('has the user’s request and what can be done about it', () => {
    const { classroom, panel } = setUp('m2');
    const commands = () => panel()?.actions.map(({ command }) => command);
    assert.deepEqual(commands(), ['imStuck']);
    assert.equal(panel()?.request, undefined);
    const base = { id: 'r1', question: { topic: 'Segfault' } };
    classroom.set({ own: { ...base, state: 'waiting', before: 2 } });
    assert.deepEqual(panel()?.request, {
      text: '2 before you',
      topic: 'Segfault',
      look: 'waiting',
    });
    assert.deepEqual(commands(), ['pauseRequest', 'withdrawRequest']);
    classroom.set({ own: { ...base, state: 'paused', before: 0 } });
    assert.deepEqual(commands(), ['resumeRequest', 'withdrawRequest']);
    classroom.set({ own: { ...base, state: 'taken', helper: 'm1' } });
    assert.equal(panel()?.request?.text, 'Ann is coming');
    assert.deepEqual(commands(), ['withdrawRequest']);
  });

  it('lets a student write to everyone only if everyone may', () => {
    const { classroom, panel } = setUp('m2');
    assert.equal(panel()?.toEveryone, true);
    assert.equal(panel()?.note, undefined);
    for (const speaking of ['helpers', 'questions'] as const) {
      classroom.set({ rules: { ...classroom.rules, speaking } });
      assert.equal(panel()?.toEveryone, false);
      assert.ok(panel()?.note);
    }
    classroom.set({ isHelper: true });
    assert.equal(panel()?.toEveryone, true);
    assert.equal(panel()?.note, undefined);
  });
});
