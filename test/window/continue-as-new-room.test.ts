import type { EditorWindow } from '../../scripts/editor/window';
import { closeWindows, openThree } from './fixture';
import { hostKnownPair, joinInvite, openChat, waitForArticle } from './steps';

/** A pair waits half a minute for its host before it is offered a way to go on. */
const OFFER_MS = 60_000;

describe('a pair whose host is gone', () => {
  let ann: EditorWindow;
  let bo: EditorWindow;
  let cy: EditorWindow;

  before(async () => {
    [ann, bo, cy] = await openThree();
    await Promise.all([ann, bo, cy].map((window) => openChat(window)));
  });
  after(closeWindows);

  it('goes on in a new room of the other one, whom a third person joins', async () => {
    await joinInvite(bo, await hostKnownPair(ann));
    await ann.panel().send('from Ann');
    await waitForArticle(bo.panel(), 'from Ann');
    await ann.close();
    await bo.waitForStatus(/reconnecting/);
    await bo.panel().send('anyone?');

    const offer = bo.panel().frame.getByRole('button', { name: 'Continue as New Room' });
    await offer.waitFor({ timeout: OFFER_MS });
    await bo.panel().frame.getByText('continue the chat as a new room, without the host').waitFor();
    await offer.click();
    const question = bo.dialog('as a new room?');
    await question.getByText('without Ann').waitFor();
    await question.getByRole('button', { name: 'Continue as New Room' }).click();

    await bo.waitForNotification('The invite is on the clipboard. Send it only to your partner');
    await bo.waitForStatus(/1 person/);
    await bo.panel().waitForText('You continued the chat in this new room, without Ann.');
    const invite = String(await bo.page.evaluate('navigator.clipboard.readText()'));
    await joinInvite(cy, invite);
    await waitForArticle(cy.panel(), 'from Ann');
    await waitForArticle(cy.panel(), 'anyone?');
    await cy.panel().waitForText('Bo continued the chat in this new room, without Ann.');
    await cy.panel().send('hello');
    await waitForArticle(bo.panel(), 'hello');
  });
});
