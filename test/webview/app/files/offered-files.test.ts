import { strict as assert } from 'node:assert';
import { maxPiecesAhead, pieceBytes } from '../../../../src/webview/file-messages';
import { waitFor } from '../../../helpers/wait-for';
import { room } from '../room-scene';
import { usePanel } from '../use-panel';

describe('a file that the page hands over', () => {
  const panel = usePanel();

  /** Drops a file of this many bytes. */
  const drop = (size: number) =>
    panel.page.evaluate((length) => {
      const bytes = Uint8Array.from({ length }, (_, index) => index % 251);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'a.bin'));
      document.body.dispatchEvent(
        new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }),
      );
    }, size);

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

  const keys = async () => (await panel.postedOf('filePiece')).map(({ key }) => key);

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
    await drop(1);
    await panel.post({ type: 'takeFile', key: 1 });
    await havePieces(maxPiecesAhead);
    await panel.post(
      { type: 'dropFile', key: 1 },
      { type: 'tookPiece', key: 1, end: 4 * pieceBytes },
      { type: 'takeFile', key: 2 },
    );
    // More of the first one would come before it.
    await havePieces(maxPiecesAhead + 1);
    assert.deepEqual(await keys(), [1, 1, 1, 1, 2]);
  });

  it('waits for the one before it', async () => {
    await panel.open(room([]));
    await drop(2 * pieceBytes);
    await drop(5 * pieceBytes);
    await panel.post({ type: 'takeFile', key: 1 }, { type: 'takeFile', key: 2 });
    await havePieces(maxPiecesAhead);
    await panel.post();
    assert.deepEqual(await keys(), [1, 1, 2, 2]);
    await panel.post({ type: 'tookPiece', key: 1, end: 2 * pieceBytes });
    await havePieces(maxPiecesAhead + 2);
    await panel.post();
    assert.deepEqual(await keys(), [1, 1, 2, 2, 2, 2]);
  });
});
