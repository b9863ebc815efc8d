import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rawFileScene } from '../helpers/deskmate/raw-file-scene';
import { cardNamed, filesOf, sourceOf } from '../helpers/file-scene';
import { waitFor } from '../helpers/wait-for';

describe('slow file connections', () => {
  const { connection, hostRoom, member, put, refusal, request, say } = rawFileScene();

  it('are two at a time for each member', async () => {
    await hostRoom();
    const all = Array.from({ length: 3 }, () => randomBytes(1000));
    for (const bytes of all.slice(0, 2)) {
      const file = await connection();
      file.send(request('put', bytes));
      await file.line();
    }
    assert.equal(await refusal(request('put', all[2] as Buffer)), 'too-many-transfers');
    // Others aren’t affected.
    const bo = await member('Bo');
    assert.equal(await put(all[2] as Buffer, { member: bo.id, key: bo.key }), 'done');
  });

  it('that send nothing are closed, before and after they are ready', async () => {
    await hostRoom({ authenticationMs: 1000, fileStallMs: 100 });
    const silent = await connection();
    assert.deepEqual(await silent.line(), { type: 'refused', code: 'timed-out' });
    await silent.gone();
    const half = await connection();
    half.write('{"type":"put"');
    assert.deepEqual(await half.line(), { type: 'refused', code: 'timed-out' });
    const stuck = await connection();
    stuck.send(request('put', randomBytes(1000)));
    assert.equal((await stuck.line()).type, 'ready');
    stuck.write(Buffer.alloc(500));
    assert.deepEqual(await stuck.line(), { type: 'refused', code: 'timed-out' });
    await stuck.gone();
  });

  it('that trickle are closed, too', async () => {
    await hostRoom({ fileStallMs: 100 });
    const file = await connection();
    file.send(request('put', randomBytes(100_000)));
    await file.line();
    const timer = setInterval(() => file.write(Buffer.alloc(1)), 5);
    try {
      assert.deepEqual(await file.line(), { type: 'refused', code: 'timed-out' });
    } finally {
      clearInterval(timer);
    }
  });

  it('that don’t read are closed', async () => {
    const { host } = await hostRoom({ fileStallMs: 100, closeTimeoutMs: 50, fileConnections: 1 });
    const bytes = randomBytes(20_000_000);
    await filesOf(host).finished(filesOf(host).send(sourceOf('big', bytes, { chunk: 1 << 20 })));
    const file = await connection();
    file.send(request('get', bytes));
    await file.line();
    file.socket.pause();
    // Only one is allowed: another one is, once the hub has given up on this one.
    const small = randomBytes(10);
    await waitFor(async () => {
      const next = await connection();
      next.send(request('put', small));
      return (await next.line()).type === 'ready';
    }, 'the hub has given up');
    file.socket.resume();
    await file.gone();
    assert.ok(file.bytes.length < bytes.length, `${file.bytes.length}`);
  });

  it('of many members who send nothing don’t keep others from anything', async () => {
    const { host, mallory } = await hostRoom();
    for (let count = 0; count < 40; count += 1) await connection();
    const bytes = randomBytes(1000);
    assert.equal(await put(bytes), 'done');
    await say(mallory, bytes, 'after');
    await cardNamed(host, 'after');
  });
});
