import { strict as assert } from 'node:assert';
import type { PageAction, PanelMessage } from '../../../../src/webview/messages';
import { happened, many, said, snapshot, strings } from '../fixtures';
import { pair, people } from '../invited-scenes';
import { largestGap, logViewport } from '../log-viewport';
import { usePanel } from '../use-panel';

describe('keys in the log', () => {
  const panel = usePanel();
  const press = async (...keys: string[]) => {
    for (const key of keys) await panel.page.keyboard.press(key);
  };
  /** The focused element: a message's id, or else the element's id, label or tag. */
  const focus = () =>
    panel.page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      return element.dataset.id ?? (element.id || element.ariaLabel || element.tagName);
    });
  const act = (action: PageAction) => panel.post({ type: 'do', action });
  const isVisible = async (id: string) =>
    (await logViewport(panel.log)).rows.some((row) => row.id === id);

  it('move between all messages', async () => {
    await panel.open(snapshot({ messages: [...many(600), happened('h', 'x'), said('last', 'x')] }));
    await act('focusMessages');
    assert.equal(await focus(), 'last');
    await press('ArrowUp', 'ArrowUp');
    assert.equal(await focus(), 'm598');
    await press('ArrowDown');
    assert.equal(await focus(), 'm599');
    await press('Home');
    assert.equal(await focus(), 'm0');
    assert.ok(await isVisible('m0'));
    await press('PageDown', 'PageDown');
    const paged = Number((await focus()).slice(1));
    assert.ok(paged > 10 && paged < 80, `m${paged}`);
    assert.ok(largestGap(await logViewport(panel.log)) <= 9);
    await press('PageUp', 'PageUp');
    assert.equal(await focus(), 'm0');
    await press('Control+End');
    assert.equal(await focus(), 'last');
    assert.ok((await panel.distanceFromBottom()) <= 1);
    await press('ArrowDown');
    assert.equal(await focus(), 'last');
  });

  it('reach the log with a single Tab stop', async () => {
    const hosting = { ...pair, members: pair.members.slice(0, 1) };
    await panel.open(
      snapshot({ status: hosting, messages: [said('1', 'see http://a.test'), said('2', '`x`')] }),
    );
    await panel.composer.focus();
    let stops = 0;
    const seen: string[] = [];
    for (; stops < 30 && !seen.includes('2'); stops++) {
      await press('Shift+Tab');
      seen.push(await focus());
    }
    assert.ok(seen.includes('2'), seen.join());
    await press('ArrowUp');
    await press('Shift+Tab');
    const before = await panel.page.evaluate(
      () => document.activeElement?.closest('.log') === null,
    );
    assert.ok(before, 'Shift+Tab leaves the log');
    await press('Tab');
    assert.equal(await focus(), '1');
  });

  it('move into a message and out again, then to the composer', async () => {
    await panel.open(snapshot({ status: pair, messages: [said('1', 'hello'), said('2', 'you')] }));
    await act('focusMessages');
    await press('Enter');
    assert.equal(await focus(), 'Reply');
    await press('ArrowRight');
    assert.equal(await focus(), 'React');
    await press('ArrowLeft', 'ArrowLeft');
    assert.equal(await focus(), '2');
    await press('ArrowRight', 'Escape');
    assert.equal(await focus(), '2');
    await press('Escape');
    assert.equal(await focus(), 'composer');
  });

  it('keep the focused message when the log scrolls far away', async () => {
    await panel.open(snapshot({ messages: many(3000) }));
    await act('focusMessages');
    await panel.log.evaluate((log) => log.scrollTo(0, 0));
    await panel.jumpButton.waitFor();
    assert.equal(await focus(), 'm2999');
    assert.ok(await isVisible('m0'));
    await press('ArrowUp');
    assert.equal(await focus(), 'm2998');
    assert.ok(await isVisible('m2998'));
  });

  it('scroll through a message that is taller than the log before they leave it', async () => {
    const long = said('long', 'line\n'.repeat(100));
    await panel.open(snapshot({ messages: [said('first', 'x'), long, said('last', 'x')] }));
    await act('focusMessages');
    await press('ArrowUp');
    assert.equal(await focus(), 'long');
    let presses = 0;
    while ((await focus()) === 'long' && presses < 20) {
      await press('ArrowDown');
      presses++;
    }
    assert.ok(presses > 2, `${presses}`);
    assert.equal(await focus(), 'last');
  });

  it('move between the panel’s parts with F6, then to the editor', async () => {
    // With only two people, the list is collapsed and F6 skips it.
    await panel.open(snapshot({ status: { ...pair, members: people }, messages: many(3) }));
    await panel.page.evaluate(() => {
      const unhandled: string[] = [];
      Object.assign(globalThis, { unhandled });
      window.addEventListener('keydown', (event) => {
        unhandled.push(`${event.key} ${event.defaultPrevented}`);
      });
    });
    await panel.composer.focus();
    await press('Shift+F6');
    assert.equal(await focus(), 'm2');
    await press('Shift+F6');
    const inPeople = () => panel.page.evaluate(() => !!document.activeElement?.closest('.people'));
    assert.ok(await inPeople());
    await press('Shift+F6');
    assert.ok(await panel.page.evaluate(() => !!document.activeElement?.closest('.room-bar')));
    await press('F6', 'F6', 'F6');
    assert.equal(await focus(), 'composer');
    // Keys that the panel handles never reach the window, where the editor listens.
    const unhandled = () => panel.page.evaluate('unhandled') as Promise<string[]>;
    const panelKeys = (await unhandled()).filter((key) => key.startsWith('F6'));
    assert.deepEqual(panelKeys, []);
    await press('F6');
    assert.deepEqual(
      (await unhandled()).filter((key) => key.startsWith('F6')),
      ['F6 false'],
    );
    assert.equal(await focus(), 'composer');
  });

  it('and commands move to mentions, cards and unread messages', async () => {
    const mention = { mention: true } as Partial<PanelMessage>;
    const messages = many(900).map((message, i) =>
      i === 100 || i === 500 ? ({ ...message, ...mention } as PanelMessage) : message,
    );
    await panel.open(snapshot({ status: { ...pair, firstUnread: 'm300', unread: 600 }, messages }));
    await act('previousMention');
    assert.equal(await focus(), 'm500');
    await act('previousMention');
    assert.equal(await focus(), 'm100');
    await act('previousMention');
    assert.equal(await focus(), 'm500');
    await act('nextMention');
    assert.equal(await focus(), 'm100');
    await act('nextCard');
    assert.equal(await focus(), 'm100', 'there is no card');
    await act('jumpToUnread');
    assert.equal(await focus(), 'm300');
    assert.ok(await panel.log.getByText('New messages').isVisible());
    await act('focusComposer');
    assert.equal(await focus(), 'composer');
  });

  it('and a button jump to unread messages until they are seen', async () => {
    await panel.open(
      snapshot({ status: { ...pair, firstUnread: 'm700', unread: 200 }, messages: many(900) }),
    );
    const button = panel.page.getByRole('button', { name: /^Go to the first unread message/ });
    const label = strings.jumpToUnread.replace('{0}', '200');
    assert.equal(await button.getAttribute('aria-label'), label);
    await button.click();
    assert.ok(await isVisible('m700'));
    await panel.jumpButton.first().click();
    assert.equal(await button.count(), 0);
  });
});
