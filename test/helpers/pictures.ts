/** A PNG's first bytes. */
export function pngHeader(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

function jpegSegment(marker: number, length: number): Buffer {
  const bytes = Buffer.alloc(2 + length);
  bytes.set([0xff, marker]);
  bytes.writeUInt16BE(length, 2);
  return bytes;
}

/** A JPEG up to its frame header, after these segments of a camera. */
export function jpegHeader(
  width: number,
  height: number,
  { sof = 0xc0, segments = [] as readonly Buffer[] } = {},
): Buffer {
  const frame = jpegSegment(sof, 17);
  frame.writeUInt8(8, 4);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), jpegSegment(0xe0, 16), ...segments, frame]);
}

/** What a camera writes before the dimensions. */
export const jpegExtras = [
  jpegSegment(0xe1, 60_000),
  Buffer.from([0xff, 0xff, 0xff]),
  jpegSegment(0xc4, 400),
  jpegSegment(0xdb, 67),
];

function webp(chunk: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(12 + data.length, 4);
  bytes.write(`WEBP${chunk}`, 8, 'latin1');
  bytes.writeUInt32LE(data.length, 16);
  return Buffer.concat([bytes, data]);
}

export function webpLossy(width: number, height: number): Buffer {
  const data = Buffer.from([0x30, 0x01, 0x00, 0x9d, 0x01, 0x2a, 0, 0, 0, 0]);
  data.writeUInt16LE(width, 6);
  data.writeUInt16LE(height, 8);
  return webp('VP8 ', data);
}

export function webpLossless(width: number, height: number): Buffer {
  const data = Buffer.from([0x2f, 0, 0, 0, 0]);
  data.writeUInt32LE((((height - 1) << 14) | (width - 1)) >>> 0, 1);
  return webp('VP8L', data);
}

export function webpExtended(width: number, height: number): Buffer {
  const data = Buffer.alloc(10);
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return webp('VP8X', data);
}

/** A GIF up to its first frame. */
export function gifHeader(
  [width, height]: readonly [number, number],
  [frameWidth, frameHeight]: readonly [number, number] = [width, height],
  { colors = 1, comment = '' } = {},
): Buffer {
  const head = Buffer.alloc(13 + (3 << (colors + 1)));
  head.write('GIF89a', 0, 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  head.writeUInt8(0x80 | colors, 10);
  const parts: Buffer[] = [head];
  if (comment !== '') {
    parts.push(Buffer.from([0x21, 0xfe]));
    for (let at = 0; at < comment.length; at += 255) {
      const text = comment.slice(at, at + 255);
      parts.push(Buffer.from([text.length]), Buffer.from(text, 'latin1'));
    }
    parts.push(Buffer.from([0]));
  }
  const frame = Buffer.alloc(10);
  frame.writeUInt8(0x2c, 0);
  frame.writeUInt16LE(frameWidth, 5);
  frame.writeUInt16LE(frameHeight, 7);
  return Buffer.concat([...parts, frame]);
}
