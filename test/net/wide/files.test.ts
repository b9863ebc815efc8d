import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { StoredMessage } from '../../../src/net/wide/engine';
import { FileSeal, maxFileMessages } from '../../../src/net/wide/file-seal';
import { memberKeys, newRoom, userKey } from '../../../src/net/wide/keys';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';
import { MemoryWide } from '../../helpers/wide-memory';
import { WideScene } from '../../helpers/wide-scene';
import { fetched, fileOf, sourceOf, transit, wideFileContract } from './file-contract';

describe('files of a wide room, on a server in memory', () => {
  let network: MemoryWide;

  beforeEach(() => {
    network = new MemoryWide();
  });

  wideFileContract(() => ({ network, server: network.server }));

  /** A file of three chunks that a member has sent, and what the server has of it. */
  async function sent(bytes = randomBytes(250_000)) {
    const scene = await WideScene.create(network, network.server);
    const [file, ticket] = [fileOf(bytes), scene.ticket()];
    const seq = await network.putFile(ticket, file, sourceOf(bytes), transit());
    const log = network.fileLog(ticket);
    const get = () => fetched({ network }, scene.ticket(), { ...file, seq });
    const replace = (at: number, change: Partial<StoredMessage>) => {
      log.messages[at - log.first] = { ...(log.at(at) as StoredMessage), ...change };
    };
    return { ...{ bytes, file, get, log, replace, scene, seq, ticket } };
  }

  it('doesn’t tell the server what the file is', async () => {
    const { bytes, file, log } = await sent(Buffer.alloc(250_000, 'secret '));
    for (const message of log.messages) {
      const { id = '', payload = Buffer.of() } = message ?? {};
      assert.ok(!id.includes(file.hash.slice(0, 8)));
      assert.ok(!payload.includes(bytes.subarray(0, 14)));
      assert.ok(!payload.includes(file.hash));
    }
  });

  it('refuses a chunk or a manifest that was changed anywhere, cut or extended', async () => {
    const { get, log, replace, seq } = await sent();
    for (const [at, code] of [
      [1, 'wrong-hash'],
      [3, 'wrong-hash'],
      [seq, 'no-such-file'],
    ] as const) {
      const { payload } = log.at(at) as StoredMessage;
      const step = at === seq ? 1 : 9973;
      const changed: Buffer[] = [
        payload.subarray(0, -1),
        payload.subarray(0, 20),
        Buffer.of(),
        Buffer.concat([payload, Buffer.of(0)]),
      ];
      for (let byte = 0; byte < payload.length; byte += step) {
        const copy = Buffer.from(payload);
        copy[byte] = (copy[byte] ?? 0) ^ 1;
        changed.push(copy);
      }
      for (const each of changed) {
        replace(at, { payload: each });
        await assert.rejects(get(), { code });
      }
      replace(at, { payload });
    }
    await get();
  });

  it('refuses chunks in another order, of another file, or of another member', async () => {
    const { file, get, log, replace, scene, ticket } = await sent();
    log.swap(1, 2);
    await assert.rejects(get(), { code: 'wrong-hash' });
    log.swap(1, 2);
    await get();
    const original = log.at(1) as StoredMessage;
    const other = randomBytes(250_000);
    const at = await network.putFile(ticket, fileOf(other), sourceOf(other), transit());
    replace(1, { payload: (log.at(at - 3) as StoredMessage).payload });
    await assert.rejects(get(), { code: 'wrong-hash' });
    const stranger = userKey(scene.ticket().key, new FileSeal(ticket.epoch, ticket.pin).stream);
    replace(1, { ...original, user: stranger.public });
    await assert.rejects(get(), { code: 'wrong-hash' });
    replace(1, original);
    assert.equal((await get()).length, file.size);
  });

  it('opens no manifest with other numbers than the file has chunks, or that no member signed', () => {
    const { key, pin, token } = newRoom();
    const seal = new FileSeal({ number: 1, token }, pin);
    const { public: user } = userKey(key, seal.stream);
    const file = { hash: 'h'.repeat(43), size: 200_000 };
    const keys = memberKeys(key);
    const opened = (chunks: readonly unknown[], by = keys) =>
      seal.openManifest(user, file, seal.sealManifest(by, user, file, chunks as number[]));
    assert.deepEqual(opened([3, 1, 2]), [3, 1, 2]);
    for (const chunks of [
      [],
      [1, 2],
      [1, 2, 3, 4],
      [1, 2, 0],
      [1, 2, -1],
      [1, 2, 1.5],
      [1, 2, '3'],
    ]) {
      assert.equal(opened(chunks), undefined);
    }
    const { verifying } = memberKeys(newRoom().key);
    assert.equal(opened([3, 1, 2], { ...keys, verifying }), undefined);
    const manifest = seal.sealManifest(keys, user, file, [1, 2, 3]);
    const otherHash = { ...file, hash: 'g'.repeat(43) };
    assert.equal(seal.openManifest(user, otherHash, manifest), undefined);
    assert.equal(seal.openManifest('U', file, manifest), undefined);
    const otherEpoch = new FileSeal({ number: 2, token: newRoom().token }, pin);
    assert.equal(otherEpoch.openManifest(user, file, manifest), undefined);
  });

  it('is gone when newer messages have taken its place, and can be sent again', async () => {
    const { bytes, file, get, log, scene, ticket } = await sent();
    const fill = (count: number) => {
      for (let at = 0; at < count; at += 1) {
        const payload = Buffer.of(1);
        log.store({ user: 'U', id: `${log.last}`, time: 0, payload });
      }
    };
    fill(maxFileMessages - 4);
    await get();
    fill(1);
    await assert.rejects(get(), { code: 'file-gone' });
    const seq = await network.putFile(ticket, file, sourceOf(bytes), transit());
    assert.equal(seq, log.last);
    assert.deepEqual(await fetched({ network }, scene.ticket(), { ...file, seq }), bytes);
  });

  it('ends when the connection does, and when the server does nothing for too long', async () => {
    const clock = new FakeClock();
    network = new MemoryWide(clock);
    const { get, ticket } = await sent();
    network.storing = 'no-quorum';
    const other = randomBytes(10);
    const put = () => network.putFile(ticket, fileOf(other), sourceOf(other), transit());
    const late = assert.rejects(put(), { code: 'timed-out' });
    for (let at = 0; at < 30; at += 1) await clock.advance(1000);
    await late;
    const cut = assert.rejects(put(), { code: 'connection-lost' });
    await waitFor(() => network.engines.size === 1, 'a connection');
    network.crash();
    await cut;
    network.storing = 'yes';
    await put();
    network.readable = false;
    const unread = assert.rejects(get(), { code: 'timed-out' });
    for (let at = 0; at < 30; at += 1) await clock.advance(1000);
    await unread;
    network.reachable = false;
    await assert.rejects(get(), { code: 'connection-lost' });
  });

  it('waits for a message that this node doesn’t have yet', async () => {
    const { bytes, get } = await sent();
    let asked = 0;
    network.shows = ({ seq }) => {
      if (seq === 2) asked += 1;
      return seq !== 2 || asked > 3;
    };
    assert.deepEqual(await get(), bytes);
    assert.ok(asked > 3);
  });
});
