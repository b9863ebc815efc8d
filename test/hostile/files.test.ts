import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { rawFileScene } from '../helpers/deskmate/raw-file-scene';
import {
  cardNamed,
  fetched,
  fileMessages,
  filesOf,
  hashOf,
  inviteOf,
  sourceOf,
} from '../helpers/file-scene';
import { waitFor } from '../helpers/wait-for';

const wrongKey = 'k'.repeat(43);

describe('hostile file connections', () => {
  const scene = rawFileScene();
  const { back, connection, folder, hostRoom, member } = scene;
  const { put, refusal, reopen, request, say, stranger } = scene;

  const stored = () => {
    const rooms = join(folder(), 'host', 'rooms');
    const folders = readdirSync(rooms).filter((name) => name.endsWith('.files'));
    const all = folders.flatMap((name) => readdirSync(join(rooms, name)));
    return all.filter((name) => !name.endsWith('.from'));
  };

  function filePath(): string {
    const rooms = join(folder(), 'host', 'rooms');
    const place = readdirSync(rooms).find((name) => name.endsWith('.files')) ?? '';
    const name = readdirSync(join(rooms, place)).find((each) => /^[0-9a-f]{64}$/.test(each)) ?? '';
    return join(rooms, place, name);
  }

  it('are refused for any first line that isn’t a request', async () => {
    await hostRoom();
    const bytes = randomBytes(100);
    const good = request('get', bytes);
    const lines: readonly (object | string)[] = [
      'GET / HTTP/1.1\r\n\r\n',
      '\n',
      '[]\n',
      'null\n',
      '{"type":"put"}\n',
      `${'x'.repeat(1100)}\n`,
      `${JSON.stringify({ ...good, padding: 'x'.repeat(1024) })}\n`,
      Buffer.from([0xff, 0xfe, 0x0a]).toString('latin1'),
      { ...good, type: 'delete' },
      { ...good, type: '__proto__' },
      { ...good, member: '../m1' },
      { ...good, key: 'short' },
      { ...good, file: 'A'.repeat(42) },
      { ...good, file: `../../${'A'.repeat(37)}` },
      { ...good, file: `..%2f${'A'.repeat(38)}` },
      { ...good, file: `${'A'.repeat(42)}/` },
      { ...good, file: { toString: 1 } },
      { ...good, size: -1 },
      { ...good, size: 1.5 },
      { ...good, size: 2 ** 31 },
      { ...good, size: 1e300 },
      { ...good, size: '100' },
      { ...good, offset: -1 },
      { ...good, offset: 0.5 },
      { ...good, offset: null },
    ];
    for (const line of lines) assert.equal(await refusal(line), 'bad-frame', JSON.stringify(line));
    assert.equal(await refusal({ ...good, offset: 101 }), 'bad-offset');
    assert.deepEqual(stored(), []);
  });

  it('are refused to everyone who isn’t a member with a seat', async () => {
    const { host, mallory } = await hostRoom({}, 1);
    const bytes = randomBytes(1000);
    await filesOf(host).finished(filesOf(host).send(sourceOf('a', bytes)));
    for (const type of ['get', 'put'] as const) {
      for (const change of [
        { key: wrongKey },
        { member: 'm0' },
        { member: 'm99' },
        { key: inviteOf(host).token.padEnd(43, 'A') },
      ]) {
        assert.equal(await refusal(request(type, bytes, change)), 'not-a-member');
      }
    }
    // Someone who has a key, and waits in line.
    mallory.send({ type: 'leave' });
    await mallory.gone();
    await member('Bo');
    const back = await stranger();
    back.send({ type: 'resume', version: 1, member: mallory.id, key: mallory.key, last: 0 });
    await back.receives('waiting');
    for (const type of ['get', 'put'] as const) {
      assert.equal(await refusal(request(type, bytes)), 'not-a-member');
    }
  });

  it('are closed when their member is removed, and refused from then on', async () => {
    const { host, mallory } = await hostRoom();
    const bytes = randomBytes(20_000_000);
    await filesOf(host).finished(filesOf(host).send(sourceOf('big', bytes, { chunk: 1 << 20 })));
    const reading = await connection();
    reading.send(request('get', bytes));
    await reading.line();
    reading.socket.pause();
    const writing = await connection();
    writing.send(request('put', Buffer.from('something else')));
    await writing.line();
    assert.ok(host.invited?.hostActions?.remove(mallory.id, ''));
    reading.socket.resume();
    await Promise.all([reading.gone(), writing.gone()]);
    assert.ok(reading.bytes.length < bytes.length);
    assert.equal(await refusal(request('get', bytes)), 'not-a-member');
  });

  it('give only files that a card of this room names', async () => {
    const { host, mallory } = await hostRoom();
    const bytes = randomBytes(1000);
    assert.equal(await put(bytes), 'done');
    // It is there, and nobody has sent it.
    assert.equal(await refusal(request('get', bytes)), 'no-such-file');
    assert.equal(await refusal(request('get', randomBytes(5))), 'no-such-file');
    await say(mallory, bytes, 'mine');
    await cardNamed(host, 'mine');
    for (const offset of [0, 999, 1000]) {
      const file = await connection();
      file.send(request('get', bytes, { offset }));
      assert.deepEqual(await file.line(), { type: 'ready', offset });
      assert.ok((await file.take(1000 - offset)).equals(bytes.subarray(offset)));
      assert.deepEqual(await file.line(), { type: 'done' });
      await file.gone();
    }
    assert.equal(await refusal(request('get', bytes, { size: 999 })), 'no-such-file');
    assert.equal(await refusal(request('get', bytes, { offset: 1001 })), 'bad-offset');
  });

  it('say nothing among a file’s bytes, even when it can’t be read to the end', async () => {
    const { host } = await hostRoom();
    const bytes = randomBytes(1_000_000);
    await filesOf(host).finished(filesOf(host).send(sourceOf('a', bytes)));
    const path = filePath();
    truncateSync(path, 600_000);
    const file = await connection();
    file.send(request('get', bytes));
    assert.deepEqual(await file.line(), { type: 'ready', offset: 0 });
    await file.gone();
    assert.ok(file.bytes.equals(bytes.subarray(0, 600_000)), 'nothing else than bytes');
    rmSync(path);
    assert.equal(await refusal(request('get', bytes)), 'file-gone');
  });

  it('may be replayed: the bytes are asked for once', async () => {
    await hostRoom();
    const bytes = randomBytes(1000);
    assert.equal(await put(bytes), 'done');
    for (let count = 0; count < 3; count += 1) {
      const file = await connection();
      file.send(request('put', bytes));
      assert.deepEqual(await file.line(), { type: 'ready', offset: 1000 });
      assert.deepEqual(await file.line(), { type: 'done' });
      await file.gone();
    }
    assert.equal(stored().length, 1);
  });

  it('take no card without its file, nor one with another size', async () => {
    const { host, mallory } = await hostRoom();
    const bytes = randomBytes(1000);
    await say(mallory, bytes, 'nothing');
    assert.equal((await mallory.receives('refused')).code, 'no-such-file');
    assert.equal(await put(bytes), 'done');
    mallory.clear();
    const card = { type: 'file', name: 'x', size: 999, hash: hashOf(bytes) };
    mallory.send({ type: 'say', id: 's', text: 'x', card });
    assert.equal((await mallory.receives('refused')).code, 'no-such-file');
    assert.deepEqual(fileMessages(host), []);
  });

  it('clean the name and drop the thumbnail of a hostile card', async () => {
    const { host, mallory } = await hostRoom();
    const bytes = randomBytes(10);
    assert.equal(await put(bytes), 'done');
    const card = {
      ...{ type: 'file', name: '..\\..\\evil\u202etxt.exe. ', size: 10, hash: hashOf(bytes) },
      ...{ mime: 'text/html', thumb: Buffer.from('<svg/>').toString('base64') },
    };
    mallory.send({ type: 'say', id: 's', text: 'x', card });
    const { name, thumb } = await cardNamed(host, 'eviltxt.exe');
    assert.deepEqual([name, thumb], ['eviltxt.exe', undefined]);
  });

  it('don’t get someone else’s file by knowing its hash', async () => {
    const { host, mallory } = await hostRoom();
    const bytes = randomBytes(1000);
    const bo = await member('Bo');
    assert.equal(await put(bytes, { member: bo.id, key: bo.key }), 'done');
    // Bo hasn’t sent the message yet; Mallory has to bring the bytes itself.
    const file = await connection();
    file.send(request('put', bytes));
    assert.deepEqual(await file.line(), { type: 'ready', offset: 0 });
    file.write(Buffer.alloc(1000));
    assert.deepEqual(await file.line(), { type: 'refused', code: 'wrong-hash' });
    // Nor does it get it by a card.
    const { id, key } = mallory;
    mallory.clear();
    await say(Object.assign(mallory, { id, key }), bytes, 'stolen');
    assert.equal((await mallory.receives('refused')).code, 'no-such-file');
    // What Bo brought is unharmed.
    await say(bo, bytes, 'of Bo');
    assert.ok((await fetched(host, await cardNamed(host, 'of Bo'))).equals(bytes));
  });

  it('don’t get it after the host’s window was reloaded, either', async () => {
    const { mallory } = await hostRoom();
    const bytes = randomBytes(1000);
    const bo = await member('Bo');
    assert.equal(await put(bytes, { member: bo.id, key: bo.key }), 'done');
    const host = await reopen();
    const thief = await back(mallory);
    await say(thief, bytes, 'stolen');
    assert.equal((await thief.receives('refused')).code, 'no-such-file');
    // Bo’s message was on its way meanwhile; nothing has to be sent again.
    await say(await back(bo), bytes, 'of Bo');
    assert.ok((await fetched(host, await cardNamed(host, 'of Bo'))).equals(bytes));
  });

  it('refuse wrong bytes, and keep nothing of them', async () => {
    await hostRoom();
    const bytes = randomBytes(100_000);
    const file = await connection();
    file.send(request('put', bytes));
    await file.line();
    file.write(randomBytes(100_000));
    assert.deepEqual(await file.line(), { type: 'refused', code: 'wrong-hash' });
    await file.gone();
    assert.deepEqual(stored(), []);
  });

  it('refuse a put that begins after what the hub has', async () => {
    await hostRoom();
    assert.equal(await refusal(request('put', randomBytes(100), { offset: 50 })), 'bad-offset');
  });

  it('ignore what comes after the last byte, and what comes before they are ready', async () => {
    await hostRoom();
    const bytes = randomBytes(1000);
    const file = await connection();
    const line = `${JSON.stringify(request('put', bytes))}\n`;
    file.write(Buffer.concat([Buffer.from(line), bytes, Buffer.from('{"type":"get"}\nmore')]));
    assert.deepEqual(await file.line(), { type: 'ready', offset: 0 });
    assert.deepEqual(await file.line(), { type: 'done' });
    await file.gone();
  });

  it('take a request and its bytes however they are cut', async () => {
    await hostRoom();
    for (const size of [1, 2, 7, 100]) {
      const bytes = randomBytes(300);
      const all = Buffer.concat([Buffer.from(`${JSON.stringify(request('put', bytes))}\n`), bytes]);
      const file = await connection();
      for (let at = 0; at < all.length; at += size) {
        file.write(all.subarray(at, at + size));
        // A TLS record each.
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.deepEqual(await file.line(), { type: 'ready', offset: 0 });
      assert.deepEqual(await file.line(), { type: 'done' });
    }
  });

  it('don’t look like someone who got in before their key was accepted', async () => {
    const { host } = await hostRoom();
    const last = () => host.arrivals?.at(-1)?.stage;
    const bytes = randomBytes(10);
    const silent = await connection();
    await waitFor(() => last() === 'tls', 'the handshake');
    silent.destroy();
    const key = 'A'.repeat(43);
    assert.equal(await refusal(request('get', bytes, { key })), 'not-a-member');
    assert.equal(last(), 'refused');
    assert.equal(await put(bytes), 'done');
    assert.equal(last(), 'joined');
  });

  it('let the same member go on with a file on a new connection', async () => {
    await hostRoom();
    const bytes = randomBytes(100_000);
    const first = await connection();
    first.send(request('put', bytes));
    await first.line();
    first.write(bytes.subarray(0, 40_000));
    await waitFor(() => stored().length === 1, 'it has begun');
    const second = await connection();
    second.send(request('put', bytes));
    const { offset } = await second.line();
    await first.gone();
    second.write(bytes.subarray(offset as number));
    assert.deepEqual(await second.line(), { type: 'done' });
  });
});
