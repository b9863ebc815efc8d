import { strict as assert } from 'node:assert';
import type { PanelDelivery } from '../../../src/webview/messages';
import { hosting, said, snapshot } from './fixtures';
import { deliveries, invitedScenes, mine, pair, people } from './invited-scenes';
import { usePanel } from './use-panel';

describe('the panel of an invite room', () => {
  const panel = usePanel();

  const delivery = () => panel.log.locator('.delivery');

  it('shows each own message’s delivery, with text for screen readers and on hover', async () => {
    const { queued, hub, received, all } = deliveries;
    const states: readonly PanelDelivery[] = [queued, hub, received, all];
    await panel.open(
      snapshot({
        status: pair,
        messages: states.map((state, i) => mine(`${i}`, `message ${i}`, { delivery: state })),
      }),
    );
    for (const { title, label } of states) {
      const icon = panel.log.getByRole('img', { name: title, exact: true });
      assert.equal(await icon.getAttribute('title'), title);
      assert.equal((await icon.textContent())?.trim(), label);
      assert.equal(await icon.locator('svg').count(), 1);
    }
    const article = panel.log.getByRole('article').first();
    assert.equal(await article.getByRole('img').count(), 1, 'the icon is inside its message');
  });

  it('doesn’t announce each change of a message’s delivery state', async () => {
    await panel.open(
      snapshot({ status: pair, messages: [mine('1', 'x', { delivery: deliveries.hub })] }),
    );
    assert.equal(await delivery().getAttribute('aria-live'), 'off');
  });

  it('keeps a message’s position and height while its delivery changes', async () => {
    const texts = ['short', 'a text that is so long that it needs more than one line in a panel'];
    const { queued, hub, all } = deliveries;
    const messages = (state: PanelDelivery) =>
      texts.map((text, i) => mine(`${i}`, text, { delivery: state }));
    await panel.open(snapshot({ status: pair, messages: messages(queued) }));
    const boxes = () =>
      panel.log
        .locator('.balloon')
        .evaluateAll((list) =>
          list.map((element) => JSON.stringify(element.getBoundingClientRect())),
        );
    const before = await boxes();
    for (const state of [hub, all]) {
      await panel.postMessages(...messages(state));
      assert.deepEqual(await boxes(), before, state.state);
    }
  });

  it('aligns the delivery icons at the edge of the messages', async () => {
    const { hub, received, all } = deliveries;
    await panel.open(
      snapshot({
        status: pair,
        messages: [hub, received, all].map((state, i) =>
          mine(`${i}`, 'x'.repeat(1 + 20 * i), { delivery: state }),
        ),
      }),
    );
    const edges = await delivery().evaluateAll((list) =>
      list.map((element) => Math.round(element.getBoundingClientRect().right)),
    );
    assert.equal(new Set(edges).size, 1);
  });

  it('labels messages that were never sent', async () => {
    const message = mine('1', 'too late', { delivery: deliveries.unsent });
    await panel.open(snapshot({ status: pair, messages: [message] }));
    assert.ok(await panel.log.getByText('Not sent: the room closed first').isVisible());
    assert.equal(await delivery().count(), 0);
  });

  it('labels others’ messages that the host has lost, and offers no actions for them', async () => {
    const message = said('1', 'who has this?', { delivery: deliveries.apart } as never);
    await panel.open(snapshot({ status: pair, messages: [message, said('2', 'all have this')] }));
    const [lost, kept] = await panel.log.getByRole('article').all();
    assert.ok(await lost?.getByText('Lost by the host').isVisible());
    await kept?.hover();
    assert.equal(await kept?.getByRole('button', { name: 'Reply' }).count(), 1);
    await lost?.hover();
    assert.equal(await lost?.getByRole('button', { name: 'Reply' }).count(), 0);
  });

  it('marks edited messages, and shows deleted ones as deleted', async () => {
    await panel.open(
      snapshot({ status: pair, messages: [mine('1', 'before'), said('2', 'gone soon')] }),
    );
    await panel.postMessages(mine('1', 'after', { edited: true }));
    await panel.postMessages({ ...said('2', ''), deleted: true } as never);
    const [first, second] = await panel.log.getByRole('article').all();
    assert.ok(first && second);
    assert.ok(await first.getByText('edited', { exact: true }).isVisible());
    assert.equal(await first.locator('.bubble').textContent(), 'after');
    const gone = second.getByText('This message was deleted', { exact: true });
    assert.equal(await gone.evaluate((element) => getComputedStyle(element).fontStyle), 'italic');
    assert.equal(await panel.log.getByText('gone soon').count(), 0);
  });

  it('inserts others’ messages above queued ones, and reports them as seen', async () => {
    await panel.open(
      snapshot({ status: pair, messages: [mine('1', 'waits', { delivery: deliveries.queued })] }),
    );
    await panel.post({ type: 'focus', focused: true });
    const before = (await panel.postedOf('seen')).length;
    await panel.post({ type: 'messages', messages: [{ ...said('2', 'news'), before: '1' }] });
    assert.deepEqual(await panel.log.locator('.bubble').allTextContents(), ['news', 'waits']);
    assert.equal((await panel.postedOf('seen')).length, before + 1);
  });

  it('shows each person’s presence by shape and as text', async () => {
    await panel.open(snapshot({ status: { ...pair, members: people } }));
    const items = panel.page.getByRole('list', { name: 'Participants' }).getByRole('listitem');
    const labels = ['online', 'online', 'idle', 'away'];
    for (const [i, label] of labels.entries()) {
      const item = items.nth(i);
      assert.equal(await item.getAttribute('title'), label);
      assert.equal(await item.getByRole('img', { name: label, exact: true }).count(), 1);
    }
    const shapes = await items.locator('.dot').evaluateAll((list) =>
      list.map((dot) => {
        const { backgroundImage, backgroundColor } = getComputedStyle(dot);
        if (backgroundImage !== 'none') return 'half';
        return backgroundColor === 'rgba(0, 0, 0, 0)' ? 'ring' : 'full';
      }),
    );
    assert.deepEqual(shapes, ['full', 'full', 'half', 'ring']);
  });

  it('shows where others are, opens it on a click, and says that the user’s own location is told', async () => {
    const location = { label: 'a-rather-long-name-of-a-file.py:15', title: 'src/hub.py. Click…' };
    const members = people.map((member) => ({
      ...member,
      ...(member.id === 'm1' && { location, following: 'following' }),
      ...(member.self && { shared: 'Others see your location' }),
    }));
    await panel.open(snapshot({ status: { ...pair, members } }));
    await panel.page.setViewportSize({ width: 200, height: 600 });
    const list = panel.page.getByRole('list', { name: 'Participants' });
    const place = list.getByRole('button', { name: location.label });
    assert.equal(await place.getAttribute('title'), location.title);
    assert.ok(await list.getByText('following').isVisible());
    await place.click();
    await list.getByRole('button', { name: 'Others see your location' }).click();
    assert.deepEqual(await panel.postedOf('openPlace'), [{ type: 'openPlace', memberId: 'm1' }]);
    assert.deepEqual(await panel.postedOf('command'), [{ type: 'command', command: 'sharePlace' }]);
    const overflow = await panel.page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    assert.ok(!overflow, 'a long name is cut');
    const context = await list.getByRole('listitem').nth(1).getAttribute('data-vscode-context');
    assert.match(context ?? '', /"memberHasPlace":true,"memberIsFollowed":true/);
  });

  it('shows where the partner is while the list is folded, in one line', async () => {
    const location = { label: 'hub.py:15', title: 'src/hub.py. Click…' };
    const [self, ann] = people;
    const members = [
      { ...self, shared: 'Others see your location' },
      { ...ann, location, following: 'following' },
    ] as typeof people;
    await panel.open(snapshot({ status: { ...pair, members } }));
    await panel.page.setViewportSize({ width: 300, height: 600 });
    const toggle = panel.page.locator('.people-toggle');
    if ((await toggle.getAttribute('aria-expanded')) === 'true') await toggle.click();
    const strip = panel.page.locator('.partner');
    assert.ok(await strip.getByText('Ann', { exact: true }).isVisible());
    await strip.getByRole('button', { name: 'hub.py:15' }).click();
    assert.deepEqual(await panel.postedOf('openPlace'), [{ type: 'openPlace', memberId: 'm1' }]);
    assert.ok(await strip.getByRole('button', { name: 'Others see your location' }).isVisible());
    const box = await strip.boundingBox();
    assert.ok(box && box.height < 30, `${box?.height} px`);
    const away = members.map((member) => (member.self ? member : { ...member, presence: 'away' }));
    await panel.post({ type: 'status', status: { ...pair, members: away as typeof people } });
    const fill = await strip
      .locator('.dot')
      .evaluate((dot) => getComputedStyle(dot).backgroundColor);
    assert.equal(fill, 'rgba(0, 0, 0, 0)', 'the dot is a ring, as in the list');
    const several = people.map((member) => (member.self ? member : { ...member, location }));
    await panel.post({ type: 'status', status: { ...pair, members: several } });
    assert.equal(await strip.count(), 0);
  });

  it('passes the member to the editor’s context menu only if there are commands', async () => {
    await panel.open(snapshot({ status: { ...pair, members: people } }));
    const contexts = () =>
      panel.page
        .getByRole('listitem')
        .evaluateAll((list) => list.map((item) => (item as HTMLElement).dataset.vscodeContext));
    const [self, ann] = (await contexts()).map((text) => JSON.parse(text ?? 'null'));
    assert.deepEqual(ann, {
      webviewSection: 'member',
      memberId: 'm1',
      memberIsSelf: false,
      memberIsHost: false,
      memberIsModerator: false,
      memberHasPlace: false,
      memberIsFollowed: false,
      memberIsHelper: false,
    });
    assert.equal(self.memberIsSelf, true);
    await panel.post({ type: 'status', status: hosting });
    // In a lab room, others can be given a nickname.
    const isThere = (await contexts()).map((text) => text !== undefined);
    assert.deepEqual(isThere, [false, true, true]);
  });

  it('shows who is typing without moving anything or announcing it', async () => {
    await panel.open(snapshot({ status: pair, messages: [said('1', 'hello')] }));
    const line = panel.page.locator('.typing');
    const before = await panel.topOf('hello');
    await panel.post({ type: 'status', status: { ...pair, typing: 'Ann is typing…' } });
    assert.ok(await line.getByText('Ann is typing…').isVisible());
    assert.equal(await line.getAttribute('aria-live'), 'off');
    assert.equal(await panel.topOf('hello'), before);
    await panel.post({ type: 'status', status: hosting });
    assert.equal(await line.count(), 0);
  });

  it('doesn’t move for people who prefer reduced motion', async () => {
    await panel.open(snapshot({ status: { ...pair, typing: 'Ann is typing…' } }));
    const animation = () =>
      panel.page
        .locator('.typing i')
        .first()
        .evaluate((dot) => getComputedStyle(dot).animationName);
    assert.equal(await animation(), 'beat');
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await animation(), 'none');
  });

  it('reports typing at intervals, and only if the room supports it', async () => {
    /** Within one task: an interval must not end meanwhile. */
    const typeQuickly = () =>
      panel.composer.evaluate((box: HTMLTextAreaElement) => {
        for (const character of 'hello') {
          box.value += character;
          box.dispatchEvent(new InputEvent('input', { bubbles: true, data: character }));
        }
      });
    await panel.open(snapshot({ status: pair }));
    await typeQuickly();
    assert.equal(await panel.composer.inputValue(), 'hello');
    assert.equal((await panel.postedOf('typing')).length, 1);
    await panel.open(snapshot({ status: hosting }));
    await typeQuickly();
    assert.equal((await panel.postedOf('typing')).length, 0);
  });

  it('accepts messages while it reconnects', async () => {
    const { reconnecting } = invitedScenes;
    assert.ok(reconnecting);
    await panel.open(reconnecting);
    await panel.composer.fill('for later');
    await panel.composer.press('Enter');
    assert.deepEqual(await panel.postedOf('send'), [
      { type: 'send', id: 1, of: 0, text: 'for later' },
    ]);
  });

  it('has a button that copies the invite', async () => {
    await panel.open(snapshot({ status: pair }), { place: 'editor' });
    await panel.page.getByRole('button', { name: 'Copy Invite' }).click();
    assert.deepEqual(await panel.postedOf('command'), [{ type: 'command', command: 'copyInvite' }]);
  });
});
