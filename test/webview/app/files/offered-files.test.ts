import { strict as assert } from 'node:assert';
import { readPicture } from '../../../../src/protocol/picture';
import { maxPiecesAhead, pieceBytes, thumbnailBytes } from '../../../../src/webview/messages';
import { pictureOf } from '../../../helpers/drawn-pictures';
import { waitFor } from '../../../helpers/wait-for';
import { room } from '../room-scene';
import { usePanel } from '../use-panel';

describe('a file that the page hands over', () => {
  const panel = usePanel();

  /** Drops a file of this many bytes, or with these in Base64. */
  const drop = (content: number | string, name = 'a.bin') =>
    panel.page.evaluate(
      ([given, fileName]) => {
        const bytes =
          typeof given === 'number'
            ? Uint8Array.from({ length: given }, (_, index) => index % 251)
            : Uint8Array.from(atob(given), (character) => character.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], fileName));
        document.body.dispatchEvent(
          new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }),
        );
      },
      [content, name] as const,
    );

  /** The pieces that were posted: where each begins, its length, and whether its bytes are right. */
  const pieces = () =>
    panel.page.evaluate(() =>
      globalThis.fakeEditor.posted.flatMap((message) =>
        message.type === 'filePiece'
          ? {
              start: message.start,
              length: message.bytes.length,
              isRight: message.bytes.every(
                (byte: number, index: number) => byte === (message.start + index) % 251,
              ),
            }
          : [],
      ),
    );

  const havePieces = (count: number) =>
    waitFor(async () => (await pieces()).length >= count, `${count} pieces`);

  it('goes in pieces, at most four of which are on their way', async () => {
    await panel.open(room([]));
    const size = 6 * pieceBytes + 5;
    await drop(size);
    assert.deepEqual(await pieces(), []);
    await panel.post({ type: 'takeFile', key: 1 });
    await havePieces(maxPiecesAhead);
    await panel.post();
    assert.equal((await pieces()).length, maxPiecesAhead);
    for (let stored = 1; stored <= 3; stored += 1) {
      await panel.post({ type: 'tookPiece', key: 1, end: stored * pieceBytes });
      await havePieces(maxPiecesAhead + stored);
      await panel.post();
      assert.equal((await pieces()).length, maxPiecesAhead + stored);
    }
    const all = await pieces();
    assert.ok(all.every(({ isRight }) => isRight));
    assert.equal(
      all.reduce((sum, { length }) => sum + length, 0),
      size,
    );
    assert.deepEqual(
      all.map(({ start }) => start),
      all.map((_, index) => index * pieceBytes),
    );
  });

  it('stops when the host doesn’t want it any more', async () => {
    await panel.open(room([]));
    await drop(6 * pieceBytes);
    await panel.post({ type: 'takeFile', key: 1 });
    await havePieces(maxPiecesAhead);
    await panel.post(
      { type: 'dropFile', key: 1 },
      { type: 'tookPiece', key: 1, end: 4 * pieceBytes },
    );
    assert.equal((await pieces()).length, maxPiecesAhead);
  });

  it('waits for the one before it', async () => {
    await panel.open(room([]));
    await drop(2 * pieceBytes);
    await drop(5 * pieceBytes);
    await panel.post({ type: 'takeFile', key: 1 }, { type: 'takeFile', key: 2 });
    await havePieces(maxPiecesAhead);
    await panel.post();
    const keys = async () => (await panel.postedOf('filePiece')).map(({ key }) => key);
    assert.deepEqual(await keys(), [1, 1, 2, 2]);
    await panel.post({ type: 'tookPiece', key: 1, end: 2 * pieceBytes });
    await havePieces(maxPiecesAhead + 2);
    await panel.post();
    assert.deepEqual(await keys(), [1, 1, 2, 2, 2, 2]);
  });

  /** The thumbnail that the page posted last. */
  const thumbnail = async () => {
    const last = () => panel.postedOf('thumbnail').then((all) => all.at(-1));
    const { id } = await waitFor(last, 'a thumbnail');
    const data = await panel.page.evaluate(() => {
      const bytes = globalThis.fakeEditor.posted.findLast(
        (message) => message.type === 'thumbnail',
      )?.bytes;
      return bytes && btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
    return { id, bytes: data === undefined ? undefined : Buffer.from(data, 'base64') };
  };

  it('gets a small thumbnail when it is a picture', async () => {
    for (const format of ['png', 'jpeg', 'webp', 'gif'] as const) {
      await panel.open(room([]));
      await drop((await pictureOf(format, 1600, 800)).toString('base64'), `a.${format}`);
      await panel.post({ type: 'makeThumbnail', id: 5, key: 1 });
      const { id, bytes } = await thumbnail();
      assert.equal(id, 5);
      assert.ok(bytes && bytes.length <= thumbnailBytes, `${format}: ${bytes?.length}`);
      assert.deepEqual(readPicture(bytes), { format: 'webp', width: 320, height: 160 });
    }
  });

  it('gets a thumbnail that is small enough, however much the picture shows', async () => {
    await panel.open(room([]));
    const noisy = await panel.page.evaluate(async () => {
      const canvas = new OffscreenCanvas(900, 900);
      const context = canvas.getContext('2d');
      const image = context?.createImageData(900, 900);
      let seed = 1;
      for (let at = 0; image && at < image.data.length; at += 1) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        image.data[at] = at % 4 === 3 ? 255 : seed % 256;
      }
      if (image) context?.putImageData(image, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    });
    await drop(noisy, 'noise.png');
    await panel.post({ type: 'makeThumbnail', id: 1, key: 1 });
    const { bytes } = await thumbnail();
    assert.ok(bytes && bytes.length <= thumbnailBytes, `${bytes?.length}`);
    assert.equal(readPicture(bytes)?.format, 'webp');
  });

  it('goes without a thumbnail when the browser can’t decode it', async () => {
    await panel.open(room([]));
    await drop((await pictureOf('png', 64, 64)).subarray(0, 60).toString('base64'), 'cut.png');
    await panel.post({ type: 'makeThumbnail', id: 1, key: 1 });
    assert.deepEqual(await thumbnail(), { id: 1, bytes: undefined });
  });
});
