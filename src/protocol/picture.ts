/** The formats that are shown as pictures; everything else is a file. */
export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif';

/** What a picture's header says. */
export interface Picture {
  readonly format: PictureFormat;
  /** In pixels, at least 1. */
  readonly width: number;
  readonly height: number;
}

/** The largest side of a thumbnail that is shown, in pixels; senders make them of 320 px. */
export const maxThumbSide = 640;

/** Maximum number of bytes of a thumbnail. */
export const maxThumbBytes = 16 * 1024;

/** As many in base64. */
export const maxThumbChars = Math.ceil(maxThumbBytes / 3) * 4;

/** Maximum number of pixels of a picture that is shown: decoded, each takes four bytes of memory. */
export const maxPixels = 40_000_000;

/** How much of a file to read for its dimensions: photographs begin with a preview and a color profile. */
export const pictureHeadBytes = 1024 * 1024;

/** Maximum number of segments of a JPEG or blocks of a GIF that are read before the dimensions. */
const maxParts = 4096;

/**
 * Reads a picture's format and dimensions from its first bytes; undefined if it isn't a picture in one of the four
 * formats, or its dimensions aren't within these bytes. Never decodes anything: a few bytes can describe a picture that
 * fills a computer's memory, so check the header before passing a picture on.
 */
export function readPicture(bytes: Uint8Array): Picture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (const [format, read] of readers) {
      const size = read(view);
      if (!size) continue;
      const [width, height] = size;
      return width > 0 && height > 0 ? { format, width, height } : undefined;
    }
  } catch (error) {
    // A truncated header: something beyond the last byte was to be read.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

/** Whether a thumbnail with this header may be shown. */
export function isThumb({ width, height }: Picture): boolean {
  return width <= maxThumbSide && height <= maxThumbSide;
}

/** Whether a picture with this header may be shown in full. */
export function isShowable({ width, height }: Picture): boolean {
  return width * height <= maxPixels;
}

/** Reads a thumbnail from a card, which is in base64; undefined if it may not be shown. */
export function readThumb(base64: string): Picture | undefined {
  if (base64.length > maxThumbChars) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  const picture = bytes.length <= maxThumbBytes ? readPicture(bytes) : undefined;
  return picture && isThumb(picture) ? picture : undefined;
}

/** Returns width and height; undefined if the bytes are in another format, or have no dimensions. */
type Reader = (view: DataView) => readonly [width: number, height: number] | undefined;

const readers: readonly (readonly [PictureFormat, Reader])[] = [
  ['png', readPng],
  ['jpeg', readJpeg],
  ['webp', readWebp],
  ['gif', readGif],
];

/** https://www.w3.org/TR/png/#11IHDR */
function readPng(view: DataView): readonly [number, number] | undefined {
  const isPng = hasText(view, 0, '\x89PNG\r\n\x1a\n') && hasText(view, 12, 'IHDR');
  return isPng ? [view.getUint32(16), view.getUint32(20)] : undefined;
}

/** ITU-T T.81, annex B: segments up to the frame header. */
function readJpeg(view: DataView): readonly [number, number] | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  for (let parts = 0; parts < maxParts; parts += 1) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // Any number of these fills the space before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrameHeader(marker)) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    // The picture's data begins, or it ends, without dimensions.
    if (marker === 0xda || marker === 0xd9) return undefined;
    const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += isAlone ? 2 : 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
}

/** SOF0 to SOF15, without the three markers in that range that are something else. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** RFC 9649 */
function readWebp(view: DataView): readonly [number, number] | undefined {
  if (!hasText(view, 0, 'RIFF') || !hasText(view, 8, 'WEBP')) return undefined;
  const data = 20;
  if (hasText(view, 12, 'VP8X')) return [uint24(view, data + 4) + 1, uint24(view, data + 7) + 1];
  if (hasText(view, 12, 'VP8L') && view.getUint8(data) === 0x2f) {
    const bits = view.getUint32(data + 1, true);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  if (hasText(view, 12, 'VP8 ') && hasText(view, data + 3, '\x9d\x01\x2a')) {
    return [view.getUint16(data + 6, true) & 0x3fff, view.getUint16(data + 8, true) & 0x3fff];
  }
  return undefined;
}

/**
 * https://www.w3.org/Graphics/GIF/spec-gif89a.txt. Browsers enlarge the picture to its first frame, so that
 * counts as well.
 */
function readGif(view: DataView): readonly [number, number] | undefined {
  if (!hasText(view, 0, 'GIF87a') && !hasText(view, 0, 'GIF89a')) return undefined;
  const flags = view.getUint8(10);
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 0x07) + 1) : 0);
  let inExtension = false;
  for (let parts = 0; parts < maxParts; parts += 1) {
    const byte = view.getUint8(at);
    if (inExtension) {
      // A length and as many bytes; the length 0 ends the extension.
      inExtension = byte !== 0;
      at += 1 + byte;
    } else if (byte === 0x21) {
      inExtension = true;
      at += 2;
    } else if (byte === 0x2c) {
      const right = view.getUint16(at + 1, true) + view.getUint16(at + 5, true);
      const bottom = view.getUint16(at + 3, true) + view.getUint16(at + 7, true);
      const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
      return [Math.max(width, right), Math.max(height, bottom)];
    } else return undefined;
  }
  return undefined;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function hasText(view: DataView, at: number, text: string): boolean {
  if (at + text.length > view.byteLength) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (view.getUint8(at + index) !== text.charCodeAt(index)) return false;
  }
  return true;
}
