import { ask, row } from './class-scenes';
import type { Classmate } from './classmates';
import type { Scene, Stage } from './stage';
import { textsOf } from './texts';
import {
  closeToasts,
  goTo,
  hostByInvite,
  joinByInvite,
  moveToBottom,
  narrow,
} from './window-steps';

/** How many students there are besides the helper's and the student's windows. */
const studentCount = 100;
/** How many join at the same time. */
const joining = 10;

const surnames = '陈林周王李张刘杨黄吴'.split('');
const givenNames = ['晓雯', '子轩', '宇航', '思远', '雨桐'];
const englishSurnames = ['Okafor', 'Nguyen', 'García', 'Kowalski', 'Haddad'];
const englishNames = [
  ...['Amara', 'Ben', 'Chloé', 'Daniel', 'Elif', 'Farid', 'Grace', 'Hugo', 'Ines', 'Jakub'],
];

/** Chinese and English names by turns, all different. */
function nameOf(index: number): string {
  const at = index >> 1;
  const round = Math.floor(at / 10);
  return index % 2 === 0
    ? `${surnames[at % 10]}${givenNames[round]}`
    : `${englishNames[at % 10]} ${englishSurnames[round]}`;
}

const paths = ['hub.py', 'client.py', 'tests/test_hub.py', 'protocol/frames_and_limits.py'];

/** A hundred students at once, as the host sees them, a helper, and a student who is stuck. */
export const largeClass: Scene = async (stage, look, name) => {
  const { stuck, tried, classmates, announcement, hint, chatter, question } = textsOf(look);
  const [helperName, studentName] = [classmates[1], classmates[2]];
  const host = await stage.window(look, { open: 'hub.py' });
  const invite = await hostByInvite(host, 'class');
  await closeToasts(host);
  const helper = await stage.window(look, { person: helperName, open: 'client.py' });
  await joinByInvite(helper, invite);
  // The only one who could be meant.
  await host.runCommand('Chat: Make Helper');
  await host.panel().frame.locator('.tag.helper').waitFor({ state: 'attached' });
  const student = await stage.window(look, { person: studentName, open: 'hub.py' });
  await joinByInvite(student, invite);
  const students = await joinAll(stage, invite);
  for (const [index, text] of chatter.entries()) {
    const author = students[index * 7] as Classmate;
    author.say(text);
    await author.heard(text);
  }
  for (let index = 0; index < 24; index += 1) {
    await ask(students[index * 4 + (index % 3)] as Classmate, {
      topic: index % 5 === 4 ? `${stuck[index % 3]} — ${tried}` : (stuck[index % 3] as string),
      place: { path: paths[index % paths.length] as string, line: 12 + index },
      ...(index % 2 === 0 && { tried }),
    });
  }
  students[8]?.session.invited?.classroom?.tell(question);
  await students[4]?.session.invited?.classroom?.pause();
  await host.runCommand('Chat: Announce');
  await host.quickInput.type(announcement);
  await host.quickInput.accept();
  for (const window of [host, helper, student]) await window.panel().waitForText(announcement);
  await closeToasts(host);
  await stage.shoot(host, name);

  await row(helper, nameOf(0)).hover();
  await stage.shoot(helper, `${name}-queue`, { keepMouse: true });
  await row(helper, nameOf(0)).locator('.action-label.codicon-person-add').click();
  await helper.page.locator('.tab.active', { hasText: paths[0] ?? '' }).waitFor();
  const taken = row(helper, nameOf(0));
  await taken.locator('.codicon-comment-discussion').waitFor();
  await taken.hover();
  await taken.locator('.action-label.codicon-mail').click();
  await helper.panel().frame.locator('.private-line').waitFor();
  await helper.panel().composer.fill(hint);
  await stage.shoot(helper, `${name}-helper`);

  await goTo(student, 25);
  const { frame } = student.panel();
  await frame.locator('.class-actions button').click();
  await student.quickInput.waitFor('(1/2)');
  await student.quickInput.type(stuck[0]);
  await student.quickInput.accept();
  await student.quickInput.waitFor('(2/2)');
  await student.quickInput.accept();
  await student.quickInput.waitUntilClosed();
  await frame.locator('.class-request.waiting').waitFor();
  await stage.shoot(student, `${name}-student`);
  await frame.locator('.people-toggle').click();
  await stage.shoot(student, `${name}-people`);
  await frame.locator('.people-toggle').click();
  await narrow(student);
  await stage.shoot(student, `${name}-narrow`);

  await taken.hover();
  await taken.locator('.action-label.codicon-check').click();
  await taken.waitFor({ state: 'detached' });
  await moveToBottom(helper, look);
  await stage.shoot(helper, `${name}-bottom`);
};

async function joinAll(stage: Stage, invite: string): Promise<readonly Classmate[]> {
  const students = Array.from({ length: studentCount }, (_, at) => stage.classmate(nameOf(at)));
  for (let at = 0; at < students.length; at += joining) {
    await Promise.all(students.slice(at, at + joining).map((each) => each.joinByInvite(invite)));
  }
  return students;
}
