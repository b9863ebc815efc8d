import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseInvite } from '../../src/protocol/invite';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import type { Scene } from './stage';
import { textsOf } from './texts';
import { closeToasts, hostByInvite, joinByInvite, say, typeTarget } from './window-steps';

/** What a user sees when something fails: a full room, a full disk, a lost end of the log. */
export const failureScenes: Readonly<Record<string, Scene>> = {
  /** Someone tries to join a full pair room. */
  async knock(stage, look, name) {
    const texts = textsOf(look);
    const [first, second] = texts.classmates;
    const window = await stage.window(look);
    const invite = await hostByInvite(window, 'pair');
    await closeToasts(window);
    const partner = await stage.classmate(first).joinByInvite(invite);
    partner.say(texts.question);
    await window.panel().waitForText(texts.question);
    await stage
      .classmate(second)
      .joinByInvite(invite)
      .catch(() => {});
    await window.waitForNotification(second);
    await stage.shoot(window, name);
  },

  /** The host can't write to its disk. */
  async 'disk-full'(stage, look, name) {
    const texts = textsOf(look);
    const window = await stage.window(look);
    const invite = await hostByInvite(window, 'pair');
    await closeToasts(window);
    const partner = await stage.classmate(texts.classmates[0]).joinByInvite(invite);
    partner.say(texts.question);
    await window.panel().waitForText(texts.question);
    const mend = await breakDisk(await stage.storageOf(texts.self), invite);
    try {
      await window.panel().send(texts.answer);
      await window.page.locator('.notification-toast').first().waitFor();
      await window.panel().send(texts.next);
      await window.panel().log.locator('.queued').last().waitFor();
      await stage.shoot(window, name);
    } finally {
      await mend();
    }
    await window.panel().log.locator('.delivery.all').nth(1).waitFor();
  },

  /** The host is restored from a backup: messages it lost are sent again, or marked. */
  async apart(stage, look, name) {
    const texts = textsOf(look);
    const [first, second] = texts.classmates;
    const folder = await stage.temporaryFolder();
    const archive = () =>
      new RoomArchive({ folder, clock: systemClock, onFailure: (error) => console.error(error) });
    const window = await stage.window(look);
    const host = stage.classmate(first, {}, archive());
    const invite = await host.host('group', texts.roomOf(first));
    const third = await stage.classmate(second).joinByInvite(invite);
    await joinByInvite(window, invite);
    host.say(texts.question);
    await window.panel().waitForText(texts.question);
    const id = host.session.invited?.journalId ?? '';
    const journal = path.join(folder, `${id}.ndjson`);
    const backup = await readFile(journal);
    await say(window, texts.meanwhile);
    third.say(texts.thanks);
    await window.panel().waitForText(texts.thanks);
    await third.session.suspend();
    await host.session.suspend();
    await writeFile(journal, backup);
    await stage.classmate(first, {}, archive()).session.reopen(id);
    await window.panel().log.locator('.missing.apart').waitFor();
    await window.panel().log.locator('.delivery.received').waitFor();
    await stage.shoot(window, name);
  },

  /** The invite's room is already open in another window of the same person. */
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
};

/**
 * Removes the room's journal, and prevents a new one from being written.
 * @param storage the global storage of the window's person
 * @returns undoes it
 */
async function breakDisk(storage: string, invite: string): Promise<() => Promise<void>> {
  const parsed = parseInvite(invite);
  if (!parsed?.ok) throw new Error(`This is no invite: ${invite}`);
  const pin = Buffer.from(parsed.invite.pin, 'base64url').toString('hex');
  const { pid } = JSON.parse(await readFile(path.join(storage, 'open', `${pin}.json`), 'utf8'));
  const rooms = path.join(storage, 'rooms');
  const journals = (await readdir(rooms)).filter((file) => file.endsWith('.ndjson'));
  // The window writes a new file under this name first.
  const obstacles = journals.map((file) => path.join(rooms, `${file}.${pid}.tmp`));
  for (const obstacle of obstacles) await mkdir(obstacle);
  for (const file of journals) await rm(path.join(rooms, file));
  return async () => {
    for (const obstacle of obstacles) await rmdir(obstacle);
  };
}
