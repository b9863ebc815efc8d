import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadEncoding } from '../../src/net/lab/text-encoding';
import { parseInvite } from '../../src/protocol/invite';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { labProgram } from './classmates';
import type { Scene } from './scene';
import { closeToasts, hostByInvite, hostHub, joinByInvite, say, typeTarget } from './window-steps';
import { wordsOf } from './words';

/** What a person sees when a room must not pretend: a failing disk, a lost end, a seat that is taken. */
export const truthScenes: Readonly<Record<string, Scene>> = {
  /** Somebody knocks at a full pair. */
  async knock(stage, look, name) {
    const words = wordsOf(look);
    const [first, second] = words.classmates;
    const window = await stage.window(look);
    const invite = await hostByInvite(window, 'pair');
    await closeToasts(window);
    const partner = await stage.classmate(first).enter(invite);
    partner.say(words.question);
    await window.panel().waitForText(words.question);
    await stage
      .classmate(second)
      .enter(invite)
      .catch(() => {});
    await window.waitForNotification(second);
    await stage.shoot(window, name);
  },

  /** The host's disk takes nothing more. */
  async 'disk-full'(stage, look, name) {
    const words = wordsOf(look);
    const window = await stage.window(look);
    const invite = await hostByInvite(window, 'pair');
    await closeToasts(window);
    const partner = await stage.classmate(words.classmates[0]).enter(invite);
    partner.say(words.question);
    await window.panel().waitForText(words.question);
    const mend = await breakDisk(await stage.storageOf(words.self), invite);
    try {
      await window.panel().send(words.answer);
      await window.page.locator('.notification-toast').first().waitFor();
      await window.panel().send(words.next);
      await window.panel().log.locator('.queued').last().waitFor();
      await stage.shoot(window, name);
    } finally {
      await mend();
    }
    await window.panel().log.locator('.delivery.all').nth(1).waitFor();
  },

  /** The host comes back from a backup: what it lost is said again, or marked. */
  async apart(stage, look, name) {
    const words = wordsOf(look);
    const [first, second] = words.classmates;
    const folder = await stage.temporaryFolder();
    const archive = () =>
      new RoomArchive({ folder, clock: systemClock, onFailure: (error) => console.error(error) });
    const window = await stage.window(look);
    const host = stage.classmate(first, {}, archive());
    const invite = await host.host('group', words.roomOf(first));
    const third = await stage.classmate(second).enter(invite);
    await joinByInvite(window, invite);
    host.say(words.question);
    await window.panel().waitForText(words.question);
    const id = host.session.invited?.journalId ?? '';
    const journal = path.join(folder, `${id}.ndjson`);
    const backup = await readFile(journal);
    await say(window, words.meanwhile);
    third.say(words.thanks);
    await window.panel().waitForText(words.thanks);
    await third.session.suspend();
    await host.session.suspend();
    await writeFile(journal, backup);
    await stage.classmate(first, {}, archive()).session.reopen(id);
    await window.panel().log.locator('.missing.apart').waitFor();
    await window.panel().log.locator('.delivery.received').waitFor();
    await stage.shoot(window, name);
  },

  /** The room of an invite is open in another window of the same person. */
  async elsewhere(stage, look, name) {
    const host = await stage.window(look);
    const invite = await hostByInvite(host, 'pair');
    const window = await stage.window(look);
    await typeTarget(window, invite);
    await window.quickInput.accept();
    await window.quickInput.waitUntilClosed();
    await window.page.locator('.notification-toast').first().waitFor();
    await stage.shoot(window, name);
  },

  /** A classmate's program speaks GBK. */
  async encoding(stage, look, name) {
    const window = await stage.window(look);
    const port = await hostHub(window);
    const program = await labProgram(port);
    const { encode } = await loadEncoding('gbk');
    program.write(encode('第三行出错了，你看一下'));
    await window.page.locator('.notification-toast').first().waitFor();
    await stage.shoot(window, name);
    await window.page.locator('.notification-toast .monaco-button').last().click();
    await window.quickInput.items();
    await stage.shoot(window, `${name}-list`);
    program.destroy();
  },
};

/**
 * Takes the room's journal away, and lets no other be written in its place.
 * @param storage where the window's person keeps things
 * @returns mends it
 */
async function breakDisk(storage: string, invite: string): Promise<() => Promise<void>> {
  const parsed = parseInvite(invite);
  if (!parsed?.ok) throw new Error(`This is no invite: ${invite}`);
  const pin = Buffer.from(parsed.invite.pin, 'base64url').toString('hex');
  const { pid } = JSON.parse(await readFile(path.join(storage, 'open', `${pin}.json`), 'utf8'));
  const rooms = path.join(storage, 'rooms');
  const journals = (await readdir(rooms)).filter((file) => file.endsWith('.ndjson'));
  // The window writes a file anew under this name first.
  const obstacles = journals.map((file) => path.join(rooms, `${file}.${pid}.tmp`));
  for (const obstacle of obstacles) await mkdir(obstacle);
  for (const file of journals) await rm(path.join(rooms, file));
  return async () => {
    for (const obstacle of obstacles) await rmdir(obstacle);
  };
}
