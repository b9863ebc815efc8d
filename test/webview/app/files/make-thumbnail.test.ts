import { strict as assert } from 'node:assert';
import { readPicture } from '../../../../src/protocol/picture';
import { thumbnailBytes } from '../../../../src/webview/file-messages';
import { pictureOf } from '../../../helpers/drawn-pictures';
import { waitFor } from '../../../helpers/wait-for';
import { room } from '../room-scene';
import { usePanel } from '../use-panel';

describe('a thumbnail of a dropped picture', () => {
  const panel = usePanel();

  /** Drops a file with these bytes, in Base64. */
  const drop = (content: string, name: string) =>
    panel.page.evaluate(
      ([base64, fileName]) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], fileName));
        document.body.dispatchEvent(
          new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }),
        );
      },
      [content, name] as const,
    );

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

  it('is small, in every format', async () => {
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

  it('is small enough, however much the picture shows', async () => {
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

  it('is missing when the browser can’t decode the picture', async () => {
    await panel.open(room([]));
    await drop((await pictureOf('png', 64, 64)).subarray(0, 60).toString('base64'), 'cut.png');
    await panel.post({ type: 'makeThumbnail', id: 1, key: 1 });
    assert.deepEqual(await thumbnail(), { id: 1, bytes: undefined });
  });
});
