import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLimits } from '../../src/protocol/limits';
import type { Session } from '../../src/room/session/session';
import { hubIn } from '../helpers/cli/hub-in';
import { HubProcess } from '../helpers/hub-process';
import { MemoryArchive } from '../helpers/memory-archive';
import { realSession } from '../helpers/real-session';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

const messages = 60;

describe('the hub program on a disk of 256 KiB', () => {
  let hub: HubProcess;
  let guest: Session;
  let disk: string;

  before(() => {
    if (process.platform === 'linux' && process.getuid?.() === 0) return;
    throw new Error(
      'This test mounts a disk of 256 KiB (tmpfs), so it has to be run as root on Linux.',
    );
  });

  // Before its folder is deleted.
  afterEach(async () => {
    await guest.suspend();
    await hub.kill();
    execFileSync('umount', [disk]);
  });

  const folder = temporaryFolder();

  beforeEach(() => {
    disk = join(folder(), 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    guest = realSession(defaultLimits, new MemoryArchive(() => Date.now()));
  });

  it('continues automatically when there is space, and after a crash has everything it confirmed', async () => {
    const program = await hubIn(folder());
    const args = ['--kind', 'group', '--person', 'Ann', '--data', join(disk, 'rooms')];
    hub = await HubProcess.start(program, args);
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(200 * 1024));
    await guest.joinByInvite(hub.invite, 'Bob');
    for (let count = 0; count < messages; count += 1)
      guest.messages.say(`${count} ${'x'.repeat(1500)}`);
    const ticked = () =>
      guest.entries.flatMap((entry) =>
        entry.kind === 'message' && entry.delivery !== 'queued' ? [entry.text] : [],
      );
    await waitFor(() => guest.state.room?.storage === 'waiting', 'the guest is told');
    assert.ok(ticked().length > 0 && ticked().length < messages, `${ticked().length}`);
    assert.match(hub.errors, /ENOSPC/);
    rmSync(ballast);
    await waitFor(() => ticked().length === messages, 'the hub has all messages');
    await waitFor(() => hub.errors.includes('is saving messages again'), 'the host is told');
    assert.equal(hub.errors.trim().split('\n').length, 2, hub.errors);
    assert.equal(guest.state.room?.storage, undefined);
    const before = ticked();
    await hub.kill();
    hub = await HubProcess.start(program, args);
    guest.messages.say('still here?');
    await waitFor(() => ticked().length === messages + 1, 'the new message is confirmed');
    assert.deepEqual(ticked(), [...before, 'still here?']);
    assert.ok(
      !guest.entries.some((entry) => entry.kind === 'system' && entry.event.type === 'took-back'),
    );
  });
});
