import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { FileId } from '../../../src/protocol/card';
import type { FileTransit } from '../../../src/protocol/file-link';
import type { WideTicket } from '../../../src/protocol/wide';
import { WideScene } from '../../helpers/wide-scene';
import type { WideSetup } from './stream-contract';

/** What a test's file is. */
export function fileOf(bytes: Uint8Array): FileId {
  return { hash: createHash('sha256').update(bytes).digest('base64url'), size: bytes.length };
}

/** Reads bytes from a position on, in pieces of this size. */
export function sourceOf(bytes: Uint8Array, piece = 64 * 1024) {
  return async function* (offset: number): AsyncIterable<Uint8Array> {
    for (let at = offset; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
}

/** A transit, and the positions that it reached. */
export function transit(signal = new AbortController().signal) {
  const positions: number[] = [];
  const made: FileTransit & { readonly positions: number[] } = {
    ...{ signal, positions },
    moved: (position) => positions.push(position),
  };
  return made;
}

/** What a member gets of a file, from an offset on. */
export async function fetched(
  { network }: Pick<WideSetup, 'network'>,
  ticket: WideTicket,
  file: FileId & { readonly seq: number },
  offset = 0,
  by = transit(),
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const write = async (bytes: Uint8Array) => {
    parts.push(bytes);
  };
  await network.getFile(ticket, { ...file, offset }, write, by);
  return Buffer.concat(parts);
}

/** What the files of a wide room guarantee, whatever server is under it. */
export function wideFileContract(setup: () => WideSetup): void {
  let scene: WideScene;

  beforeEach(async () => {
    const { network, server } = setup();
    scene = await WideScene.create(network, server);
  });

  afterEach(() => scene.dispose());

  for (const size of [0, 1, 96 * 1024 - 1, 96 * 1024, 96 * 1024 + 1, 1_000_003]) {
    it(`carries a file of ${size} bytes from one member to another`, async () => {
      const { network } = setup();
      const bytes = randomBytes(size);
      const file = fileOf(bytes);
      const put = transit();
      const seq = await network.putFile(scene.ticket(), file, sourceOf(bytes, 50_000), put);
      assert.equal(put.positions.at(-1), size);
      const [ticket, get] = [scene.ticket(), transit()];
      assert.deepEqual(await fetched(setup(), ticket, { ...file, seq }, 0, get), bytes);
      assert.equal(get.positions.at(-1) ?? 0, size);
      const half = Math.floor(size / 2);
      assert.deepEqual(
        await fetched(setup(), ticket, { ...file, seq }, half),
        bytes.subarray(half),
      );
    });
  }

  it('goes on where a transfer broke off, and stores nothing twice', async () => {
    const { network } = setup();
    const bytes = randomBytes(2_000_000);
    const [file, ticket] = [fileOf(bytes), scene.ticket()];
    const stop = new AbortController();
    const broken: FileTransit = {
      signal: stop.signal,
      moved: (position) => {
        if (position >= 1_000_000) stop.abort();
      },
    };
    await assert.rejects(network.putFile(ticket, file, sourceOf(bytes), broken), {
      code: 'cancelled',
    });
    const offsets: number[] = [];
    const put = transit();
    const source = (offset: number) => {
      offsets.push(offset);
      return sourceOf(bytes)(offset);
    };
    const seq = await network.putFile(ticket, file, source, put);
    assert.ok((offsets[0] ?? 0) >= 500_000, `${offsets}`);
    assert.equal(seq, Math.ceil(bytes.length / (96 * 1024)) + 1);
    assert.deepEqual(await fetched(setup(), scene.ticket(), { ...file, seq }), bytes);
    assert.equal(await network.putFile(ticket, file, source, transit()), seq);
    assert.equal(offsets.length, 1);
  });

  it('says that a file changed while it was sent, and takes it from the start then', async () => {
    const { network } = setup();
    const bytes = randomBytes(300_000);
    const [file, ticket] = [fileOf(bytes), scene.ticket()];
    const other = randomBytes(300_000);
    const send = (source: Uint8Array) => network.putFile(ticket, file, sourceOf(source), transit());
    await assert.rejects(send(other), { code: 'wrong-hash' });
    await assert.rejects(send(bytes.subarray(1)), { code: 'file-changed' });
    await assert.rejects(send(Buffer.concat([bytes, bytes])), { code: 'file-changed' });
    const seq = await send(bytes);
    assert.deepEqual(await fetched(setup(), ticket, { ...file, seq }), bytes);
  });

  it('passes on what reading or writing the file throws', async () => {
    const { network } = setup();
    const bytes = randomBytes(300_000);
    const [file, ticket] = [fileOf(bytes), scene.ticket()];
    const fails = async function* (): AsyncIterable<Uint8Array> {
      yield bytes.subarray(0, 1000);
      throw new Error('unreadable');
    };
    await assert.rejects(network.putFile(ticket, file, fails, transit()), /unreadable/);
    const seq = await network.putFile(ticket, file, sourceOf(bytes), transit());
    const write = () => Promise.reject(new Error('unwritable'));
    const whole = { ...file, seq, offset: 0 };
    await assert.rejects(network.getFile(ticket, whole, write, transit()), /unwritable/);
  });

  it('takes a number without a manifest of the file for no file', async () => {
    const { network } = setup();
    const [bytes, other] = [randomBytes(200_000), randomBytes(200_000)];
    const [file, ticket] = [fileOf(bytes), scene.ticket()];
    const seq = await network.putFile(ticket, file, sourceOf(bytes), transit());
    const at = await network.putFile(ticket, fileOf(other), sourceOf(other), transit());
    for (const wrong of [seq - 1, at]) {
      await assert.rejects(fetched(setup(), ticket, { ...file, seq: wrong }), {
        code: 'no-such-file',
      });
    }
    await assert.rejects(fetched(setup(), ticket, { ...file, size: file.size + 1, seq }), {
      code: 'no-such-file',
    });
    await assert.rejects(fetched(setup(), ticket, { ...file, seq: at + 1 }), { code: 'file-gone' });
  });
}
