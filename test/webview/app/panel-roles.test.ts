import { strict as assert } from 'node:assert';
import { happened, hosting, many, members, offline, said, scenes, snapshot } from './fixtures';
import { pair, people } from './invited-scenes';
import { usePanel } from './use-panel';

describe('roles and labels in the panel', () => {
  const panel = usePanel();

  it('requests a snapshot as soon as it runs', async () => {
    await panel.load();
    assert.deepEqual((await panel.posted())[0], { type: 'ready' });
  });

  it('has one article per message and none for system messages', async () => {
    await panel.open(snapshot({ messages: [happened('1', 'Ann joined'), said('2', 'hello')] }));
    assert.equal(await panel.log.getByRole('article').count(), 1);
    assert.equal(await panel.log.getByRole('article').filter({ hasText: 'hello' }).count(), 1);
    assert.equal(await panel.log.getByText('Ann joined').count(), 1);
  });

  it('shows nothing of one room in another', async () => {
    await panel.open(snapshot({ messages: many(5) }));
    await panel.show(snapshot());
    assert.equal(await panel.log.getByRole('article').count(), 0);
    assert.ok(await panel.log.getByText('Nobody has said anything yet.').isVisible());
  });

  it('labels the host and the user', async () => {
    await panel.open(snapshot());
    const people = panel.page.getByRole('list', { name: 'Participants', exact: true });
    const texts = await people.getByRole('listitem').allTextContents();
    assert.equal(texts.length, members.length);
    assert.match(texts[0] ?? '', /\('192\.168\.1\.5', 9000\)\s+Host\s+You/);
    assert.doesNotMatch(texts[1] ?? '', /Host|You/);
  });

  it('shows the waiting line in order, and only when there is one', async () => {
    await panel.open(snapshot());
    const line = panel.page.getByRole('list', { name: 'Waiting line', exact: true });
    assert.equal(await line.count(), 0);
    const waiting = [{ name: 'first' }, { name: 'second' }];
    await panel.post({ type: 'status', status: { ...hosting, waiting } });
    assert.deepEqual(await line.getByRole('listitem').allTextContents(), ['first', 'second']);
  });

  it('lets the host of a class decide about newcomers, who are never markup', async () => {
    await panel.open(snapshot());
    const waiting = [
      { name: '<b>Di</b>', applicant: 4, note: 'not on the roster' },
      { name: 'Ed', applicant: 7, note: 'name already used' },
      { name: 'first' },
    ];
    await panel.post({ type: 'status', status: { ...hosting, waiting } });
    const line = panel.page.getByRole('list', { name: 'Waiting line', exact: true });
    assert.deepEqual(await line.getByRole('listitem').allTextContents(), ['first']);
    const deciding = panel.page.getByRole('list', { name: 'Waiting for you', exact: true });
    const rows = deciding.getByRole('listitem');
    assert.match((await rows.nth(0).textContent()) ?? '', /<b>Di<\/b>\s+not on the roster/);
    await rows.nth(0).getByRole('button', { name: 'Turn Away: <b>Di</b>' }).click();
    await rows.nth(1).getByRole('button', { name: 'Admit: Ed' }).focus();
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.postedOf('decide'), [
      { type: 'decide', applicant: 4, admit: false },
      { type: 'decide', applicant: 7, admit: true },
    ]);
    await panel.page.getByRole('button', { name: 'Participants' }).first().click();
    assert.equal(await deciding.getByRole('button').count(), 0, 'a folded list has no buttons');
  });

  it('shows a welcome with two buttons if there is neither a room nor history', async () => {
    await panel.open(snapshot({ status: offline }));
    await panel.page.getByRole('button', { name: 'Host Room' }).click();
    await panel.page.getByRole('button', { name: 'Join Room' }).click();
    const commands = await panel.postedOf('command');
    assert.deepEqual(
      commands.map(({ command }) => command),
      ['host', 'join'],
    );
  });

  it('keeps the log and the draft of a room that has ended', async () => {
    const over = scenes.over;
    assert.ok(over);
    await panel.open(over);
    assert.ok(await panel.log.getByText('did you get this?').isVisible());
    assert.ok(await panel.composer.isDisabled());
    assert.equal(await panel.composer.inputValue(), 'I was going to say');
    await panel.page.getByRole('button', { name: 'Join Again' }).click();
    assert.deepEqual(await panel.postedOf('command'), [{ type: 'command', command: 'rejoin' }]);
  });

  const toggle = () => panel.page.getByRole('button', { name: /^Participants/ });
  const list = () => panel.page.getByRole('list', { name: 'Participants', exact: true });
  /** Whether the list is expanded; checks that a collapsed list takes no space and no focus. */
  const isExpanded = async () => {
    const box = await panel.page.locator('.people').boundingBox();
    const focusable = await panel.page.locator('.people :is(button, [tabindex="0"])').count();
    const expanded = (await toggle().getAttribute('aria-expanded')) === 'true';
    assert.equal(expanded, (box?.height ?? 0) > 1);
    if (!expanded) assert.equal(focusable, 0);
    return expanded;
  };

  it('collapses the participants and remembers that; screen readers still find them', async () => {
    await panel.open(snapshot());
    assert.ok(await isExpanded());
    await toggle().click();
    assert.ok(!(await isExpanded()));
    await panel.page.reload();
    await panel.show(snapshot());
    assert.ok(!(await isExpanded()));
    assert.equal(await list().getByRole('listitem').count(), members.length);
    assert.match((await list().textContent()) ?? '', /Host\s+You/);
    await toggle().click();
    assert.ok(await isExpanded());
  });

  it('collapses them by default with two people and in a low panel, until the user expands them', async () => {
    for (const status of [
      { ...pair, members: people.slice(0, 2) },
      { ...hosting, members: members.slice(0, 2) },
    ]) {
      await panel.open(snapshot({ status }));
      assert.ok(!(await isExpanded()), 'two people');
      assert.equal(await list().getByRole('listitem').count(), 2);
    }
    await panel.open(snapshot({ status: { ...pair, members: people } }), { height: 300 });
    assert.ok(!(await isExpanded()), 'low panel');
    await panel.page.setViewportSize({ width: 320, height: 640 });
    await panel.page.locator('.people button').first().waitFor();
    assert.ok(await isExpanded(), 'high panel');
    await panel.page.setViewportSize({ width: 1000, height: 240 });
    // The page hears of it with the next frame.
    await panel.post();
    assert.ok(await isExpanded(), 'in a separate column');
    await panel.post({ type: 'status', status: { ...pair, members: people.slice(0, 2) } });
    assert.ok(!(await isExpanded()), 'the others have left');
    await toggle().click();
    assert.ok(await isExpanded(), 'expanded by the user');
  });

  it('shows the participants beside the messages in a wide panel', async () => {
    await panel.open(snapshot({ messages: many(3) }), { width: 1000 });
    const people = await panel.page.getByRole('list', { name: 'Participants' }).boundingBox();
    const messages = await panel.log.boundingBox();
    assert.ok(people && messages && people.x >= messages.x + messages.width);
  });
});
