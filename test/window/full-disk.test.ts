import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EditorWindow } from '../../scripts/editor/window';
import { parseInvite } from '../../src/protocol/invite';
import type { Session } from '../../src/room/session/session';
import { realSession } from '../helpers/real-session';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openWindow, storageFolder } from './fixture';
import { answerPath, hostKnownPair, openChat } from './steps';

const failed = 'Your disk is full or failing, so messages are waiting.';
const ann = { person: 'Ann', profile: 'full disk' };

/** Blocks the path where the editor's process rewrites the journal, even for root. */
class Obstacle {
  private readonly path: string;

  constructor(
    readonly rooms: string,
    readonly journal: string,
    pid: number,
  ) {
    this.path = join(rooms, `${journal}.${pid}.tmp`);
  }

  static in(storage: string, rooms = join(storage, 'rooms')): Obstacle {
    const open = join(storage, 'open');
    const [journal] = readdirSync(rooms).filter((name) => name.endsWith('.ndjson'));
    const [holder] = readdirSync(open).filter((name) => name.endsWith('.json'));
    assert.ok(journal && holder);
    return new Obstacle(rooms, journal, JSON.parse(readFileSync(join(open, holder), 'utf8')).pid);
  }

  /** Removes the journal from the disk, and prevents a new one. */
  put(): void {
    mkdirSync(this.path);
    rmSync(join(this.rooms, this.journal));
  }

  remove(): void {
    rmdirSync(this.path);
  }
}

describe('a room whose disk rejects writes', () => {
  /** The folder to which the host moves the room. */
  let folder: string;
  let host: EditorWindow;
  let guest: Session;
  let storage: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-rooms-'));
    // It shows that the dialog has listed the folder.
    mkdirSync(join(folder, 'other-lab'));
    host = await openWindow(ann);
    storage = await storageFolder(ann);
    guest = realSession();
    await openChat(host);
    const invite = parseInvite(await hostKnownPair(host));
    assert.ok(invite.ok);
    await guest.joinByInvite(invite.invite, 'Bo');
    await host.waitForStatus('2 people');
  });
  after(() => guest?.dispose());
  after(() => rmSync(folder, { recursive: true, force: true }));
  after(closeWindows);

  const isKept = (text: string) =>
    guest.entries.some(
      (entry) => entry.kind === 'message' && entry.text === text && entry.delivery !== 'queued',
    );

  /** Makes the disk fail, which the first message reveals. */
  async function fail(obstacle: Obstacle, first: string, second: string) {
    obstacle.put();
    guest.messages.say(first);
    await host.waitForNotification(failed);
    await host.waitForStatus('messages waiting');
    guest.messages.say(second);
    await waitFor(() => guest.state.room?.storage === 'waiting', 'the guest learns of it');
  }

  it('continues without saving when its host wants that, and is saved again automatically', async () => {
    const obstacle = Obstacle.in(storage);
    await fail(obstacle, 'one', 'two');
    assert.ok(!isKept('two'));
    // A host who closed the notification can bring it back.
    await host.runCommand('Notifications: Clear All Notifications');
    await host.statusBarItem.click();
    await host.quickInput.pick('Resolve Storage Problem…');
    await host.answerNotification(failed, 'Continue Without Saving');
    await waitFor(() => isKept('two'), 'the room continues');
    await waitFor(() => guest.state.room?.storage === 'not-kept', 'the guest learns that, too');
    await host.waitForStatus('not saved');
    obstacle.remove();
    await waitFor(() => guest.state.room?.storage === undefined, 'it is saved again');
    await host.panel().waitForText('two');
  });

  it('continues in another folder, and is still there after a restart', async () => {
    const obstacle = Obstacle.in(storage);
    await fail(obstacle, 'three', 'four');
    await host.answerNotification(failed, 'Choose Another Folder…');
    await host.quickInput.waitFor('Choose Where to Save the Room');
    await answerPath(host, `${folder}/`, 'Save Room Here', 'other-lab');
    await host.waitForNotification(`The room continues and is now saved in ${folder}.`);
    await waitFor(() => isKept('four'), 'the room continues');
    assert.ok(readFileSync(join(folder, obstacle.journal), 'utf8').includes('"four"'));
    obstacle.remove();
    await host.reload();
    await host.waitForStatus('2 people');
    guest.messages.say('five');
    await host.panel().waitForText('five');
    await host.panel().waitForText('one');
    await waitFor(() => isKept('five'), 'the guest is back');
  });

  it('is reported as unavailable when its folder is, and found again when it is back', async () => {
    // With a file in the folder's place, the window that is still open can't rewrite the journal there.
    const aside = `${folder}-aside`;
    renameSync(folder, aside);
    writeFileSync(folder, '');
    await host.reload();
    await host.waitForNotification(`“Ann’s room” is saved in ${folder}, which isn’t available.`);
    rmSync(folder);
    renameSync(aside, folder);
    await host.reload();
    await host.waitForStatus('2 people');
    await host.panel().waitForText('five');
  });

  it('is closed only when its host knows what will be lost', async () => {
    const obstacle = Obstacle.in(storage, folder);
    await fail(obstacle, 'six', 'seven');
    const panel = host.panel();
    await panel.composer.fill('mine');
    await panel.composer.press('Enter');
    await panel.waitForText('mine');
    await host.runCommand('Chat: Close Room');
    const question = host.page.locator('.monaco-dialog-box', { hasText: 'will be lost' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await host.waitForStatus('messages waiting');
    await host.runCommand('Chat: Close Room');
    await question.getByRole('button', { name: 'Close Room' }).click();
    await host.waitForStatus('offline');
    await panel.waitForText('Not sent: the room closed first');
    obstacle.remove();
  });
});
