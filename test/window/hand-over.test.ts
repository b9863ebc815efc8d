import type { EditorWindow } from '../../scripts/editor/window';
import { waitMs } from '../../scripts/limits.json';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, crash, openThree, reopen } from './fixture';
import { hostKnownPair, joinInvite, openChat, waitForArticle } from './steps';

describe('a host who leaves', () => {
  let ann: EditorWindow;
  let bo: EditorWindow;
  let cy: EditorWindow;

  before(async () => {
    [ann, bo, cy] = await openThree();
    await Promise.all([ann, bo, cy].map((window) => openChat(window)));
  });
  after(closeWindows);

  /** Closes the room as its host, and hands it over in the question that follows. */
  async function handOver(window: EditorWindow, to: string): Promise<void> {
    const question = window.dialog('for everyone?');
    await waitFor(async () => {
      await window.titleButton('Close Room').click();
      await question.waitFor();
      const button = question.getByRole('button', { name: `Hand Over to ${to}` });
      const isOffered = (await button.count()) > 0;
      await (isOffered ? button : question.getByRole('button', { name: 'Cancel' })).click();
      await question.waitFor({ state: 'detached' });
      return isOffered;
    }, `${to} can take over`);
  }

  it('hands the room over to a member who agrees, and comes back as a member', async () => {
    const invite = await hostKnownPair(ann);
    await ann.runCommand('Chat: Convert to Group');
    await joinInvite(bo, invite);
    await bo.answerNotification('can the room continue on your computer?', 'Allow');
    await joinInvite(cy, invite);
    await cy.answerNotification('can the room continue on your computer?', 'Never');
    await ann.waitForStatus(/3 people/);
    await cy.panel().send('before');
    await waitForArticle(bo.panel(), 'before');

    await handOver(ann, 'Bo');
    await ann.waitForNotification('Bo hosts the room now. You left it');
    await ann.waitForStatus('Deskmate: offline');
    await bo.waitForNotification('You host the room now, and everyone stays.');
    await cy.panel().waitForText('Bo hosts the room now.');
    await bo.waitForStatus(/2 people/);

    await ann.panel().frame.getByRole('button', { name: 'Join Again' }).click();
    await ann.waitForStatus(/3 people/);
    await cy.panel().send('after');
    for (const window of [ann, bo]) await waitForArticle(window.panel(), 'after');
  });

  it('is replaced when their computer crashes, and comes back as a member', async () => {
    for (const window of [ann, cy]) {
      await window.runCommand('Chat: Choose Whether to Take Over Rooms');
      await window.quickInput.pick(/^Yes:/);
    }
    // They elect a host only if all of them know who may become it.
    for (const window of [ann, bo, cy]) {
      for (const name of ['Ann', 'Cy']) {
        const row = '.member[title*="can become the host"]';
        await window.panel().frame.locator(row, { hasText: name }).waitFor({ state: 'attached' });
      }
    }

    await crash({ person: 'Bo' });
    await ann.panel().frame.getByText('the room gets another one within a minute or so').waitFor();
    // They hear nothing of Bo for 45 s; then the first of the list stands, and the next one 5 s later.
    const next = ann.panel().log.getByText(/You host the room now|Cy hosts the room now/);
    await next.waitFor({ timeout: 2 * waitMs });
    const isAnn = ((await next.textContent()) ?? '').startsWith('You');
    await (isAnn ? ann : cy).waitForNotification('You host the room now, and everyone stays.');
    await ann.panel().send('while Bo is gone');
    await waitForArticle(cy.panel(), 'while Bo is gone');
    for (const window of [ann, cy]) await window.waitForStatus(/3 people/);
    await cy.panel().send('we go on');
    await waitForArticle(ann.panel(), 'we go on');

    await reopen(bo, { person: 'Bo' });
    await bo.waitForStatus(/3 people/);
    await openChat(bo);
    await waitForArticle(bo.panel(), 'we go on');
    await bo.panel().send('I’m back');
    for (const window of [ann, cy]) await waitForArticle(window.panel(), 'I’m back');
  });
});
