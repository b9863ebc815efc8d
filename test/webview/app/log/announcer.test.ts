import { strict as assert } from 'node:assert';
import type { PanelMessage } from '../../../../src/webview/messages';
import { happened, many, said, snapshot } from '../fixtures';
import { usePanel } from '../use-panel';

describe('the announcer of the log', () => {
  const panel = usePanel();

  it('announces each new message once, but no history, changes or scrolled rows', async () => {
    await panel.open(snapshot({ messages: many(1000) }));
    await panel.stopLongTimers();
    const news = () => panel.page.locator('[aria-live=polite] p').allTextContents();
    assert.equal(await panel.log.getAttribute('aria-live'), 'off');
    assert.deepEqual(await news(), []);
    const own = said('own', 'mine', { own: true } as Partial<PanelMessage>);
    await panel.postMessages(
      said('new', 'hello', { authorName: 'Ann' } as Partial<PanelMessage>),
      own,
    );
    await panel.postMessages(happened('joined', 'Ben joined'));
    assert.deepEqual(await news(), ['Ann: hello', 'Ben joined']);
    await panel.postMessages(said('new', 'hello!', { edited: true } as Partial<PanelMessage>));
    await panel.log.evaluate((element) => element.scrollTo(0, 900));
    await panel.jumpButton.waitFor();
    await panel.jumpButton.click();
    assert.deepEqual(await news(), ['Ann: hello', 'Ben joined']);
    await panel.postMessages(...many(1040).slice(1000));
    assert.deepEqual((await news()).at(-1), 'New messages: 40');
  });
});
