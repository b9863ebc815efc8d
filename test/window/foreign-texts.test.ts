import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { EditorWindow } from '../../scripts/editor/window';
import { createNearby } from '../../src/net/nearby/nearby';
import { formatInvite, type Invite, parseInvite } from '../../src/protocol/invite';
import { systemClock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { codeCard } from '../helpers/cards';
import { realSession } from '../helpers/real-session';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, hidePanel, openWindow, probeOf } from './fixture';
import { HostileHub } from './hostile-hub';
import type { Probe } from './probe';
import { hostKnownPair, waitForChatFocus } from './steps';

/** A command link, links to pages, an icon and a mnemonic, in one text. */
const harm =
  '[Lab 3](command:probe.ran) $(bug) &&Q [x](https://evil.example "t") https://evil.example www.evil.example';

/** Runs in the page: everything that leads to the text's command or addresses, and every icon it names. */
const FIND_HARM = `[...document.querySelectorAll('*')]
  .filter((element) =>
    ['href', 'data-href', 'src'].some((name) =>
      /probe\\.ran|evil\\.example/.test(element.getAttribute(name) ?? ''),
    ) || element.classList.contains('codicon-bug'))
  .map((element) => element.outerHTML)`;

/** Where the editor shows texts; its screen reader announcements come before what it draws. */
const PLACES =
  '.part, .quick-input-widget, .notifications-toasts, .notifications-center, .monaco-dialog-box, .monaco-hover';

/** Runs in the page: its texts and the placeholders of its boxes, as a person reads them. */
const READ = `[
  ...[...document.querySelectorAll('${PLACES}')].map((place) => place.textContent),
  ...[...document.querySelectorAll('input')].map((input) => input.placeholder),
].join('\\n').replaceAll('\\u200b', '').replaceAll('\\u00a0', ' ')`;

describe('other people’s text in the editor’s own surfaces', () => {
  let probe: Probe;
  let window: EditorWindow;
  let page: Page;
  let shown = 0;

  before(async () => {
    // Other tests, which run at the same time, look for Ann's room on this computer's network.
    const eve = { person: 'Eve', profile: 'Ann' };
    window = await openWindow({ ...eve, files: { 'lab/own.c': 'int own;\n' } });
    probe = probeOf(window);
    ({ page } = window);
    await window.statusBarItem.waitFor();
  });
  after(closeWindows);

  function shows(text: string): Promise<boolean> {
    return waitFor(
      async () => (await page.evaluate<string>(READ)).includes(text),
      `the window shows ${text}`,
    );
  }

  async function isHarmless(where: string): Promise<void> {
    assert.deepEqual(await page.evaluate<string[]>(FIND_HARM), [], where);
  }

  /** A new text each time, so that none is mistaken for one shown before. */
  function nextText(): string {
    shown += 1;
    return `${shown}. ${harm}`;
  }

  async function clear(): Promise<void> {
    await probe.do('end');
    await page.keyboard.press('Escape');
    await probe.do('run', 'workbench.action.closeQuickOpen');
    await probe.do('run', 'notifications.hideList');
    await probe.do('run', 'notifications.clearAll');
    await probeItem().waitFor({ state: 'detached' });
  }

  /** Lists the notifications: the editor shows only three at once. */
  async function list(): Promise<void> {
    await probe.do('run', 'notifications.showList');
  }

  /** The probe's item in the status bar. */
  function probeItem(): Locator {
    return page.locator('.statusbar-item[id^="deskmate-tests.probe"]');
  }

  describe('one by one', () => {
    afterEach(clear);

    const surfaces = {
      notification: ['information', 'warning', 'error', 'notification progress'],
      other: [
        'modal',
        'status message',
        'window progress',
        'quick pick',
        'simple quick pick',
        'input box',
        'validation message',
        'simple input box',
        'status item',
        'comparison',
        'comparisons',
      ],
    };
    for (const surface of [...surfaces.notification, ...surfaces.other]) {
      it(`is text only: ${surface}`, async () => {
        const text = nextText();
        await probe.do(surface, text);
        if (surfaces.notification.includes(surface)) await list();
        await shows(text);
        await isHarmless(surface);
      });
    }

    it('is text only in the hover of a list', async () => {
      const text = nextText();
      await probe.do('quick pick', text);
      await window.quickInput.row('Short').locator('.label-description').hover();
      const hover = page.locator('.monaco-hover:visible', { hasText: 'Lab 3' });
      await hover.first().waitFor();
      await isHarmless('hover of a list');
    });

    it('is text only in the hover of the status bar', async () => {
      const text = nextText();
      await probe.do('status item', text);
      await shows(text);
      await probeItem().hover();
      const hover = page.locator('.monaco-hover:visible', { hasText: 'Lab 3' });
      await hover.first().waitFor();
      await isHarmless('hover of the status bar');
      await page.mouse.move(0, 0);
    });

    it('is text only when a command fails with it', async () => {
      const text = nextText();
      await probe.do('failed command', text);
      await window.runCommand('Probe: Fail');
      await list();
      await shows(text);
      await isHarmless('failed command');
    });

    it('runs nothing when it is clicked', async () => {
      const text = nextText();
      await probe.do('information', text);
      // A toast disappears on its own.
      await list();
      const toast = await window.waitForNotification(`${shown}.`);
      await toast.getByText('Lab 3').first().click();
      // The editor passes a click on to its extensions before its reply to one of them.
      assert.equal(await probe.do('run', 'workbench.action.closeQuickOpen'), 0);
    });
  });

  describe('in rooms', () => {
    const person = '[B](command:probe.ran)';
    const room = '[Lab 3](command:probe.ran) $(bug)';
    afterEach(clear);

    async function join(invite: string): Promise<void> {
      const { quickInput } = window;
      await probe.do('begin', 'deskmate.joinRoom');
      await quickInput.waitFor('Join Room');
      await quickInput.type(invite);
      await shows(`Join “${room}”`);
      await isHarmless('the invite in the list');
      await quickInput.accept();
    }

    it('names the room of an invite that leads nowhere', async () => {
      const invite: Invite = {
        kind: 'pair',
        name: room,
        addresses: ['127.0.0.1'],
        // Nothing is listening there.
        port: 1,
        pin: 'p'.repeat(43),
        token: 't'.repeat(22),
      };
      await join(formatInvite(invite, 'vscode'));
      await list();
      await shows(`The host of “${room}” isn’t responding`);
      await isHarmless('the error');
    });

    it('names a host, a room and what is said in it', async () => {
      const hub = await HostileHub.open(room, person);
      try {
        await join(hub.invite);
        await hub.welcome('Ann', []);
        await window.waitForStatus('2 people');
        await isHarmless('the status bar');
        await probe.do('begin', 'deskmate.copyInvite');
        await list();
        await shows(`Ask ${person} for the invite.`);
        await isHarmless('the notice of Copy Invite');
        await clear();
        const path = `${person}/$(bug).c`;
        // With a colon, a patch couldn't change it.
        const file = {
          path: 'lab/$(bug).mk',
          change: 'added',
          diff: '@@ -0,0 +1 @@\n+int n;\n',
        } as const;
        hub.say('look', { ...codeCard, path });
        await window.panel().waitForText('look');
        await window.panel().log.locator('.card-place').click();
        await shows('$(bug).c');
        await isHarmless('the tab of a card');
        hub.say('take this', { type: 'patch', files: [file] });
        await window.panel().waitForText('take this');
        await window.panel().log.getByRole('button', { name: 'Apply' }).click();
        await shows(`new in ${person}’s patch`);
        await isHarmless('the tab of a patch');
        await shows(`Apply ${person}’s Patch`);
        await shows('$(bug).mk');
        await isHarmless('the list of a patch');
        await window.quickInput.accept();
        await shows(`Apply ${person}’s changes to a file that can run code?`);
        await isHarmless('the question about a file that runs later');
        await page.keyboard.press('Escape');
        await clear();
        await window.panel().composer.waitFor();
        await hidePanel(window);
        hub.say(`@Ann ${harm}`);
        await list();
        // A notification says what the page draws, which is only the label of a link.
        await shows(`@Ann ${harm.replace(/\[x\]\(.*?\)/, 'x')}`.slice(0, 80));
        await isHarmless('the notification of a message');
        await window.statusBarItem.hover();
        await isHarmless('the hover of the status bar');
        await page.mouse.move(0, 0);
        await clear();
        await probe.do('begin', 'deskmate.hostRoom');
        await window.quickInput.pick('Pair');
        await window.quickInput.pick('This computer only');
        await page.locator('.monaco-dialog-box').waitFor();
        await shows(`You’re in ${room}.`);
        await isHarmless('the question before leaving');
        await page.keyboard.press('Escape');
        await probe.do('run', 'deskmate.leaveRoom');
        await window.waitForStatus('offline');
        await probe.do('begin', 'deskmate.showMenu');
        await shows('Join Again');
        await isHarmless('the menu');
        await clear();
        await probe.do('begin', 'deskmate.openHistory');
        await shows('Which room do you want to open?');
        await shows(room);
        await isHarmless('the history');
      } finally {
        await hub.stop();
      }
    });

    it('names a guest that the host removes', async () => {
      const { quickInput } = window;
      const parsed = parseInvite(await hostKnownPair(window));
      assert.ok(parsed.ok);
      const guest = realSession();
      try {
        await guest.joinByInvite(parsed.invite, person);
        await window.waitForStatus('2 people');
        await clear();
        await probe.do('begin', 'deskmate.removeMember');
        await quickInput.waitFor('Remove Member');
        await shows(person);
        await isHarmless('the list of members');
        await quickInput.accept();
        await shows(`Why remove ${person}?`);
        await isHarmless('the question why');
        await quickInput.accept();
        await shows(`${person} was removed`);
        await isHarmless('the notice of the removal');
      } finally {
        guest.dispose();
      }
      assert.equal(await probe.do('run', 'deskmate.leaveRoom'), 0);
    });
  });

  describe('on the network', () => {
    const person = '[B](command:probe.ran)';
    const room = '[Lab 3](command:probe.ran) $(bug)';
    // As the windows: on the loopback adapter only.
    const network = { clock: systemClock, logger: silentLogger, adapters: () => ['lo'] };
    afterEach(clear);

    it('names someone who asks to join', async () => {
      const { quickInput } = window;
      await probe.do('begin', 'deskmate.hostRoom');
      await quickInput.pick('Pair');
      await quickInput.pick('All networks');
      await quickInput.pick('Show it to others on the same network');
      await waitForChatFocus(window);
      const guest = realSession();
      const browser = createNearby(network).browse([]);
      try {
        const found = await waitFor(
          () => browser.rooms.find(({ name }) => name === 'Eve’s room'),
          'the room',
        );
        await clear();
        guest.knock(found, person);
        await list();
        await shows(`${person} (127.0.0.1) wants to join.`);
        await isHarmless('the notification of a request');
        await clear();
        await probe.do('begin', 'deskmate.answerRequest');
        await shows(`Request to Join: ${person} (127.0.0.1)`);
        await shows(`Ask ${person} to read out the six digits`);
        await isHarmless('the box for the code');
        await clear();
        await window.statusBarItem.click();
        await shows('Answer Request to Join…');
        await isHarmless('the menu');
        await clear();
        await window.panel().frame.getByRole('button', { name: 'Deny' }).click();
        await list();
        await shows(`You denied ${person}’s request to join.`);
        await isHarmless('the notice of the end');
      } finally {
        browser.dispose();
        guest.dispose();
      }
      assert.equal(await probe.do('run', 'deskmate.leaveRoom'), 0);
      await window.waitForStatus('offline');
    });

    it('names a room and its host, who is asked', async () => {
      const { quickInput } = window;
      const host = realSession();
      const { responder, randomId } = createNearby(network);
      try {
        const at = { address: '::', port: 0, maxClients: 4 };
        const { port } = await host.host({ kind: 'group', name: room, person, ...at });
        const knocks = host.invited?.hostActions?.knocks;
        assert.ok(knocks);
        const id = randomId();
        knocks.announce(id);
        const announced = { kind: 'group', name: room, host: person, address: '::' } as const;
        responder.announce({ ...announced, id, locked: false, knock: true, code: false, port });
        await probe.do('begin', 'deskmate.joinRoom');
        await shows(room);
        await isHarmless('the list of rooms');
        await quickInput.pick(/Lab 3/);
        await shows(`read out to ${person}, who types them`);
        await isHarmless('the offer to ask');
        await quickInput.pick('Ask to Join');
        await shows(`Asking to join “${room}”`);
        await shows(`out to ${person}`);
        await isHarmless('the progress of a request');
        knocks.open[0]?.deny();
        await list();
        await shows(`${person} denied your request to join “${room}”.`);
        await isHarmless('the notice of the end');
      } finally {
        responder.dispose();
        host.dispose();
      }
    });
  });

  describe('without escaping', () => {
    afterEach(clear);

    it('is a link that runs, and an icon', async () => {
      await probe.do('bare information', `bare ${harm}`);
      await list();
      const toast = await window.waitForNotification('bare');
      await toast.getByRole('link', { name: 'Lab 3' }).click();
      await waitFor(async () => (await probe.do('end')) === 1, 'the link runs');
      for (const surface of ['bare input box', 'bare quick pick']) {
        await probe.do(surface, `bare ${harm}`);
        await window.quickInput.waitFor();
        const found = async () => (await page.evaluate<string[]>(FIND_HARM)).length > 0;
        await waitFor(found, surface);
        await clear();
      }
    });
  });
});
