import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import type { PanelMessage } from '../../../../src/webview/messages';
import { classScenes } from '../class-scenes';
import { hosting, many, snapshot } from '../fixtures';
import { fromAnn, own, room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

const thumb = { emoji: '👍', count: 2, own: false, title: 'Ben and Zoë' };
const heart = { emoji: '❤️', count: 1, own: true, title: 'you' };

describe('a message', () => {
  const panel = usePanel();

  const article = (id: string): Locator => panel.log.locator(`article[data-id="${id}"]`);
  const chip = (name: RegExp): Locator => panel.log.getByRole('button', { name });

  it('shows the original of a reply on one line, which jumps to it when clicked', async () => {
    const reply = fromAnn('answer', 'because it is a stream', {
      reply: { id: 'm3', authorName: 'Ben', hue: 2, text: `why is ${'that '.repeat(80)}` },
    });
    await panel.open(room([...many(200), reply]));
    const quote = article('answer').getByRole('button', { name: /^Ben/ });
    const box = await quote.boundingBox();
    assert.ok(box && box.height < 24, 'one line');
    await quote.click();
    const original = panel.log.getByText('Message number 3', { exact: true });
    await original.waitFor();
    await panel.page.waitForFunction(
      () => document.activeElement?.getAttribute('data-id') === 'm3',
    );
  });

  it('of up to three emoji is larger', async () => {
    const large = ['🎉', '1️⃣ 🇨🇳', '👨‍👩‍👧‍👦👍🏽❤️'];
    const others = ['42', 'ok 👍', '👍👍👍👍', '#'];
    await panel.open(room([...large, ...others].map((text, i) => fromAnn(`${i}`, text))));
    const shown = await panel.log.locator('.few-emoji').allInnerTexts();
    assert.deepEqual(shown, large);
  });

  it('shows that the original of a reply is gone, without a link', async () => {
    const reply = { authorName: 'Ben', hue: 2, text: 'an earlier message' };
    await panel.open(room([fromAnn('1', 'yes', { reply })]));
    assert.ok(await article('1').getByText('an earlier message').isVisible());
    assert.equal(
      await article('1')
        .getByRole('button', { name: /an earlier/ })
        .count(),
      0,
    );
  });

  it('counts reactions, shows whose they are, and highlights the user’s own', async () => {
    await panel.open(room([fromAnn('1', 'done', { reactions: [thumb, heart] })]));
    const group = panel.log.getByRole('group', { name: 'Reactions' });
    assert.equal(await group.getAttribute('aria-live'), 'off', 'changes aren’t announced');
    assert.equal(await chip(/Ben and Zoë/).getAttribute('aria-pressed'), 'false');
    assert.equal(await chip(/Ben and Zoë/).getAttribute('title'), 'Ben and Zoë');
    assert.equal(await chip(/you/).getAttribute('aria-pressed'), 'true');
    await chip(/Ben and Zoë/).click();
    await chip(/you/).press('Enter');
    assert.deepEqual(await panel.postedOf('react'), [
      { type: 'react', messageId: '1', emoji: '👍', on: true },
      { type: 'react', messageId: '1', emoji: '❤️', on: false },
    ]);
  });

  it('keeps the focus on a reaction when its count changes', async () => {
    await panel.open(room([fromAnn('1', 'done', { reactions: [heart, thumb] })]));
    await chip(/Ben and Zoë/).focus();
    const more = { ...thumb, count: 3, own: true, title: 'Ben, Zoë and you' };
    await panel.postMessages(fromAnn('1', 'done', { reactions: [more] }));
    const focused = await panel.page.evaluate(() => document.activeElement?.textContent);
    assert.match(focused ?? '', /3.*Ben, Zoë and you/s);
  });

  it('shows reactions as read-only where messages can’t be acted on', async () => {
    const status = { ...roomStatus, canAct: false };
    await panel.open(room([fromAnn('1', 'done', { reactions: [thumb] })], { status }));
    assert.equal(await chip(/Ben and Zoë/).getAttribute('aria-disabled'), 'true');
    await chip(/Ben and Zoë/).press('Enter');
    assert.deepEqual(await panel.postedOf('react'), []);
    assert.equal(await chip(/Add a reaction/).count(), 0);
  });

  it('is marked by more than color if it mentions the user', async () => {
    await panel.open(room([fromAnn('1', 'hi'), fromAnn('2', '@Cai look', { mention: true })]));
    assert.equal(await article('1').getAttribute('data-mention'), null);
    assert.equal(await article('2').getAttribute('data-mention'), '');
    assert.match((await article('2').textContent()) ?? '', /mentions you/);
    const shadow = (id: string) =>
      article(id)
        .locator('.balloon')
        .evaluate((balloon) => getComputedStyle(balloon).boxShadow);
    assert.equal(await shadow('1'), 'none');
    assert.match(await shadow('2'), /inset/);
  });

  it('shows none of its content after deletion', async () => {
    const change = {
      deleted: true,
      reactions: [thumb],
      reply: { authorName: 'B', hue: 0, text: 'q' },
    };
    await panel.open(room([fromAnn('1', '', change)]));
    assert.equal(await panel.log.getByText('This message was deleted').count(), 1);
    assert.equal(await panel.log.getByRole('button').count(), 0);
    assert.equal(await panel.log.locator('.quote').count(), 0);
  });

  it('confines hostile quotes and reactions', async () => {
    const heap = `x${'\u0301'.repeat(5000)}`;
    const hostile = '\u202e<img src=x onerror=alert(1)> javascript:alert(1)';
    const messages: PanelMessage[] = [
      fromAnn('1', 'one', { reply: { id: '2', authorName: heap, hue: 1, text: heap } }),
      fromAnn('2', 'two', {
        reactions: [
          { emoji: heap, count: 1, own: false, title: heap },
          { emoji: hostile, count: 999_999, own: true, title: hostile },
        ],
      }),
      fromAnn('3', 'three', { reply: { id: '1', authorName: hostile, hue: 1, text: hostile } }),
    ];
    await panel.open(room(messages), { width: 200 });
    const outside = await panel.log.evaluate((log) =>
      [...log.querySelectorAll('.quote, .chip')]
        .map((element) => element.getBoundingClientRect())
        .filter(({ height, right }) => height > 24 || right > innerWidth)
        .map(({ height, right }) => `${height} ${right}`),
    );
    assert.deepEqual(outside, []);
    const clipped = await panel.log.evaluate((log) =>
      [...log.querySelectorAll('.quote, .chip')].every(
        (element) => getComputedStyle(element).overflow === 'hidden',
      ),
    );
    assert.ok(clipped);
    assert.equal(await panel.page.locator('img[src]').count(), 0);
    assert.ok(await article('3').getByText('<img src=x').first().isVisible());
  });

  it('without text consists of its card only', async () => {
    const card = {
      kind: 'code',
      place: 'src/main.c, lines 10–12',
      path: 'src/main.c',
      line: 10,
      language: 'c',
      text: 'return 0;',
    };
    await panel.open(room([fromAnn('1', '', { card }), fromAnn('2', 'look', { card })]));
    assert.equal(await article('1').locator('.bubble').count(), 0);
    assert.equal(await article('1').locator('[data-card]').count(), 1);
    assert.equal(await article('2').locator('.bubble').textContent(), 'look');
    await article('1').hover();
    assert.equal(await article('1').getByRole('button', { name: 'Copy Text' }).count(), 0);
  });

  it('in a lab room is plain text without buttons', async () => {
    await panel.open(snapshot({ status: hosting, messages: [fromAnn('1', '**not bold** @Cai')] }));
    assert.equal(await article('1').locator('.bubble').textContent(), '**not bold** @Cai');
    await article('1').hover();
    assert.equal(await article('1').getByRole('button').count(), 0);
  });

  it('says what happened to it on the network', async () => {
    const transit = {
      label: '3 tries, +840 ms',
      title: 'On the way here: sent 3 times, 840 ms late.',
    };
    await panel.open(snapshot({ status: hosting, messages: [fromAnn('1', 'late', { transit })] }));
    const note = article('1').getByRole('img', { name: transit.title });
    assert.equal(await note.textContent(), transit.label);
    assert.equal(await note.getAttribute('title'), transit.title);
    await panel.post({ type: 'messages', messages: [fromAnn('1', 'late')] });
    await note.waitFor({ state: 'detached' });
  });

  it('with buttons, reactions and quotes fits a narrow side bar', async () => {
    const reactions = Array.from({ length: 20 }, (_, i) => ({
      ...thumb,
      emoji: `${i}`,
      count: 500,
    }));
    const reply = {
      id: '1',
      authorName: 'Zoë from the third row',
      hue: 3,
      text: 'quite long '.repeat(20),
    };
    await panel.open(room([own('1', 'ok'), own('2', 'x'.repeat(200), { reactions, reply })]), {
      width: 200,
    });
    for (const id of ['1', '2']) {
      await article(id).hover();
      const overflowing = await panel.page.evaluate(() =>
        [...document.querySelectorAll('#panel :not(.hidden-text, .hidden-text *)')]
          .map((element) => ({ element, box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5))
          .map(({ element }) => `${element.tagName} ${element.className}`),
      );
      assert.deepEqual(overflowing, []);
    }
  });

  it('that is published without its student’s name isn’t from who published it', async () => {
    await panel.open(classScenes.classPublish);
    for (const [id, publisher] of [
      ['1', 'published by Ann'],
      ['2', 'published by you'],
    ] as const) {
      const heading = article(id).locator('header');
      assert.match((await heading.innerText()).replace(/\s+/g, ' '), /^Anonymous student/);
      await heading.getByText(publisher).waitFor();
    }
    assert.equal(await panel.log.locator('article.own').count(), 1, 'only what the user says');
    await article('2').hover();
    await article('2').getByRole('button', { name: 'Reply', exact: true }).click();
    assert.match(
      (await panel.page.locator('.composer-bar').textContent()) ?? '',
      /Anonymous student/,
    );
  });
});
