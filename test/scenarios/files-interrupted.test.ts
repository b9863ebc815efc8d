import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isRunning, type Transfer } from '../../src/room/files';
import { ChaosProxy } from '../helpers/chaos-proxy';
import { fileRoom } from '../helpers/file-room';
import {
  cardNamed,
  diskSession,
  fails,
  fetched,
  fileMessages,
  filesOf,
  hostGroup,
  inviteOf,
  MemorySink,
  sourceOf,
} from '../helpers/file-scene';
import { waitFor } from '../helpers/wait-for';

describe('interrupted files', () => {
  const room = fileRoom();

  it('arrive whole through connections that are cut anywhere, in both directions', async () => {
    const through = await room.joinThroughProxy();
    const files = filesOf(room.guest);
    const bytes = randomBytes(400_000);
    // Handshake, request, the first and the last bytes, and in the middle of them.
    const cuts = [1, 300, 1500, 2200, 2500, 3000, 60_000, 200_000, 399_000, 402_000, 404_500];
    for (const [index, cut] of cuts.entries()) {
      const own = Buffer.concat([bytes, Buffer.from([index])]);
      const name = `${index}.bin`;
      through.cutNext(cut, cut + 50_000);
      await files.finished(files.send(sourceOf(name, own)));
      assert.ok(
        (await fetched(room.host, await cardNamed(room.host, name))).equals(own),
        `sent, cut at ${cut}`,
      );
      const card = await cardNamed(room.guest, name);
      through.cutNext(cut, cut + 50_000);
      assert.ok((await fetched(room.guest, card)).equals(own), `fetched, cut at ${cut}`);
    }
    assert.ok(through.cut > cuts.length, `${through.cut} cuts`);
    assert.equal(fileMessages(room.host).length, cuts.length, 'one message for each');
  });

  it('go on at the byte where the connection broke', async () => {
    const through = await room.joinThroughProxy();
    const files = filesOf(room.guest);
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
    const card = await cardNamed(room.guest, 'a.bin');
    await files.finished(files.fetch(card, async () => sink));
    assert.ok(sink.bytes.equals(bytes));
  });

  it('go on after the network stood still, whichever way the bytes went', async () => {
    await room.host.leave();
    const limits = { fileStallMs: 300, deadMs: 600_000 };
    room.host = diskSession(join(room.folder, 'still'), limits);
    room.invite = await hostGroup(room.host);
    room.guest = diskSession(join(room.folder, 'still guest'), limits);
    const frozen = await ChaosProxy.listen({
      ...{ target: room.invite.port, random: Math.random, everyMs: 0, faultMs: 0 },
    });
    try {
      await room.joinAs(room.guest, 'Bo', { ...room.invite, port: frozen.port });
      const files = filesOf(room.guest);
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
      const card = await cardNamed(room.guest, 'a');
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
    await room.joinAs(room.guest, 'Bo');
    const files = filesOf(room.guest);
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
    const journal = room.host.invited?.journalId ?? '';
    await room.host.suspend();
    room.host = diskSession(join(room.folder, 'host'));
    assert.ok(await room.host.reopen(journal));
    hold = false;
    await files.finished(id);
    assert.ok((offsets.at(-1) ?? 0) > 0, 'the host still had a part of it');
    assert.ok((await fetched(room.host, await cardNamed(room.host, 'slow.bin'))).equals(bytes));
  });

  it('being sent when the window is reloaded are reported as not sent', async () => {
    await room.joinAs(room.guest, 'Bo');
    for (const name of ['host', 'guest'] as const) {
      const session = name === 'host' ? room.host : room.guest;
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
      const again = diskSession(join(room.folder, name));
      if (name === 'host') room.host = again;
      else room.guest = again;
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
    await room.joinAs(room.guest, 'Bo');
    for (const session of [room.guest, room.host]) {
      const files = filesOf(session);
      const bytes = randomBytes(3_000_000);
      const offsets: number[] = [];
      let isStuck = true;
      const name = `big of ${session === room.host}`;
      const source = {
        ...sourceOf(name, bytes),
        async *open(offset: number) {
          offsets.push(offset);
          const isSending = offsets.length === 2;
          let sent = 0;
          for await (const chunk of sourceOf('', bytes).open(offset)) {
            yield chunk;
            sent += chunk.length;
            // Not to its end before it is cancelled.
            if (isSending && sent >= 2_000_000) await waitFor(() => !isStuck, 'it is cancelled');
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
      assert.deepEqual(fileMessages(room.host).length, session === room.host ? 1 : 0);
      isStuck = false;
      files.retry(id);
      await files.finished(id);
      assert.ok((offsets.at(-1) ?? 0) > 0, 'what the hub had wasn’t sent again');
      assert.ok((await fetched(room.guest, await cardNamed(room.guest, name))).equals(bytes));
    }
  });

  it('being fetched are dropped when cancelled', async () => {
    await room.joinAs(room.guest, 'Bo');
    const bytes = randomBytes(5_000_000);
    await filesOf(room.host).finished(filesOf(room.host).send(sourceOf('big', bytes)));
    const card = await cardNamed(room.guest, 'big');
    const files = filesOf(room.guest);
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

  it('wait while the room is away, and go on when it is back', async () => {
    await room.joinAs(room.guest, 'Bo');
    const journal = room.host.invited?.journalId ?? '';
    await room.host.suspend();
    await waitFor(() => room.guest.state.connection.kind === 'reconnecting', 'the host is away');
    const files = filesOf(room.guest);
    const bytes = randomBytes(1000);
    const id = files.send(sourceOf('later', bytes));
    await waitFor(() => files.transfers[0]?.error === 'connection-lost', 'an attempt failed');
    assert.ok(isRunning(files.transfers[0] as Transfer));
    room.host = diskSession(join(room.folder, 'host'));
    await room.host.reopen(journal);
    await files.finished(id);
    assert.ok((await fetched(room.host, await cardNamed(room.host, 'later'))).equals(bytes));
    assert.ok(inviteOf(room.host));
  });

  it('stop when the room is left', async () => {
    await room.joinAs(room.guest, 'Bo');
    const files = filesOf(room.guest);
    const id = files.send({
      ...sourceOf('endless', Buffer.alloc(1000)),
      async *open() {
        await new Promise(() => {});
      },
    });
    const over = files.finished(id);
    await room.guest.leave();
    await assert.rejects(over, fails('no-room'));
    assert.throws(() => files.send(sourceOf('more', Buffer.alloc(1))), fails('no-room'));
  });
});
