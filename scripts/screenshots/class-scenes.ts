import type { Question } from '../../src/protocol/class-frames';
import type { EditorWindow } from '../editor/window';
import type { Classmate } from './classmates';
import type { Scene } from './stage';
import { textsOf } from './texts';
import { closeToasts, goTo, hostByInvite, joinByInvite, narrow } from './window-steps';

const questionCard = {
  type: 'code',
  ...{ path: 'lab1/hub.py', line: 24, endLine: 25, language: 'python' },
  text: '    data = conn.recv(1024)\n    if not data: break',
  hash: 'A'.repeat(43),
} as const;

/** A class as its host, who helps, and as a student. */
export const classScenes: Readonly<Record<string, Scene>> = {
  /** The queue, a request that is taken, and a private line, at the host. */
  async class(stage, look, name) {
    const { stuck, tried, classmates, announcement, hint, question } = textsOf(look);
    const host = await stage.window(look, { open: 'hub.py' });
    const invite = await hostByInvite(host, 'class');
    await closeToasts(host);
    for (const [index, person] of classmates.entries()) {
      const student = await stage.classmate(person).joinByInvite(invite);
      await host
        .panel()
        .participants.nth(index + 1)
        .waitFor();
      await ask(student, {
        topic: stuck[index] ?? '',
        place: { path: 'hub.py', line: 24 + index },
        tried,
      });
      await row(host, person).waitFor();
      if (index === 2) await student.session.invited?.classroom?.pause();
      if (index === 1)
        student.session.invited?.classroom?.tell(question, { anonymous: true, card: questionCard });
    }
    await host.runCommand('Chat: Announce');
    await host.quickInput.type(announcement);
    await host.quickInput.accept();
    await host.panel().waitForText(announcement);
    await closeToasts(host);
    await row(host, classmates[0]).hover();
    await stage.shoot(host, name, { keepMouse: true });
    await row(host, classmates[0]).locator('.action-label.codicon-person-add').click();
    await host.page.locator('.tab.active', { hasText: 'hub.py' }).waitFor();
    await host.panel().frame.locator('.class-unseen button').click();
    await host.panel().frame.locator('.private-message').waitFor();
    await host.panel().composer.fill(hint);
    await stage.shoot(host, `${name}-private`);
    const { frame } = host.panel();
    await frame.locator('.private-preview summary').click();
    await stage.shoot(host, `${name}-preview`);
    await frame.locator('.private-preview button').click();
    await frame.locator('.publisher').waitFor();
    await stage.shoot(host, `${name}-published`);
  },

  /** A student who is stuck: the questions, the place in the queue, who comes, and a lecture. */
  async stuck(stage, look, name) {
    const { self, stuck, tried, classmates, hint, roomOf } = textsOf(look);
    const [teacher, , other] = classmates;
    const host = stage.classmate(teacher);
    const invite = await host.host('class', roomOf(teacher));
    await ask(await stage.classmate(other).joinByInvite(invite), { topic: stuck[2] });
    const window = await stage.window(look, { open: 'hub.py' });
    await joinByInvite(window, invite);
    await closeToasts(window);
    const { frame } = window.panel();
    await goTo(window, 25);
    await frame.locator('.class-actions button').click();
    await window.quickInput.waitFor('(1/2)');
    await window.quickInput.type(stuck[0]);
    await stage.shoot(window, `${name}-topic`);
    await window.quickInput.accept();
    await window.quickInput.waitFor('(2/2)');
    await window.quickInput.type(tried);
    await window.quickInput.accept();
    await window.quickInput.waitUntilClosed();
    await frame.locator('.class-request.waiting').waitFor();
    await stage.shoot(window, name);
    const { classroom } = host.session.invited ?? {};
    const own = classroom?.queue.find((request) => request.name === self);
    if (!classroom || !own) throw new Error('The request isn’t in the queue.');
    await classroom.serve('take', own);
    classroom.tell(hint, { student: own.member });
    await frame.locator('.class-request.taken').waitFor();
    classroom.hostActions?.configure({ speaking: 'helpers' });
    await frame.locator('.class-note').waitFor();
    await frame.locator('.private-message').waitFor();
    await window.panel().composer.fill(tried);
    await closeToasts(window);
    await stage.shoot(window, `${name}-lecture`);
    await frame.locator('.recipient select').selectOption({ index: 2 });
    await window.panel().composer.press('Enter');
    await frame.locator('.private-note').waitFor();
    await stage.shoot(window, `${name}-anonymous`);
    await narrow(window);
    await stage.shoot(window, `${name}-narrow`);
  },
};

/** A row of the queue. */
export function row(window: EditorWindow, words: string) {
  return window.page.locator('.pane .monaco-list-row', { hasText: words });
}

export async function ask({ session }: Classmate, question: Question): Promise<void> {
  const result = await session.invited?.classroom?.ask(question);
  if (!result?.ok) throw new Error(`The request wasn’t taken: ${JSON.stringify(result)}`);
}
