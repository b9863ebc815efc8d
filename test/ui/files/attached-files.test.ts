import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { english } from '../../../src/strings/translate';
import { AttachedFiles, type ChosenFile } from '../../../src/ui/files/attached-files';
import { maxAttachedFiles, pieceBytes } from '../../../src/webview/file-messages';
import type { ToPanel } from '../../../src/webview/messages';
import { pictureOf } from '../../helpers/drawn-pictures';
import { pngHeader } from '../../helpers/pictures';
import { temporaryFolder } from '../../helpers/temporary-folder';
import { waitFor } from '../../helpers/wait-for';
import { temporaryFiles } from './temporary';

describe('the files above the message box', () => {
  const folder = temporaryFolder();
  let waiting: AttachedFiles;
  let refusal: string | undefined;

  beforeEach(() => {
    refusal = undefined;
    waiting = new AttachedFiles({
      refusal: () => refusal,
      room: () => ({ limits: { fileBytes: 1024 * 1024, roomBytes: 4 * 1024 * 1024 } }),
      temporary: temporaryFiles(folder()),
      t: english,
    });
  });
  afterEach(() => waiting.dispose());

  const shown = () => waiting.list.map((file) => file.shown('en'));

  /** Waits until the files can be sent; their last byte is read a little earlier. */
  const areComplete = () =>
    waitFor(() => waiting.list.every(({ isComplete }) => isComplete), 'all are complete');

  function connect() {
    const posts: ToPanel[] = [];
    const page = waiting.connect((message) => posts.push(message));
    /** The messages of this type so far. */
    const of = <T extends ToPanel['type']>(type: T) =>
      posts.filter((each): each is Extract<ToPanel, { type: T }> => each.type === type);
    const offer = (key: number, bytes: Uint8Array, name = 'a.bin') =>
      page.handle({ type: 'offerFile', key, name, size: bytes.length });
    /** Offers a file and posts all of its pieces. */
    const handOver = async (key: number, bytes: Uint8Array, name?: string) => {
      offer(key, bytes, name);
      await waitFor(() => of('takeFile').some((each) => each.key === key), 'it is wanted');
      for (let start = 0; start < bytes.length; start += pieceBytes) {
        const piece = bytes.subarray(start, start + pieceBytes);
        page.handle({ type: 'filePiece', key, start, bytes: piece });
      }
    };
    return { page, of, offer, handOver };
  }

  function chosen(bytes: Uint8Array, name = 'notes.txt'): ChosenFile & { released: number } {
    return {
      name,
      size: bytes.length,
      released: 0,
      async *open(offset) {
        yield bytes.subarray(offset);
      },
      release() {
        this.released += 1;
      },
    };
  }

  async function contentOf(index: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of waiting.list[index]?.source?.open(0) ?? []) parts.push(part);
    return Buffer.concat(parts);
  }

  it('take a file piece by piece, and say how much they have', async () => {
    const bytes = Buffer.alloc(3 * pieceBytes + 17, 'abcdefg');
    const { of, handOver } = connect();
    await handOver(1, bytes, '../notes.txt');
    assert.equal(shown()[0]?.name, 'notes.txt');
    await areComplete();
    assert.deepEqual(
      of('tookPiece').map(({ end }) => end),
      [pieceBytes, 2 * pieceBytes, 3 * pieceBytes, bytes.length],
    );
    await waitFor(() => of('dropFile').length === 1, 'the page needn’t keep it');
    assert.deepEqual(await contentOf(0), bytes);
  });

  it('take an empty file', async () => {
    const { page, of } = connect();
    page.handle({ type: 'offerFile', key: 1, name: 'empty', size: 0 });
    await areComplete();
    assert.equal(of('takeFile').length, 0);
    assert.equal((await contentOf(0)).length, 0);
  });

  it('refuse a file that is too large before a byte of it comes', async () => {
    const { page, of } = connect();
    page.handle({ type: 'offerFile', key: 1, name: 'big.iso', size: 2 * 1024 ** 3 });
    assert.equal(
      shown()[0]?.problem,
      '“big.iso” is too large: files in this room can be up to 1 MiB.',
    );
    assert.deepEqual(of('takeFile'), []);
    assert.equal(of('dropFile').length, 1);
    assert.deepEqual(readdirSync(folder()), []);
    assert.match(waiting.add(chosen(Buffer.alloc(2_000_000))) ?? '', /^$/);
    assert.match(shown()[1]?.problem ?? '', /is too large/);
    assert.deepEqual(
      waiting.take([1, 2]).map(({ id }) => id),
      [],
      'neither can be sent',
    );
  });

  it('refuse more than ten, and everything where the room takes no files', async () => {
    const { offer, of } = connect();
    for (let key = 1; key <= maxAttachedFiles; key += 1) offer(key, Buffer.from('x'));
    offer(11, Buffer.from('x'));
    assert.deepEqual(
      of('fileRefusal').map(({ reason }) => reason),
      ['You can attach up to 10 files. Send these first.'],
    );
    assert.equal(shown().length, 10);
    await waitFor(() => of('takeFile').length === maxAttachedFiles, 'all have a place on the disk');
    refusal = 'Lab rooms take no files.';
    assert.equal(waiting.add(chosen(Buffer.from('x'))), refusal);
    offer(12, Buffer.from('x'));
    assert.equal(of('fileRefusal').at(-1)?.reason, refusal);
    assert.equal(shown().length, 10);
    waiting.clear();
    await waitFor(() => readdirSync(folder()).length === 0, 'nothing is left on the disk');
  });

  it('give up a file whose pieces don’t follow each other, or are too many', async () => {
    const wrong: [start: number, length: number][] = [
      [5, 5],
      [0, 11],
      [0, 0],
    ];
    for (const [start, length] of wrong) {
      const { page, of } = connect();
      page.handle({ type: 'offerFile', key: 1, name: 'a', size: 10 });
      await waitFor(() => of('takeFile').length === 1, 'it is wanted');
      page.handle({ type: 'filePiece', key: 1, start, bytes: new Uint8Array(length) });
      assert.ok(shown().at(-1)?.problem, `${start} ${length}`);
      assert.equal(of('dropFile').length, 1);
    }
    await waitFor(() => readdirSync(folder()).length === 0, 'nothing is left on the disk');
  });

  it('say that a file was lost with its page, and keep what was complete', async () => {
    const { page, handOver, of } = connect();
    await handOver(1, Buffer.from('whole'));
    await areComplete();
    page.handle({ type: 'offerFile', key: 2, name: 'half', size: 10 });
    await waitFor(() => of('takeFile').length === 2, 'it is wanted');
    page.handle({ type: 'filePiece', key: 2, start: 0, bytes: new Uint8Array(5) });
    page.dispose();
    assert.equal(shown()[0]?.problem, undefined);
    assert.match(shown()[1]?.problem ?? '', /was closed/);
    assert.equal((await contentOf(0)).toString(), 'whole');
  });

  it('have the page make a thumbnail of its own picture, and take only a small WebP', async () => {
    const picture = await pictureOf('png', 800, 600);
    const { page, handOver, of } = connect();
    await handOver(1, picture, 'shot.png');
    await waitFor(() => of('makeThumbnail').length === 1, 'a thumbnail is wanted');
    assert.deepEqual(of('makeThumbnail')[0], { type: 'makeThumbnail', id: 1, key: 1 });
    assert.deepEqual(of('dropFile'), [], 'the page needs it for that');
    const thumbnail = await pictureOf('webp', 320, 240);
    page.handle({ type: 'thumbnail', id: 1, bytes: thumbnail });
    assert.deepEqual(shown()[0]?.thumbnail, {
      data: thumbnail.toString('base64'),
      width: 320,
      height: 240,
    });
    assert.equal(of('dropFile').length, 1);
    assert.equal(waiting.list[0]?.source?.mime, 'image/png');
    const bad = [await pictureOf('png', 32, 32), await pictureOf('webp', 700, 10)];
    for (const [index, bytes] of bad.entries()) {
      await handOver(2 + index, picture, 'other.png');
      await waitFor(() => of('makeThumbnail').length === 2 + index, 'a thumbnail is wanted');
      page.handle({ type: 'thumbnail', id: waiting.list.at(-1)?.id ?? 0, bytes });
      assert.equal(shown().at(-1)?.thumbnail, undefined);
    }
  });

  it('have the next page make the thumbnail of a picture that no page has', async () => {
    const picture = await pictureOf('jpeg', 40, 30);
    const file = chosen(picture, 'photo.jpg');
    assert.equal(waiting.add(file), undefined);
    await waiting.list[0]?.complete;
    const { of } = connect();
    await waitFor(() => of('makeThumbnail').length === 1, 'a thumbnail is wanted');
    const { picture: given } = of('makeThumbnail')[0] ?? {};
    assert.equal(given?.mime, 'image/jpeg');
    assert.deepEqual(Buffer.from(given?.bytes ?? []), picture);
  });

  it('give no page a picture that would fill its memory, or one that is no picture', async () => {
    const { of, handOver } = connect();
    await handOver(1, pngHeader(60_000, 60_000), 'bomb.png');
    await handOver(2, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.png');
    await waitFor(() => of('dropFile').length === 2, 'both are files');
    assert.deepEqual(of('makeThumbnail'), []);
    await Promise.all(waiting.list.map((file) => file.thumbnailed));
    assert.equal(waiting.list[0]?.source?.mime, undefined);
  });

  it('leave nothing behind when a file is removed or sent', async () => {
    const { handOver } = connect();
    await handOver(1, Buffer.from('one'));
    await handOver(2, Buffer.from('two'));
    await areComplete();
    waiting.remove(1);
    const [sent] = waiting.take([2]);
    assert.deepEqual(shown(), []);
    assert.ok(sent);
    waiting.forget(sent);
    await waitFor(() => readdirSync(folder()).length === 0, 'the folder is empty');
    const file = chosen(Buffer.from('mine'));
    waiting.add(file);
    await waiting.list[0]?.complete;
    waiting.remove(waiting.list[0]?.id ?? 0);
    assert.equal(file.released, 1);
  });

  it('leave nothing behind when a file is removed, or all are, while it is read', async () => {
    for (const remove of [() => waiting.remove(waiting.list[0]?.id ?? 0), () => waiting.clear()]) {
      const { page, of } = connect();
      page.handle({ type: 'offerFile', key: 1, name: 'half', size: 10 });
      await waitFor(() => of('takeFile').length === 1, 'it is wanted');
      page.handle({ type: 'filePiece', key: 1, start: 0, bytes: new Uint8Array(5) });
      remove();
      assert.equal(of('dropFile').length, 1);
      await waitFor(() => readdirSync(folder()).length === 0, 'nothing is left on the disk');
    }
  });

  it('say that a file was lost with a page that closed before the file was begun', async () => {
    let create = (): void => undefined;
    const temporary = temporaryFiles(folder());
    const slow = new AttachedFiles({
      refusal: () => undefined,
      room: () => undefined,
      temporary: {
        create: async () => {
          await new Promise<void>((resolve) => {
            create = resolve;
          });
          return temporary.create();
        },
        find: () => undefined,
      },
      t: english,
    });
    const posts: ToPanel[] = [];
    const page = slow.connect((message) => posts.push(message));
    page.handle({ type: 'offerFile', key: 1, name: 'a', size: 3 });
    page.dispose();
    create();
    await waitFor(() => slow.list[0]?.problem, 'the problem is known');
    assert.match(slow.list[0]?.problem ?? '', /was closed/);
    assert.deepEqual(posts, []);
    await waitFor(() => readdirSync(folder()).length === 0, 'nothing is left on the disk');
    slow.dispose();
  });

  it('are all there after a reload, more than ten too', async () => {
    const { page, handOver } = connect();
    for (let key = 1; key <= 8; key += 1) await handOver(key, Buffer.from(`${key}`));
    await areComplete();
    const taken = waiting.take(waiting.list.map(({ id }) => id));
    for (let key = 9; key <= 12; key += 1) await handOver(key, Buffer.from(`${key}`));
    waiting.putBack(taken);
    await areComplete();
    page.dispose();
    const kept = waiting.list.flatMap((file) => file.kept ?? []);
    assert.equal(kept.length, 12);
    const next = new AttachedFiles({
      refusal: () => undefined,
      room: () => undefined,
      temporary: temporaryFiles(folder()),
      t: english,
    });
    next.restore(kept);
    await waitFor(() => next.list.every(({ isComplete }) => isComplete), 'all can be read');
    assert.equal(next.list.length, 12);
    next.clear();
    await waitFor(() => readdirSync(folder()).length === 0, 'no copy is left');
    next.dispose();
  });

  it('say when this computer can’t store a file', async () => {
    const full = new AttachedFiles({
      refusal: () => undefined,
      room: () => undefined,
      temporary: {
        create: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
        find: () => undefined,
      },
      t: english,
    });
    const page = full.connect(() => undefined);
    page.handle({ type: 'offerFile', key: 1, name: 'a', size: 3 });
    await waitFor(() => full.list[0]?.problem, 'the problem is known');
    assert.match(full.list[0]?.problem ?? '', /^This computer’s disk has no space/);
    full.dispose();
  });
});
