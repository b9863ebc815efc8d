import assert from 'node:assert/strict';
import { defaultLimits } from '../../src/protocol/limits';
import type { MessageEntry } from '../../src/room/log/log-entry';
import type { Session } from '../../src/room/session/session';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { hubIn } from '../helpers/cli/hub-in';
import { HubProcess } from '../helpers/hub-process';
import { describeUnless } from '../helpers/it-unless';
import { MemoryArchive } from '../helpers/memory-archive';
import { realSession } from '../helpers/real-session';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

/** How many messages are sent, and how many of them have space in any case. */
const messages = 60;
const fitting = 5;

/** The longest file that the first hub may write, in units of 512 bytes. */
const fileBlocks = 48;

const noLimit = process.platform === 'win32' && 'Windows has no limit for the length of files';

describeUnless(noLimit, 'the hub program, on a disk with too little space', () => {
  const folder = temporaryFolder();
  const guests: Session[] = [];
  let hub: HubProcess;

  const newGuest = () => {
    const guest = realSession(defaultLimits, new MemoryArchive(() => Date.now()));
    guests.push(guest);
    return guest;
  };

  const said = (guest: Session) =>
    guest.entries.filter((entry): entry is MessageEntry => entry.kind === 'message');
  const ticked = (guest: Session) => said(guest).filter(({ delivery }) => delivery !== 'queued');

  afterEach(async () => {
    for (const guest of guests) await guest.suspend();
    await hub.kill();
  });

  it('confirms what it has stored and nothing else, and stores the rest when there is space', async () => {
    const program = await hubIn(folder());
    const args = ['--kind', 'group', '--person', 'Ann', '--data', folder()];
    hub = await HubProcess.start(program, args, fileBlocks);
    const bob = newGuest();
    await bob.joinByInvite(hub.invite, 'Bob');
    const say = (count: number) => bob.messages.say(`${count} ${'x'.repeat(400)}`);
    for (let count = 0; count < fitting; count += 1) say(count);
    // All of them could arrive at once on a busy computer, and what arrives at once is stored at once, or not.
    await waitFor(() => ticked(bob).length === fitting, 'the hub has the first messages');
    for (let count = fitting; count < messages; count += 1) say(count);
    await waitFor(() => bob.state.room?.storage === 'waiting', 'the guest is told');
    await waitFor(() => hub.errors.includes('EFBIG'), 'the host is told');
    assert.equal(hub.errors.trim().split('\n').length, 1, hub.errors);
    await assert.rejects(newGuest().joinByInvite(hub.invite, 'Cy'), { code: 'host-storage' });
    const before = ticked(bob).map(({ seq, text }) => ({ seq, text }));
    assert.ok(before.length >= fitting && before.length < messages, `${before.length} were ticked`);
    await hub.kill();

    const archive = new RoomArchive({
      folder: folder(),
      clock: systemClock,
      onFailure: assert.fail,
    });
    const records = archive.read(archive.list()[0]?.id ?? '') ?? [];
    const kept = records.flatMap((record) =>
      record.type === 'message' ? [{ seq: record.seq, text: record.text }] : [],
    );
    assert.deepEqual(kept.slice(0, before.length), before);

    hub = await HubProcess.start(program, args);
    await waitFor(() => ticked(bob).length === messages, 'the hub has all messages');
    assert.deepEqual(
      said(bob).map(({ text }) => Number.parseInt(text, 10)),
      Array.from({ length: messages }, (_, index) => index),
    );
    const after = said(bob).map(({ seq, text }) => ({ seq, text }));
    assert.deepEqual(after.slice(0, before.length), before, 'no number is used twice');
    assert.ok(
      !bob.entries.some((entry) => entry.kind === 'system' && entry.event.type === 'took-back'),
    );
  });
});
