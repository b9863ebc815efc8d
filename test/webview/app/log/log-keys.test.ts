import { strict as assert } from 'node:assert';
import type { PageAction, PanelMessage } from '../../../../src/webview/messages';
import { happened, many, said, snapshot, strings } from '../fixtures';
import { pair, people } from '../invited-scenes';
import { lookAt, widestGap } from '../log-sight';
import { usePanel } from '../use-panel';

describe('the keys of the log', () => {
  const panel = usePanel();
  const press = async (...keys: string[]) => {
    for (const key of keys) await panel.page.keyboard.press(key);
  };
  /** What has the focus: the id of a message, or what else it is. */
  const focus = () =>
    panel.page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      return element.dataset.id ?? (element.id || element.ariaLabel || element.tagName);
    });
  const act = (action: PageAction) => panel.post({ type: 'do', action });
  const isInSight = async (id: string) =>
    (await lookAt(panel.log)).rows.some((row) => row.id === id);

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
    assert.ok(await isInSight('m0'));
    await press('PageDown', 'PageDown');
    const paged = Number((await focus()).slice(1));
    assert.ok(paged > 10 && paged < 80, `m${paged}`);
    assert.ok(widestGap(await lookAt(panel.log)) <= 9);
    await press('PageUp', 'PageUp');
    assert.equal(await focus(), 'm0');
    await press('Control+End');
    assert.equal(await focus(), 'last');
    assert.ok((await panel.belowBottom()) <= 1);
    await press('ArrowDown');
    assert.equal(await focus(), 'last');
  });

  it('are one stop of the Tab key', async () => {
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

  it('go into a message and out again, and then to the composer', async () => {
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

  it('keep the focused message, however far the log scrolls', async () => {
    await panel.open(snapshot({ messages: many(3000) }));
    await act('focusMessages');
    await panel.log.evaluate((log) => log.scrollTo(0, 0));
    await panel.jump.waitFor();
    assert.equal(await focus(), 'm2999');
    assert.ok(await isInSight('m0'));
    await press('ArrowUp');
    assert.equal(await focus(), 'm2998');
    assert.ok(await isInSight('m2998'));
  });

  it('scroll first through a message that is taller than the log', async () => {
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

  it('move between parts with F6, and on to the editor', async () => {
    // Of two the list is folded away, and is no part to go to.
    await panel.open(snapshot({ status: { ...pair, members: people }, messages: many(3) }));
    await panel.page.evaluate(() => {
      const left: string[] = [];
      Object.assign(globalThis, { left });
      window.addEventListener('keydown', (event) => {
        left.push(`${event.key} ${event.defaultPrevented}`);
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
    // What the panel uses never reaches the window, where the editor listens.
    const left = () => panel.page.evaluate('left') as Promise<string[]>;
    const ownKeys = (await left()).filter((key) => key.startsWith('F6'));
    assert.deepEqual(ownKeys, []);
    await press('F6');
    assert.deepEqual(
      (await left()).filter((key) => key.startsWith('F6')),
      ['F6 false'],
    );
    assert.equal(await focus(), 'composer');
  });

  it('and commands lead to mentions, cards and what is new', async () => {
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
    assert.equal(await focus(), 'm100', 'there is none');
    await act('jumpToUnread');
    assert.equal(await focus(), 'm300');
    assert.ok(await panel.log.getByText('New messages').isVisible());
    await act('focusComposer');
    assert.equal(await focus(), 'composer');
  });

  it('and a button lead to what is new, until it was seen', async () => {
    await panel.open(
      snapshot({ status: { ...pair, firstUnread: 'm700', unread: 200 }, messages: many(900) }),
    );
    const button = panel.page.getByRole('button', { name: /^Jump to the first unread message/ });
    const label = strings.jumpToUnread.replace('{0}', '200');
    assert.equal(await button.getAttribute('aria-label'), label);
    await button.click();
    assert.ok(await isInSight('m700'));
    await panel.jump.first().click();
    assert.equal(await button.count(), 0);
  });
});
