import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../../src/room/session/session';
import { fileRoom } from '../helpers/file-room';
import {
  cardNamed,
  diskSession,
  fails,
  fetched,
  fileMessages,
  filesOf,
  hostGroup,
  MemorySink,
  sourceOf,
} from '../helpers/file-scene';
import { pngHeader } from '../helpers/pictures';
import { waitFor } from '../helpers/wait-for';

describe('stored files', () => {
  const room = fileRoom();

  it('that can’t be written fail with the reason', async () => {
    const files = filesOf(room.host);
    await files.finished(files.send(sourceOf('a', randomBytes(1000))));
    const card = await cardNamed(room.host, 'a');
    const failing = (code: string) => async () =>
      Object.assign(new MemorySink(), {
        write: async () => {
          throw Object.assign(new Error(code), { code });
        },
      });
    const full = files.fetch(card, failing('ENOSPC'));
    await assert.rejects(files.finished(full), fails('own-disk-full'));
    const readOnly = files.fetch(card, failing('EROFS'));
    await assert.rejects(files.finished(readOnly), fails('file-unwritable'));
    const closed = files.fetch(card, async () => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    });
    await assert.rejects(files.finished(closed), fails('file-unwritable'));
  });

  it('go with their message: nobody gets them any more', async () => {
    await room.joinAs(room.guest, 'Bo');
    const files = filesOf(room.guest);
    await files.finished(files.send(sourceOf('secret', randomBytes(1000))));
    const card = await cardNamed(room.host, 'secret');
    const [message] = fileMessages(room.guest);
    room.guest.messages.delete(message?.id ?? '');
    await waitFor(() => room.hostFiles().length === 0, 'the host has deleted it');
    const sink = new MemorySink();
    const id = filesOf(room.guest).fetch(card, async () => sink);
    await assert.rejects(filesOf(room.guest).finished(id), fails('no-such-file'));
    assert.equal(sink.state, 'aborted');
  });

  it('sent again after their message was deleted stay, also when the room is opened again', async () => {
    const bytes = randomBytes(1000);
    const files = filesOf(room.host);
    for (const name of ['first', 'second']) {
      await files.finished(files.send(sourceOf(name, bytes)));
      if (name === 'first') room.host.messages.delete(fileMessages(room.host)[0]?.id ?? '');
    }
    const journal = room.host.invited?.journalId ?? '';
    await room.host.suspend();
    room.host = diskSession(join(room.folder, 'host'));
    assert.ok(await room.host.reopen(journal));
    assert.ok((await fetched(room.host, await cardNamed(room.host, 'second'))).equals(bytes));
  });

  it('that were shown go with their message on every computer', async () => {
    await room.joinAs(room.guest, 'Bo');
    await filesOf(room.host).finished(filesOf(room.host).send(sourceOf('a.png', pngHeader(3, 4))));
    const card = await cardNamed(room.guest, 'a.png');
    const { path } = await filesOf(room.guest).picture(card);
    room.host.messages.delete(fileMessages(room.host)[0]?.id ?? '');
    await waitFor(() => !existsSync(path), 'the picture is removed here, too');
  });

  it('of a room that is deleted are deleted with it', async () => {
    await room.joinAs(room.guest, 'Bo');
    const files = filesOf(room.host);
    await files.finished(files.send(sourceOf('a.png', pngHeader(3, 4))));
    await filesOf(room.guest).picture(await cardNamed(room.guest, 'a.png'));
    for (const session of [room.guest, room.host]) {
      const id = session.invited?.journalId ?? '';
      const place = join(room.folder, session === room.host ? 'host' : 'guest', 'rooms');
      assert.ok(readdirSync(place).includes(`${id}.files`));
      await session.leave();
      archiveOf(session).delete(id);
      assert.deepEqual(readdirSync(place), []);
    }
  });

  it('that the host let go are marked at everyone, also at those who come later', async () => {
    await room.host.leave();
    room.host = diskSession(join(room.folder, 'host3'));
    room.invite = await hostGroup(room.host);
    await room.joinAs(room.guest, 'Bo');
    const files = filesOf(room.host);
    const old = randomBytes(24 * 1024 * 1024);
    const first = old[0] ?? 0;
    await files.finished(files.send(sourceOf('0.bin', old, { chunk: 1 << 20 })));
    const card = await cardNamed(room.guest, '0.bin');
    assert.equal(filesOf(room.guest).availabilityOf(card), 'hub');
    for (let count = 1; count <= 10; count += 1) {
      old[0] = first + count;
      await files.finished(files.send(sourceOf(`${count}.bin`, old, { chunk: 1 << 20 })));
    }
    assert.equal(files.availabilityOf(card), 'gone');
    await waitFor(() => filesOf(room.guest).availabilityOf(card) === 'gone', 'the guest knows');
    const cy = await room.other('Cy');
    await waitFor(() => filesOf(cy).availabilityOf(card) === 'gone', 'the newcomer knows');
    const id = filesOf(cy).fetch(card, async () => new MemorySink());
    await assert.rejects(filesOf(cy).finished(id), fails('file-gone'));
    // Sent again, it is there again, for the old message as well.
    old[0] = first;
    await files.finished(files.send(sourceOf('again.bin', old, { chunk: 1 << 20 })));
    await waitFor(() => filesOf(room.guest).availabilityOf(card) === 'hub', 'the guest knows');
    assert.equal(files.availabilityOf(card), 'here');
  });

  it('that are pictures are checked, and stay on this computer', async () => {
    await room.joinAs(room.guest, 'Bo');
    const files = filesOf(room.host);
    const good = Buffer.concat([pngHeader(300, 200), randomBytes(100_000)]);
    for (const [name, bytes] of [
      ['good.png', good],
      ['bomb.png', pngHeader(60_000, 60_000)],
      ['script.png', Buffer.from('<svg onload="alert(1)"/>')],
    ] as const) {
      await files.finished(files.send(sourceOf(name, bytes)));
    }
    for (const session of [room.guest, room.host]) {
      const card = await cardNamed(session, 'good.png');
      const own = filesOf(session);
      const [first, second] = await Promise.all([own.picture(card), own.picture(card)]);
      assert.deepEqual(first, second);
      assert.deepEqual(first.picture, { format: 'png', width: 300, height: 200 });
      assert.ok(readFileSync(first.path).equals(good));
      assert.equal(own.availabilityOf(card), 'here');
      assert.deepEqual(
        own.transfers.filter(({ direction }) => direction === 'fetch'),
        [],
      );
      await assert.rejects(
        own.picture(await cardNamed(session, 'bomb.png')),
        fails('picture-too-large'),
      );
      await assert.rejects(
        own.picture(await cardNamed(session, 'script.png')),
        fails('not-a-picture'),
      );
    }
    // Without a connection, too.
    const card = await cardNamed(room.guest, 'good.png');
    await room.host.suspend();
    await waitFor(() => room.guest.state.connection.kind === 'reconnecting', 'the host is away');
    assert.equal((await filesOf(room.guest).picture(card)).picture.width, 300);
  });

  it('are read as a whole at both ends, also without a connection, and never with other bytes', async () => {
    await room.joinAs(room.guest, 'Bo');
    const files = filesOf(room.guest);
    const text = Buffer.from('int main(void) {}\n'.repeat(9000));
    await files.finished(files.send(sourceOf('main.c', text)));
    for (const session of [room.guest, room.host]) {
      const card = await cardNamed(session, 'main.c');
      assert.ok((await filesOf(session).bytes(card)).equals(text));
      assert.equal(filesOf(session).availabilityOf(card), 'here');
      const { transfers } = filesOf(session);
      assert.ok(
        transfers.every(({ direction }) => direction === 'send'),
        'it isn’t listed',
      );
      await assert.rejects(filesOf(session).bytes({ ...card, size: 1 }), fails('wrong-hash'));
    }
    const card = await cardNamed(room.guest, 'main.c');
    await room.host.suspend();
    await waitFor(() => room.guest.state.connection.kind === 'reconnecting', 'the host is away');
    assert.ok((await filesOf(room.guest).bytes(card)).equals(text));
    const [stored] = readdirSync(join(room.folder, 'guest'), {
      recursive: true,
      encoding: 'utf8',
    }).filter(
      (name) =>
        name.includes('.files') && statSync(join(room.folder, 'guest', name)).size === text.length,
    );
    assert.ok(stored, 'the guest has it on its disk');
    writeFileSync(join(room.folder, 'guest', stored), Buffer.alloc(text.length, 'x'));
    await assert.rejects(files.bytes(card), fails('wrong-hash'));
  });
});

function archiveOf(session: Session) {
  return (session as unknown as { deps: { archive: { delete(id: string): void } } }).deps.archive;
}
