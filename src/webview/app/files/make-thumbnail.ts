import { thumbnailBytes, thumbnailPixels } from '../base/messages';

/** From good to barely recognizable; the first one that is small enough is taken. */
const qualities = [0.82, 0.6, 0.4, 0.2] as const;
/** Each time that no quality is small enough, the thumbnail shrinks to this part. */
const shrink = 0.7;
/** Smaller ones show nothing any more, in pixels. */
const minPixels = 24;

/**
 * Makes a small WebP of a picture, of at most {@link thumbnailPixels} and {@link thumbnailBytes}. Of an
 * animation, it shows the first frame. Undefined when the browser can't decode the picture, or can't write
 * WebP.
 */
export async function makeThumbnail(picture: Blob): Promise<Uint8Array | undefined> {
  let bitmap: ImageBitmap | undefined;
  try {
    bitmap = await createImageBitmap(picture);
    return await smallest(bitmap);
  } catch {
    return undefined;
  } finally {
    bitmap?.close();
  }
}

async function smallest(bitmap: ImageBitmap): Promise<Uint8Array | undefined> {
  const longest = Math.max(bitmap.width, bitmap.height);
  for (let pixels = Math.min(longest, thumbnailPixels); pixels > 0; pixels *= shrink) {
    const canvas = drawn(bitmap, pixels / longest);
    for (const quality of qualities) {
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
      if (blob.type !== 'image/webp') return undefined;
      if (blob.size <= thumbnailBytes) return new Uint8Array(await blob.arrayBuffer());
    }
    if (pixels < minPixels) return undefined;
  }
  return undefined;
}

function drawn(bitmap: ImageBitmap, scale: number): OffscreenCanvas {
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}
