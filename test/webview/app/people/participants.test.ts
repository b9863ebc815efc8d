import { strict as assert } from 'node:assert';
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

  /** Notes the events by which the editor opens its own menu: about whom, and where. */
  async function noteMenus(): Promise<() => Promise<{ id: string; x: number; y: number }[]>> {
    await panel.page.evaluate(() => {
      const menus: unknown[] = [];
      Object.assign(globalThis, { menus });
      document.addEventListener('contextmenu', (event) => {
        const place = (event.target as Element).closest<HTMLElement>('[data-vscode-context]');
        const { memberId } = JSON.parse(place?.dataset.vscodeContext ?? '{}');
        menus.push({ id: memberId, x: event.clientX, y: event.clientY });
        event.preventDefault();
      });
    });
    return () => panel.page.evaluate('menus');
  }

  it('is one stop of Tab, from which the arrow keys lead on', async () => {
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

  it('keeps the focus in its place when somebody leaves or is renamed', async () => {
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

  it('opens the editor’s own menu for a member by every key and click that opens menus', async () => {
    await panel.open(snapshot({ status: room }), { width: 200 });
    const menus = await noteMenus();
    await person('Ben').focus();
    for (const key of ['Enter', 'Shift+F10', 'ContextMenu']) await panel.page.keyboard.press(key);
    const box = await person('Ben').boundingBox();
    const byKey = await menus();
    assert.deepEqual(
      byKey.map(({ id }) => id),
      ['m2', 'm2', 'm2'],
    );
    for (const { x, y } of byKey) {
      assert.ok(box && x >= box.x && x <= box.x + box.width, 'beside it');
      assert.ok(y >= box.y && y <= box.y + box.height, 'below it');
    }
    await person('Ann').click();
    await person('Ann').click({ button: 'right' });
    assert.deepEqual(
      (await menus()).slice(3).map(({ id }) => id),
      ['m1', 'm1'],
    );
  });

  it('has the focus again when the editor’s menu is closed', async () => {
    await panel.open(snapshot({ status: room }));
    await person('Ben').press('Enter');
    // As in the editor: its menu takes the focus away, and gives it back to the page as a whole.
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

  it('puts a mention where the person is writing', async () => {
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

  it('has nothing to press in a lab room', async () => {
    await panel.open(snapshot({ status: hosting }));
    assert.equal(await list().getByRole('listitem').count(), 3);
    assert.equal(await list().getByRole('button').count(), 0);
  });

  it('shows at a person that they are typing', async () => {
    const typing = people.map((one) =>
      one.name === 'Ann' ? { ...one, typing: true as const } : one,
    );
    await panel.open(snapshot({ status: { ...room, members: typing } }));
    assert.equal(await list().getByRole('img', { name: 'typing' }).count(), 1);
    assert.equal(await person('Ann').getByRole('img', { name: 'typing' }).count(), 1);
    await panel.post({ type: 'status', status: room });
    assert.equal(await list().getByRole('img', { name: 'typing' }).count(), 0);
  });

  it('says when it is folded how many wait', async () => {
    await panel.open(snapshot({ status: { ...room, waiting: [{ name: 'Dora' }] } }));
    const toggle = panel.page.getByRole('button', { name: /^Participants/ });
    await toggle.click();
    assert.match((await toggle.textContent()) ?? '', /Participants: 4, Waiting line: 1/);
    assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
  });
});
