import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError, type FileErrorCode } from '../../src/protocol/file-error';
import type { Invite } from '../../src/protocol/invite';
import type { FileStore } from '../../src/room/file-store';
import { isRunning, type Transfer } from '../../src/room/files';
import { MessageError } from '../../src/room/room';
import type { Session } from '../../src/room/session/session';
import { nodeAsyncFileSystem } from '../../src/store/async-file-system';
import { DiskFileStore } from '../../src/store/disk-file-store';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { onePixel } from '../helpers/cards';
import { ChaosProxy } from '../helpers/chaos-proxy';
import { CuttingProxy } from '../helpers/cutting-proxy';
import {
  cardNamed,
  diskSession,
  fetched,
  fileMessages,
  filesOf,
  hashOf,
  hostGroup,
  inviteOf,
  MemorySink,
  sourceOf,
} from '../helpers/file-scene';
import { pngHeader } from '../helpers/pictures';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

function fails(code: FileErrorCode) {
  return (error: unknown) => {
    assert.ok(error instanceof FileError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}

describe('files', () => {
  afterEach(async () => {
    for (const session of [guest, ...others.splice(0), host]) await session.leave();
    proxy?.dispose();
    proxy = undefined;
  });

  // After that, because hooks run in this order.
  const folder = temporaryFolder();
  let host: Session;
  let guest: Session;
  let invite: Invite;
  const others: Session[] = [];
  let proxy: CuttingProxy | undefined;

  beforeEach(async () => {
    host = diskSession(join(folder(), 'host'));
    invite = await hostGroup(host);
    guest = diskSession(join(folder(), 'guest'));
  });

  const joinAs = (session: Session, person: string, how: Invite = invite) =>
    session.joinByInvite(how, person);

  async function joinThroughProxy(): Promise<CuttingProxy> {
    proxy = await CuttingProxy.listen(invite.port);
    await joinAs(guest, 'Bo', { ...invite, port: proxy.port });
    return proxy;
  }

  async function other(person: string): Promise<Session> {
    const session = diskSession(join(folder(), person));
    others.push(session);
    await joinAs(session, person);
    return session;
  }

  const hostFiles = () => {
    const rooms = join(folder(), 'host', 'rooms');
    return readdirSync(rooms)
      .filter((name) => name.endsWith('.files'))
      .flatMap((name) => readdirSync(join(rooms, name)))
      .filter((name) => !/\.(sending|from)$/.test(name));
  };

  it('go from a guest through the hub to everyone, and back from the host', async () => {
    await joinAs(guest, 'Bo');
    const cy = await other('Cy');
    const bytes = randomBytes(700_000);
    const files = filesOf(guest);
    const id = files.send(sourceOf('../报告.pdf', bytes, { mime: 'application/pdf' }), {
      text: 'the report',
    });
    await files.finished(id);
    const [transfer] = files.transfers;
    assert.deepEqual(transfer, {
      ...{ id, direction: 'send', name: '报告.pdf', size: bytes.length, hash: hashOf(bytes) },
      ...{ transferred: bytes.length, state: 'done', bytesPerSecond: 0 },
    });
    for (const session of [host, guest, cy]) {
      const card = await cardNamed(session, '报告.pdf');
      const { size, hash, mime } = card;
      assert.deepEqual([size, hash, mime], [bytes.length, hashOf(bytes), 'application/pdf']);
      assert.equal(fileMessages(session)[0]?.text, 'the report');
      assert.ok((await fetched(session, card)).equals(bytes));
    }
    const own = randomBytes(1000);
    await filesOf(host).finished(filesOf(host).send(sourceOf('from host.bin', own)));
    const card = await cardNamed(cy, 'from host.bin');
    assert.equal(fileMessages(cy)[1]?.text, 'from host.bin (1000 B)', 'for programs without cards');
    assert.ok((await fetched(cy, card)).equals(own));
  });

  it('may be empty', async () => {
    await joinAs(guest, 'Bo');
    for (const session of [guest, host]) {
      const name = `empty of ${session === host}`;
      const files = filesOf(session);
      await files.finished(files.send(sourceOf(name, Buffer.alloc(0))));
      for (const reader of [guest, host]) {
        assert.equal((await fetched(reader, await cardNamed(reader, name))).length, 0);
      }
    }
  });

  it('of two people with the same name or the same bytes are both there', async () => {
    await joinAs(guest, 'Bo');
    const [one, two] = [randomBytes(5000), randomBytes(5000)];
    for (const [session, bytes] of [
      [guest, one],
      [host, two],
      [host, one],
    ] as const) {
      const files = filesOf(session);
      await files.finished(files.send(sourceOf('a.bin', bytes)));
    }
    await waitFor(() => fileMessages(guest).length === 3, 'three messages');
    const cards = fileMessages(guest).map(({ card }) => card);
    for (const [index, bytes] of [one, two, one].entries()) {
      const card = cards[index];
      assert.ok(card?.type === 'file' && (await fetched(guest, card)).equals(bytes));
    }
    assert.equal(hostFiles().length, 2);
  });

  it('sent at once by two people with the same bytes arrive', async () => {
    await joinAs(guest, 'Bo');
    const cy = await other('Cy');
    const bytes = randomBytes(2_000_000);
    const sent = [guest, cy, host].map((session, index) => {
      const files = filesOf(session);
      return files.finished(files.send(sourceOf(`${index}.bin`, bytes)));
    });
    await Promise.all(sent);
    for (const name of ['0.bin', '1.bin', '2.bin']) {
      assert.ok((await fetched(cy, await cardNamed(cy, name))).equals(bytes));
    }
    assert.equal(hostFiles().length, 1);
  });

  it('are sent one after another, in order', async () => {
    await joinAs(guest, 'Bo');
    const files = filesOf(guest);
    const ids = Array.from({ length: 6 }, (_, index) =>
      files.send(sourceOf(`${index}.bin`, randomBytes((6 - index) * 40_000))),
    );
    await Promise.all(ids.map((id) => files.finished(id)));
    await waitFor(() => fileMessages(host).length === 6, 'all messages');
    assert.deepEqual(
      fileMessages(host).map(({ card }) => card?.type === 'file' && card.name),
      ['0.bin', '1.bin', '2.bin', '3.bin', '4.bin', '5.bin'],
    );
  });

  it('aren’t taken while the host’s disk is full, and are once there is space', async () => {
    await host.leave();
    let free = 0;
    class FullArchive extends RoomArchive {
      override files(): FileStore {
        const disk = { ...nodeAsyncFileSystem, free: async () => free };
        return new DiskFileStore({
          ...{ folder: join(folder(), 'full.files'), disk },
          ...{ clock: systemClock, maxBytes: 1e9 },
        });
      }
    }
    const onFailure = () => {};
    const archive = new FullArchive({
      folder: join(folder(), 'full'),
      clock: systemClock,
      onFailure,
    });
    host = diskSession(join(folder(), 'unused'), {}, { archive });
    invite = await hostGroup(host);
    await joinAs(guest, 'Bo');
    for (const session of [guest, host]) {
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
    await joinAs(guest, 'Bo');
    const source = {
      name: 'disk.img',
      open() {
        throw new Error('it was read');
      },
    };
    for (const session of [guest, host]) {
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
    await host.leave();
    let fileBytes = 1000;
    host = diskSession(join(folder(), 'host2'), {}, { fileBytes: () => fileBytes });
    invite = await hostGroup(host);
    await joinAs(guest, 'Bo');
    const files = filesOf(guest);
    assert.equal(files.limits?.fileBytes, 1000);
    await files.finished(files.send(sourceOf('small', randomBytes(1000))));
    // The host lowers it afterwards, and the guest doesn't know.
    fileBytes = 10;
    const id = files.send(sourceOf('larger', randomBytes(900)));
    await assert.rejects(files.finished(id), fails('file-too-large'));
  });

  it('whose message would be too long are refused before a byte is read', async () => {
    await joinAs(guest, 'Bo');
    const text = 'x'.repeat(40_000);
    for (const session of [guest, host]) {
      assert.throws(
        () => filesOf(session).send(sourceOf('a', randomBytes(10)), { text }),
        (error) => error instanceof MessageError && error.code === 'too-long',
      );
    }
  });

  it('carry a thumbnail, unless it isn’t one', async () => {
    const files = filesOf(host);
    await files.finished(files.send(sourceOf('a.png', randomBytes(10), { thumb: onePixel })));
    const bomb = pngHeader(60_000, 60_000).toString('base64');
    await files.finished(files.send(sourceOf('b.png', randomBytes(11), { thumb: bomb })));
    assert.equal((await cardNamed(host, 'a.png')).thumb, onePixel);
    assert.equal((await cardNamed(host, 'b.png')).thumb, undefined);
  });

  it('that change while they are sent are not sent', async () => {
    await joinAs(guest, 'Bo');
    const bytes = randomBytes(300_000);
    let reads = 0;
    const changing = (second: Uint8Array) => ({
      ...sourceOf('changing', bytes),
      open(offset: number) {
        reads += 1;
        return sourceOf('', reads % 2 === 1 ? bytes : second).open(offset);
      },
    });
    for (const session of [guest, host]) {
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
    assert.deepEqual(fileMessages(host), []);
    assert.deepEqual(hostFiles(), []);
  });

  it('that can’t be read are not sent, and can be tried again', async () => {
    await joinAs(guest, 'Bo');
    const bytes = randomBytes(1000);
    let isThere = false;
    const source = {
      ...sourceOf('on a stick', bytes),
      open(offset: number) {
        if (!isThere) throw new Error('ENOENT');
        return sourceOf('', bytes).open(offset);
      },
    };
    const files = filesOf(guest);
    const id = files.send(source);
    await assert.rejects(files.finished(id), fails('file-unreadable'));
    isThere = true;
    files.retry(id);
    await files.finished(id);
    assert.ok((await fetched(host, await cardNamed(host, 'on a stick'))).equals(bytes));
    files.dismiss(id);
    assert.deepEqual(files.transfers, []);
  });

  it('arrive whole through connections that are cut anywhere, in both directions', async () => {
    const through = await joinThroughProxy();
    const files = filesOf(guest);
    const bytes = randomBytes(400_000);
    // Handshake, request, the first and the last bytes, and in the middle of them.
    const cuts = [1, 300, 1500, 2200, 2500, 3000, 60_000, 200_000, 399_000, 402_000, 404_500];
    for (const [index, cut] of cuts.entries()) {
      const own = Buffer.concat([bytes, Buffer.from([index])]);
      const name = `${index}.bin`;
      through.cutNext(cut, cut + 50_000);
      await files.finished(files.send(sourceOf(name, own)));
      assert.ok(
        (await fetched(host, await cardNamed(host, name))).equals(own),
        `sent, cut at ${cut}`,
      );
      const card = await cardNamed(guest, name);
      through.cutNext(cut, cut + 50_000);
      assert.ok((await fetched(guest, card)).equals(own), `fetched, cut at ${cut}`);
    }
    assert.ok(through.cut > cuts.length, `${through.cut} cuts`);
    assert.equal(fileMessages(host).length, cuts.length, 'one message for each');
  });

  it('go on at the byte where the connection broke', async () => {
    const through = await joinThroughProxy();
    const files = filesOf(guest);
    const bytes = randomBytes(1_000_000);
    const offsets: number[] = [];
    const source = {
      ...sourceOf('a.bin', bytes),
      open(offset: number) {
        offsets.push(offset);
        return sourceOf('', bytes).open(offset);
      },
    };
    through.cutNext(600_000);
    await files.finished(files.send(source));
    assert.equal(offsets.length, 3, 'hashed, sent, and the rest sent');
    const [, first, second = 0] = offsets;
    assert.equal(first, 0);
    // What the hub's computer had received but not read went with the connection.
    assert.ok(second > 0 && second < 600_000, `${second}`);
    // A fetch, which would have too many bytes if it didn't go on where it was.
    const sink = new MemorySink();
    through.cutNext(700_000);
    const card = await cardNamed(guest, 'a.bin');
    await files.finished(files.fetch(card, async () => sink));
    assert.ok(sink.bytes.equals(bytes));
  });

  it('go on after the network stood still, whichever way the bytes went', async () => {
    await host.leave();
    const limits = { fileStallMs: 300, deadMs: 600_000 };
    host = diskSession(join(folder(), 'still'), limits);
    invite = await hostGroup(host);
    guest = diskSession(join(folder(), 'still guest'), limits);
    const frozen = await ChaosProxy.listen({
      ...{ target: invite.port, random: Math.random, everyMs: 0, faultMs: 0 },
    });
    try {
      await joinAs(guest, 'Bo', { ...invite, port: frozen.port });
      const files = filesOf(guest);
      const bytes = randomBytes(20_000_000);
      const half = (id: string) =>
        waitFor(() => {
          const transfer = files.transfers.find((each) => each.id === id);
          return transfer?.state === 'active' && transfer.transferred > 1_000_000;
        }, 'a part has moved');
      const sending = files.send(sourceOf('a', bytes));
      await half(sending);
      // Connections stay open, and nothing moves on them: only time tells.
      frozen.freeze();
      await files.finished(sending);
      // The chat's connection stands still, too, until its own time is up.
      frozen.sever();
      frozen.restore();
      const card = await cardNamed(guest, 'a');
      const sink = new MemorySink();
      const fetching = files.fetch(card, async () => sink);
      await half(fetching);
      frozen.freeze();
      await files.finished(fetching);
      assert.ok(sink.bytes.equals(bytes));
    } finally {
      frozen.dispose();
    }
  });

  it('being sent survive the host’s window being reloaded', async () => {
    await joinAs(guest, 'Bo');
    const files = filesOf(guest);
    const bytes = randomBytes(2_000_000);
    let hold = true;
    const offsets: number[] = [];
    const source = {
      ...sourceOf('slow.bin', bytes),
      async *open(offset: number) {
        offsets.push(offset);
        const isSending = offsets.length > 1;
        for (let at = offset; at < bytes.length; at += 100_000) {
          yield bytes.subarray(at, at + 100_000);
          await new Promise((resolve) => setImmediate(resolve));
          if (isSending && at >= 1_000_000) await waitFor(() => !hold, 'the host is back');
        }
      },
    };
    const id = files.send(source);
    await waitFor(
      () => (files.transfers[0]?.transferred ?? 0) >= 500_000 && offsets.length > 1,
      'half',
    );
    const journal = host.invited?.journalId ?? '';
    await host.suspend();
    host = diskSession(join(folder(), 'host'));
    assert.ok(await host.reopen(journal));
    hold = false;
    await files.finished(id);
    assert.ok((offsets.at(-1) ?? 0) > 0, 'the host still had a part of it');
    assert.ok((await fetched(host, await cardNamed(host, 'slow.bin'))).equals(bytes));
  });

  it('being sent when the window is reloaded are reported as not sent', async () => {
    await joinAs(guest, 'Bo');
    for (const name of ['host', 'guest'] as const) {
      const session = name === 'host' ? host : guest;
      const files = filesOf(session);
      await files.finished(files.send(sourceOf(`sent by ${name}`, randomBytes(10))));
      const stuck = {
        ...sourceOf(`stuck of ${name}.pdf`, randomBytes(10)),
        async *open() {
          await new Promise(() => {});
        },
      };
      files.send(stuck);
      const cancelled = files.send({ ...stuck, name: 'cancelled.pdf' });
      files.cancel(cancelled);
      await waitFor(() => files.transfers.some(isRunning), 'it is being read');
      const journal = session.invited?.journalId ?? '';
      await session.suspend();
      const again = diskSession(join(folder(), name));
      if (name === 'host') host = again;
      else guest = again;
      assert.ok(await again.reopen(journal));
      const unsent = () =>
        again.entries.flatMap((entry) =>
          entry.kind === 'system' && entry.event.type === 'file-unsent' ? entry.event.name : [],
        );
      assert.deepEqual(unsent(), [`stuck of ${name}.pdf`]);
      await waitFor(() => again.invited?.files.limits, 'back in the room');
    }
  });

  it('stop within 200 ms when they are cancelled, and can be sent again', async () => {
    await joinAs(guest, 'Bo');
    for (const session of [guest, host]) {
      const files = filesOf(session);
      const bytes = randomBytes(3_000_000);
      const offsets: number[] = [];
      let isStuck = true;
      const name = `big of ${session === host}`;
      const source = {
        ...sourceOf(name, bytes),
        async *open(offset: number) {
          offsets.push(offset);
          const isSending = offsets.length === 2;
          for await (const chunk of sourceOf('', bytes).open(offset)) {
            yield chunk;
            if (isSending && isStuck) await new Promise((resolve) => setTimeout(resolve, 1));
          }
        },
      };
      const id = files.send(source);
      const transfer = () => files.transfers.find((each) => each.id === id) as Transfer;
      await waitFor(
        () => transfer().state === 'active' && transfer().transferred > 500_000,
        'half',
      );
      files.cancel(id);
      // At once, whatever the source does.
      assert.equal(transfer().state, 'cancelled');
      await assert.rejects(files.finished(id), fails('cancelled'));
      assert.deepEqual(fileMessages(host).length, session === host ? 1 : 0);
      isStuck = false;
      files.retry(id);
      await files.finished(id);
      assert.ok((offsets.at(-1) ?? 0) > 0, 'what the hub had wasn’t sent again');
      assert.ok((await fetched(guest, await cardNamed(guest, name))).equals(bytes));
    }
  });

  it('being fetched are dropped when cancelled', async () => {
    await joinAs(guest, 'Bo');
    const bytes = randomBytes(5_000_000);
    await filesOf(host).finished(filesOf(host).send(sourceOf('big', bytes)));
    const card = await cardNamed(guest, 'big');
    const files = filesOf(guest);
    const sinks: MemorySink[] = [];
    const open = async () => {
      const sink = new MemorySink();
      const write = sink.write.bind(sink);
      sink.write = async (chunk) => {
        if (sinks.length === 1) await new Promise((resolve) => setTimeout(resolve, 5));
        await write(chunk);
      };
      sinks.push(sink);
      return sink;
    };
    const id = files.fetch(card, open);
    await waitFor(() => (files.transfers[0]?.transferred ?? 0) > 100_000, 'a part');
    files.cancel(id);
    assert.equal(files.transfers[0]?.state, 'cancelled');
    await waitFor(() => sinks[0]?.state === 'aborted', 'what was written is removed');
    files.retry(id);
    await files.finished(id);
    assert.equal(sinks[1]?.state, 'finished');
    assert.ok(sinks[1]?.bytes.equals(bytes));
  });

  it('that can’t be written fail with the reason', async () => {
    const files = filesOf(host);
    await files.finished(files.send(sourceOf('a', randomBytes(1000))));
    const card = await cardNamed(host, 'a');
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
    await joinAs(guest, 'Bo');
    const files = filesOf(guest);
    await files.finished(files.send(sourceOf('secret', randomBytes(1000))));
    const card = await cardNamed(host, 'secret');
    const [message] = fileMessages(guest);
    guest.messages.delete(message?.id ?? '');
    await waitFor(() => hostFiles().length === 0, 'the host has deleted it');
    const sink = new MemorySink();
    const id = filesOf(guest).fetch(card, async () => sink);
    await assert.rejects(filesOf(guest).finished(id), fails('no-such-file'));
    assert.equal(sink.state, 'aborted');
  });

  it('sent again after their message was deleted stay, also when the room is opened again', async () => {
    const bytes = randomBytes(1000);
    const files = filesOf(host);
    for (const name of ['first', 'second']) {
      await files.finished(files.send(sourceOf(name, bytes)));
      if (name === 'first') host.messages.delete(fileMessages(host)[0]?.id ?? '');
    }
    const journal = host.invited?.journalId ?? '';
    await host.suspend();
    host = diskSession(join(folder(), 'host'));
    assert.ok(await host.reopen(journal));
    assert.ok((await fetched(host, await cardNamed(host, 'second'))).equals(bytes));
  });

  it('that were shown go with their message on every computer', async () => {
    await joinAs(guest, 'Bo');
    await filesOf(host).finished(filesOf(host).send(sourceOf('a.png', pngHeader(3, 4))));
    const card = await cardNamed(guest, 'a.png');
    const { path } = await filesOf(guest).picture(card);
    host.messages.delete(fileMessages(host)[0]?.id ?? '');
    await waitFor(() => !existsSync(path), 'the picture is removed here, too');
  });

  it('of a room that is deleted are deleted with it', async () => {
    await joinAs(guest, 'Bo');
    const files = filesOf(host);
    await files.finished(files.send(sourceOf('a.png', pngHeader(3, 4))));
    await filesOf(guest).picture(await cardNamed(guest, 'a.png'));
    for (const session of [guest, host]) {
      const id = session.invited?.journalId ?? '';
      const place = join(folder(), session === host ? 'host' : 'guest', 'rooms');
      assert.ok(readdirSync(place).includes(`${id}.files`));
      await session.leave();
      archiveOf(session).delete(id);
      assert.deepEqual(readdirSync(place), []);
    }
  });

  it('that the host let go are marked at everyone, also at those who come later', async () => {
    await host.leave();
    host = diskSession(join(folder(), 'host3'));
    invite = await hostGroup(host);
    await joinAs(guest, 'Bo');
    const files = filesOf(host);
    const old = randomBytes(24 * 1024 * 1024);
    const first = old[0] ?? 0;
    await files.finished(files.send(sourceOf('0.bin', old, { chunk: 1 << 20 })));
    const card = await cardNamed(guest, '0.bin');
    assert.equal(filesOf(guest).availabilityOf(card), 'hub');
    for (let count = 1; count <= 10; count += 1) {
      old[0] = first + count;
      await files.finished(files.send(sourceOf(`${count}.bin`, old, { chunk: 1 << 20 })));
    }
    assert.equal(files.availabilityOf(card), 'gone');
    await waitFor(() => filesOf(guest).availabilityOf(card) === 'gone', 'the guest knows');
    const cy = await other('Cy');
    await waitFor(() => filesOf(cy).availabilityOf(card) === 'gone', 'the newcomer knows');
    const id = filesOf(cy).fetch(card, async () => new MemorySink());
    await assert.rejects(filesOf(cy).finished(id), fails('file-gone'));
    // Sent again, it is there again, for the old message as well.
    old[0] = first;
    await files.finished(files.send(sourceOf('again.bin', old, { chunk: 1 << 20 })));
    await waitFor(() => filesOf(guest).availabilityOf(card) === 'hub', 'the guest knows');
    assert.equal(files.availabilityOf(card), 'here');
  });

  it('that are pictures are checked, and stay on this computer', async () => {
    await joinAs(guest, 'Bo');
    const files = filesOf(host);
    const good = Buffer.concat([pngHeader(300, 200), randomBytes(100_000)]);
    for (const [name, bytes] of [
      ['good.png', good],
      ['bomb.png', pngHeader(60_000, 60_000)],
      ['script.png', Buffer.from('<svg onload="alert(1)"/>')],
    ] as const) {
      await files.finished(files.send(sourceOf(name, bytes)));
    }
    for (const session of [guest, host]) {
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
    const card = await cardNamed(guest, 'good.png');
    await host.suspend();
    await waitFor(() => guest.state.connection.kind === 'reconnecting', 'the host is away');
    assert.equal((await filesOf(guest).picture(card)).picture.width, 300);
  });

  it('are read as a whole at both ends, also without a connection, and never with other bytes', async () => {
    await joinAs(guest, 'Bo');
    const files = filesOf(guest);
    const text = Buffer.from('int main(void) {}\n'.repeat(9000));
    await files.finished(files.send(sourceOf('main.c', text)));
    for (const session of [guest, host]) {
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
    const card = await cardNamed(guest, 'main.c');
    await host.suspend();
    await waitFor(() => guest.state.connection.kind === 'reconnecting', 'the host is away');
    assert.ok((await filesOf(guest).bytes(card)).equals(text));
    const [stored] = readdirSync(join(folder(), 'guest'), {
      recursive: true,
      encoding: 'utf8',
    }).filter(
      (name) =>
        name.includes('.files') && statSync(join(folder(), 'guest', name)).size === text.length,
    );
    assert.ok(stored, 'the guest has it on its disk');
    writeFileSync(join(folder(), 'guest', stored), Buffer.alloc(text.length, 'x'));
    await assert.rejects(files.bytes(card), fails('wrong-hash'));
  });

  it('are not offered to a host’s lab room', async () => {
    await host.leave();
    await host.host({
      ...{ kind: 'lab-hub', name: '', address: '127.0.0.1', port: 0 },
      ...{ maxClients: 2, person: '' },
    });
    assert.equal(host.invited, undefined);
  });

  it('wait while the room is away, and go on when it is back', async () => {
    await joinAs(guest, 'Bo');
    const journal = host.invited?.journalId ?? '';
    await host.suspend();
    await waitFor(() => guest.state.connection.kind === 'reconnecting', 'the host is away');
    const files = filesOf(guest);
    const bytes = randomBytes(1000);
    const id = files.send(sourceOf('later', bytes));
    await waitFor(() => files.transfers[0]?.error === 'connection-lost', 'an attempt failed');
    assert.ok(isRunning(files.transfers[0] as Transfer));
    host = diskSession(join(folder(), 'host'));
    await host.reopen(journal);
    await files.finished(id);
    assert.ok((await fetched(host, await cardNamed(host, 'later'))).equals(bytes));
    assert.ok(inviteOf(host));
  });

  it('stop when the room is left', async () => {
    await joinAs(guest, 'Bo');
    const files = filesOf(guest);
    const id = files.send({
      ...sourceOf('endless', Buffer.alloc(1000)),
      async *open() {
        await new Promise(() => {});
      },
    });
    const over = files.finished(id);
    await guest.leave();
    await assert.rejects(over, fails('no-room'));
    assert.throws(() => files.send(sourceOf('more', Buffer.alloc(1))), fails('no-room'));
  });
});

function archiveOf(session: Session) {
  return (session as unknown as { deps: { archive: { delete(id: string): void } } }).deps.archive;
}
