import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FileStore } from '../../src/room/file-store';
import { MessageError } from '../../src/room/message-error';
import { nodeAsyncFileSystem } from '../../src/store/async-file-system';
import { DiskFileStore } from '../../src/store/disk-file-store';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { onePixel } from '../helpers/cards';
import { fileRoom } from '../helpers/file-room';
import {
  cardNamed,
  diskSession,
  fails,
  fetched,
  fileMessages,
  filesOf,
  hashOf,
  hostGroup,
  sourceOf,
} from '../helpers/file-scene';
import { pngHeader } from '../helpers/pictures';
import { waitFor } from '../helpers/wait-for';

describe('files', () => {
  const room = fileRoom();

  it('go from a guest through the hub to everyone, and back from the host', async () => {
    await room.joinAs(room.guest, 'Bo');
    const cy = await room.other('Cy');
    const bytes = randomBytes(700_000);
    const files = filesOf(room.guest);
    const id = files.send(sourceOf('../报告.pdf', bytes, { mime: 'application/pdf' }), {
      text: 'the report',
    });
    await files.finished(id);
    const [transfer] = files.transfers;
    assert.deepEqual(transfer, {
      ...{ id, direction: 'send', name: '报告.pdf', size: bytes.length, hash: hashOf(bytes) },
      ...{ transferred: bytes.length, state: 'done', bytesPerSecond: 0 },
    });
    for (const session of [room.host, room.guest, cy]) {
      const card = await cardNamed(session, '报告.pdf');
      const { size, hash, mime } = card;
      assert.deepEqual([size, hash, mime], [bytes.length, hashOf(bytes), 'application/pdf']);
      assert.equal(fileMessages(session)[0]?.text, 'the report');
      assert.ok((await fetched(session, card)).equals(bytes));
    }
    const own = randomBytes(1000);
    await filesOf(room.host).finished(filesOf(room.host).send(sourceOf('from host.bin', own)));
    const card = await cardNamed(cy, 'from host.bin');
    assert.equal(fileMessages(cy)[1]?.text, 'from host.bin (1000 B)', 'for programs without cards');
    assert.ok((await fetched(cy, card)).equals(own));
  });

  it('may be empty', async () => {
    await room.joinAs(room.guest, 'Bo');
    for (const session of [room.guest, room.host]) {
      const name = `empty of ${session === room.host}`;
      const files = filesOf(session);
      await files.finished(files.send(sourceOf(name, Buffer.alloc(0))));
      for (const reader of [room.guest, room.host]) {
        assert.equal((await fetched(reader, await cardNamed(reader, name))).length, 0);
      }
    }
  });

  it('of two people with the same name or the same bytes are both there', async () => {
    await room.joinAs(room.guest, 'Bo');
    const [one, two] = [randomBytes(5000), randomBytes(5000)];
    for (const [session, bytes] of [
      [room.guest, one],
      [room.host, two],
      [room.host, one],
    ] as const) {
      const files = filesOf(session);
      await files.finished(files.send(sourceOf('a.bin', bytes)));
    }
    await waitFor(() => fileMessages(room.guest).length === 3, 'three messages');
    const cards = fileMessages(room.guest).map(({ card }) => card);
    for (const [index, bytes] of [one, two, one].entries()) {
      const card = cards[index];
      assert.ok(card?.type === 'file' && (await fetched(room.guest, card)).equals(bytes));
    }
    assert.equal(room.hostFiles().length, 2);
  });

  it('sent at once by two people with the same bytes arrive', async () => {
    await room.joinAs(room.guest, 'Bo');
    const cy = await room.other('Cy');
    const bytes = randomBytes(2_000_000);
    const sent = [room.guest, cy, room.host].map((session, index) => {
      const files = filesOf(session);
      return files.finished(files.send(sourceOf(`${index}.bin`, bytes)));
    });
    await Promise.all(sent);
    for (const name of ['0.bin', '1.bin', '2.bin']) {
      assert.ok((await fetched(cy, await cardNamed(cy, name))).equals(bytes));
    }
    assert.equal(room.hostFiles().length, 1);
  });

  it('are sent one after another, in order', async () => {
    await room.joinAs(room.guest, 'Bo');
    const files = filesOf(room.guest);
    const ids = Array.from({ length: 6 }, (_, index) =>
      files.send(sourceOf(`${index}.bin`, randomBytes((6 - index) * 40_000))),
    );
    await Promise.all(ids.map((id) => files.finished(id)));
    await waitFor(() => fileMessages(room.host).length === 6, 'all messages');
    assert.deepEqual(
      fileMessages(room.host).map(({ card }) => card?.type === 'file' && card.name),
      ['0.bin', '1.bin', '2.bin', '3.bin', '4.bin', '5.bin'],
    );
  });

  it('aren’t taken while the host’s disk is full, and are once there is space', async () => {
    await room.host.leave();
    let free = 0;
    class FullArchive extends RoomArchive {
      override files(): FileStore {
        const disk = { ...nodeAsyncFileSystem, free: async () => free };
        return new DiskFileStore({
          ...{ folder: join(room.folder, 'full.files'), disk },
          ...{ clock: systemClock, maxBytes: 1e9 },
        });
      }
    }
    const onFailure = () => {};
    const archive = new FullArchive({
      folder: join(room.folder, 'full'),
      clock: systemClock,
      onFailure,
    });
    room.host = diskSession(join(room.folder, 'unused'), {}, { archive });
    room.invite = await hostGroup(room.host);
    await room.joinAs(room.guest, 'Bo');
    for (const session of [room.guest, room.host]) {
      const files = filesOf(session);
      free = 1024 ** 3 + 999;
      const id = files.send(sourceOf('a', randomBytes(1000)));
      await assert.rejects(files.finished(id), fails('disk-full'));
      free += 1;
      files.retry(id);
      await files.finished(id);
    }
  });

  it('too large for the room are refused before a byte is read', async () => {
    await room.joinAs(room.guest, 'Bo');
    const source = {
      name: 'disk.img',
      open() {
        throw new Error('it was read');
      },
    };
    for (const session of [room.guest, room.host]) {
      const files = filesOf(session);
      const most = files.limits?.fileBytes ?? 0;
      assert.equal(most, 25 * 1024 * 1024);
      for (const size of [most + 1, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
        assert.throws(() => files.send({ ...source, size }), fails('file-too-large'));
      }
      assert.deepEqual(files.transfers, []);
    }
  });

  it('follow the host’s setting', async () => {
    await room.host.leave();
    let fileBytes = 1000;
    room.host = diskSession(join(room.folder, 'host2'), {}, { fileBytes: () => fileBytes });
    room.invite = await hostGroup(room.host);
    await room.joinAs(room.guest, 'Bo');
    const files = filesOf(room.guest);
    assert.equal(files.limits?.fileBytes, 1000);
    await files.finished(files.send(sourceOf('small', randomBytes(1000))));
    // The host lowers it afterwards, and the guest doesn't know.
    fileBytes = 10;
    const id = files.send(sourceOf('larger', randomBytes(900)));
    await assert.rejects(files.finished(id), fails('file-too-large'));
  });

  it('whose message would be too long are refused before a byte is read', async () => {
    await room.joinAs(room.guest, 'Bo');
    const text = 'x'.repeat(40_000);
    for (const session of [room.guest, room.host]) {
      assert.throws(
        () => filesOf(session).send(sourceOf('a', randomBytes(10)), { text }),
        (error) => error instanceof MessageError && error.code === 'too-long',
      );
    }
  });

  it('carry a thumbnail, unless it isn’t one', async () => {
    const files = filesOf(room.host);
    await files.finished(files.send(sourceOf('a.png', randomBytes(10), { thumb: onePixel })));
    const bomb = pngHeader(60_000, 60_000).toString('base64');
    await files.finished(files.send(sourceOf('b.png', randomBytes(11), { thumb: bomb })));
    assert.equal((await cardNamed(room.host, 'a.png')).thumb, onePixel);
    assert.equal((await cardNamed(room.host, 'b.png')).thumb, undefined);
  });

  it('that change while they are sent are not sent', async () => {
    await room.joinAs(room.guest, 'Bo');
    const bytes = randomBytes(300_000);
    let reads = 0;
    const changing = (second: Uint8Array) => ({
      ...sourceOf('changing', bytes),
      open(offset: number) {
        reads += 1;
        return sourceOf('', reads % 2 === 1 ? bytes : second).open(offset);
      },
    });
    for (const session of [room.guest, room.host]) {
      const files = filesOf(session);
      for (const second of [bytes.subarray(1), Buffer.concat([bytes, Buffer.alloc(1)])]) {
        reads = 0;
        await assert.rejects(files.finished(files.send(changing(second))), fails('file-changed'));
      }
      // The same length: only the hash tells, and the second try starts from the beginning.
      reads = 0;
      let opened = 0;
      const other = {
        ...sourceOf('', bytes),
        open: (offset: number) => {
          opened += 1;
          return sourceOf('', opened === 1 ? bytes : Buffer.alloc(bytes.length)).open(offset);
        },
      };
      await assert.rejects(files.finished(files.send(other)), fails('file-changed'));
    }
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(fileMessages(room.host), []);
    assert.deepEqual(room.hostFiles(), []);
  });

  it('that can’t be read are not sent, and can be tried again', async () => {
    await room.joinAs(room.guest, 'Bo');
    const bytes = randomBytes(1000);
    let isThere = false;
    const source = {
      ...sourceOf('on a stick', bytes),
      open(offset: number) {
        if (!isThere) throw new Error('ENOENT');
        return sourceOf('', bytes).open(offset);
      },
    };
    const files = filesOf(room.guest);
    const id = files.send(source);
    await assert.rejects(files.finished(id), fails('file-unreadable'));
    isThere = true;
    files.retry(id);
    await files.finished(id);
    assert.ok((await fetched(room.host, await cardNamed(room.host, 'on a stick'))).equals(bytes));
    files.dismiss(id);
    assert.deepEqual(files.transfers, []);
  });

  it('are not offered to a host’s lab room', async () => {
    await room.host.leave();
    await room.host.host({
      ...{ kind: 'lab-hub', name: '', address: '127.0.0.1', port: 0 },
      ...{ maxClients: 2, person: '' },
    });
    assert.equal(room.host.invited, undefined);
  });
});
