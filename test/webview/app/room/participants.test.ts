import { strict as assert } from 'node:assert';
import type { PanelMember } from '../../../../src/webview/status-messages';
import { hosting, snapshot } from '../fixtures';
import { pair, people } from '../invited-scenes';
import { usePanel } from '../use-panel';

describe('the list of participants', () => {
  const panel = usePanel();

  const room = { ...pair, members: people };
  const list = () => panel.page.getByRole('list', { name: 'Participants', exact: true });
  const person = (name: string) => list().getByRole('button', { name });
  const focused = () =>
    panel.page.evaluate(
      () => document.activeElement?.querySelector('.name')?.textContent ?? undefined,
    );

  /** Records the events that open the editor's context menu: the member and the position. */
  async function recordMenus(): Promise<() => Promise<{ id: string; x: number; y: number }[]>> {
    await panel.page.evaluate(() => {
      const menus: unknown[] = [];
      Object.assign(globalThis, { menus });
      document.addEventListener('contextmenu', (event) => {
        const target = (event.target as Element).closest<HTMLElement>('[data-vscode-context]');
        const { memberId } = JSON.parse(target?.dataset.vscodeContext ?? '{}');
        menus.push({ id: memberId, x: event.clientX, y: event.clientY });
        event.preventDefault();
      });
    });
    return () => panel.page.evaluate('menus');
  }

  it('is a single Tab stop, with arrow keys to move within it', async () => {
    await panel.open(snapshot({ status: room }));
    await panel.page.getByRole('button', { name: 'Encrypted, by invite only.' }).focus();
    await panel.page.keyboard.press('Tab');
    assert.equal(await focused(), 'Cai');
    const steps: [string, string][] = [
      ['ArrowDown', 'Ann'],
      ['ArrowDown', 'Ben'],
      ['End', 'Zoë from the third row'],
      ['ArrowDown', 'Zoë from the third row'],
      ['Home', 'Cai'],
      ['ArrowUp', 'Cai'],
      ['ArrowDown', 'Ann'],
    ];
    for (const [key, name] of steps) {
      await panel.page.keyboard.press(key);
      assert.equal(await focused(), name, key);
    }
    await panel.page.keyboard.press('Tab');
    assert.equal(await focused(), undefined);
    await panel.page.keyboard.press('Shift+Tab');
    assert.equal(await focused(), 'Ann');
  });

  it('shows what a member is in a room that nobody hosts, and tells the menu', async () => {
    const members = people.map((one, at) => ({
      ...one,
      host: at === 1,
      ...(at === 1 && { role: 'owner' }),
      ...(at === 2 && { role: 'moderator', moderator: true as const }),
    }));
    await panel.open(snapshot({ status: { ...room, members } }));
    await list().waitFor();
    const rows = await list()
      .locator('li')
      .evaluateAll((all) =>
        all.map((each) => ({
          tags: Array.from(each.querySelectorAll('.tag'), (tag) => tag.textContent),
          context: JSON.parse((each as HTMLElement).dataset.vscodeContext ?? '{}'),
        })),
      );
    const [, owner, moderator] = rows;
    assert.ok(owner?.tags.includes('owner') && !owner.tags.includes('host'), `${owner?.tags}`);
    assert.equal(owner?.context.memberIsHost, true);
    assert.ok(moderator?.tags.includes('moderator'));
    assert.equal(moderator?.context.memberIsModerator, true);
    assert.ok(rows.slice(3).every(({ context }) => !context.memberIsModerator));
  });

  it('keeps the position of the focus when a member leaves or is renamed', async () => {
    await panel.open(snapshot({ status: room }));
    await person('Ben').focus();
    const renamed = people.map((one) => (one.name === 'Ben' ? { ...one, name: 'Benno' } : one));
    await panel.post({ type: 'status', status: { ...room, members: renamed } });
    assert.equal(await focused(), 'Benno');
    const left = people.filter(({ name }) => name !== 'Ben');
    await panel.post({ type: 'status', status: { ...room, members: left } });
    assert.equal(await focused(), 'Zoë from the third row');
    await panel.composer.focus();
    await panel.post({ type: 'status', status: { ...room, members: left.slice(0, 2) } });
    assert.ok(await panel.composer.evaluate((field) => field === document.activeElement));
  });

  it('opens the editor’s context menu for a member by every common key and click', async () => {
    await panel.open(snapshot({ status: room }), { width: 200 });
    const menus = await recordMenus();
    await person('Ben').focus();
    for (const key of ['Enter', 'Shift+F10', 'ContextMenu']) await panel.page.keyboard.press(key);
    const box = await person('Ben').boundingBox();
    const byKey = await menus();
    assert.deepEqual(
      byKey.map(({ id }) => id),
      ['m2', 'm2', 'm2'],
    );
    for (const { x, y } of byKey) {
      assert.ok(box && x >= box.x && x <= box.x + box.width, 'within its width');
      assert.ok(y >= box.y && y <= box.y + box.height, 'within its height');
    }
    await person('Ann').click();
    await person('Ann').click({ button: 'right' });
    assert.deepEqual(
      (await menus()).slice(3).map(({ id }) => id),
      ['m1', 'm1'],
    );
  });

  it('regains the focus when the editor’s menu closes', async () => {
    await panel.open(snapshot({ status: room }));
    await person('Ben').press('Enter');
    // As in the editor: its menu takes the focus, and returns it to the page rather than the element.
    const closeMenu = () =>
      panel.page.evaluate(() => {
        (document.activeElement as HTMLElement).blur();
        dispatchEvent(new FocusEvent('focus'));
      });
    await closeMenu();
    assert.equal(await focused(), 'Ben');
    await closeMenu();
    assert.ok(await panel.composer.evaluate((field) => field === document.activeElement));
  });

  it('inserts a mention at the caret', async () => {
    await panel.open(snapshot({ status: room, draft: 'look, what do you think?' }));
    await panel.composer.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(5, 5));
    await panel.post({ type: 'do', action: { mention: 'Zoë from the third row' } });
    assert.equal(
      await panel.composer.inputValue(),
      'look, @Zoë from the third row what do you think?',
    );
    assert.ok(await panel.composer.evaluate((field) => field === document.activeElement));
    assert.equal((await panel.postedOf('draft')).at(-1)?.draft, await panel.composer.inputValue());
    await panel.post({ type: 'status', status: { ...room, canSend: false } });
    await panel.post({ type: 'do', action: { mention: 'Ben' } });
    assert.doesNotMatch(await panel.composer.inputValue(), /Ben/);
  });

  it('says who can become the host, in the tooltip and to screen readers', async () => {
    const members = people.map((one) =>
      one.name === 'Ben' ? { ...one, mayHost: true as const } : one,
    );
    await panel.open(snapshot({ status: { ...room, members } }));
    const ben = list().getByRole('listitem').filter({ hasText: 'Ben' });
    const text = await ben.getAttribute('title');
    assert.match(text ?? '', / · can become the host$/);
    assert.equal(await ben.getByRole('img').first().getAttribute('aria-label'), text);
    const ann = list().getByRole('listitem').filter({ hasText: 'Ann' });
    assert.doesNotMatch((await ann.getAttribute('title')) ?? '', /host/);
  });

  it('has menus for others in a lab room, and names that the user gave their addresses', async () => {
    const members = hosting.members.map((one, at) =>
      at === 1 ? { ...one, name: 'Ann', address: one.name } : one,
    );
    await panel.open(snapshot({ status: { ...hosting, members } }));
    assert.equal(await list().getByRole('listitem').count(), 3);
    const buttons = list().getByRole('button');
    assert.equal(await buttons.count(), 2);
    const name = buttons.first().locator('.name');
    assert.equal(await name.textContent(), 'Ann');
    assert.equal(await name.getAttribute('title'), hosting.members[1]?.name);
    await buttons.first().focus();
    await panel.page.keyboard.press('ArrowDown');
    assert.match(
      (await panel.page.evaluate(() => document.activeElement?.textContent)) ?? '',
      /57/,
    );
  });

  it('shows what the room notes about a member', async () => {
    const members = hosting.members.map((one, at) => (at === 1 ? { ...one, note: '3 lost' } : one));
    await panel.open(snapshot({ status: { ...hosting, members } }));
    assert.equal(await list().getByText('3 lost').count(), 1);
  });

  it('shows who is typing', async () => {
    const typing = people.map((one) =>
      one.name === 'Ann' ? { ...one, typing: true as const } : one,
    );
    await panel.open(snapshot({ status: { ...room, members: typing } }));
    assert.equal(await list().getByRole('img', { name: 'typing' }).count(), 1);
    assert.equal(await person('Ann').getByRole('img', { name: 'typing' }).count(), 1);
    const { members: _, ...update } = room;
    await panel.post({ type: 'status', status: update });
    assert.equal(await person('Ann').getByRole('img', { name: 'typing' }).count(), 1);
    const changed = people.filter(({ name }) => name === 'Ann');
    await panel.post({ type: 'status', status: { ...update, changed } });
    assert.equal(await list().getByRole('img', { name: 'typing' }).count(), 0);
    assert.equal(await list().getByRole('listitem').count(), people.length);
  });

  it('is collapsed for many people, except where it has a column of its own', async () => {
    const crowd = (count: number) =>
      Array.from({ length: count }, (_, at): PanelMember => {
        return { id: `p${at}`, name: `Person ${at}`, self: at === 0, host: at === 1, hue: at % 6 };
      });
    const toggle = panel.page.getByRole('button', { name: /^Participants/ });
    const expanded = async (count: number, width = 320) => {
      await panel.open(snapshot({ status: { ...room, members: crowd(count) } }), { width });
      return toggle.getAttribute('aria-expanded');
    };
    assert.equal(await expanded(20), 'true');
    assert.equal(await expanded(21), 'false');
    assert.equal(await list().getByRole('listitem').count(), 21);
    assert.equal(await expanded(21, 900), 'true');
  });

  it('shows the number of people waiting when collapsed', async () => {
    await panel.open(snapshot({ status: { ...room, waiting: [{ name: 'Dora' }] } }));
    const toggle = panel.page.getByRole('button', { name: /^Participants/ });
    await toggle.click();
    assert.match((await toggle.textContent()) ?? '', /Participants: 4, Waiting line: 1/);
    assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
  });
});
