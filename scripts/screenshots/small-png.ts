import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Colours of a small picture. */
const PALETTE_SIZE = 128;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** One number a pixel: red, green and blue, a byte each. */
  readonly colors: Uint32Array;
}

/**
 * A screenshot with the colours it has most, at about a third of its size: an editor has few, and
 * those on the edges of letters pass for their neighbours.
 *
 * @param png as the browser makes it: 8 bits, RGB or RGBA, not interlaced
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, colors } = read(png);
  const palette = commonColors(colors);
  const nearest = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (const [index, color] of colors.entries()) {
    let entry = nearest.get(color);
    if (entry === undefined) {
      entry = nearestOf(palette, color);
      nearest.set(color, entry);
    }
    // The first byte of a row is its filter: none.
    rows[index + Math.floor(index / width) + 1] = entry;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits, with a palette.
  head.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(
    palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]),
  );
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The most frequent colours, no two of them too close to be told apart. */
function commonColors(colors: Uint32Array): number[] {
  const counts = new Map<number, number>();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const frequent = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const palette: number[] = [];
  for (const color of frequent) {
    if (palette.length === PALETTE_SIZE) break;
    // What covers whole areas is kept exactly.
    const isArea = palette.length < 32;
    if (isArea || distance(palette[nearestOf(palette, color)] as number, color) > 150) {
      palette.push(color);
    }
  }
  return palette;
}

function nearestOf(palette: readonly number[], color: number): number {
  let best = 0;
  let min = Number.POSITIVE_INFINITY;
  for (const [index, candidate] of palette.entries()) {
    const apart = distance(candidate, color);
    if (apart >= min) continue;
    best = index;
    min = apart;
  }
  return best;
}

function distance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 255) - ((other >> 8) & 255);
  const blue = (one & 255) - (other & 255);
  return 2 * red * red + 4 * green * green + blue * blue;
}

function read(png: Buffer): Pixels {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, type, , , interlaced] = png.subarray(24, 29);
  const bytes = type === 6 ? 4 : 3;
  if (depth !== 8 || (type !== 2 && type !== 6) || interlaced !== 0) {
    throw new Error('Not a PNG as browsers make them');
  }
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(png.subarray(at + 8, at + 8 + length));
    }
    at += length + 12;
  }
  const rows = inflateSync(Buffer.concat(data));
  const colors = new Uint32Array(width * height);
  const stride = width * bytes;
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    const row = rows.subarray(start + 1, start + 1 + stride);
    unfilter(row, above, rows[start] as number, bytes);
    for (let x = 0; x < width; x += 1) colors[y * width + x] = row.readUIntBE(x * bytes, 3);
    above = row;
  }
  return { width, height, colors };
}

/** Undoes a row's filter in place, as the PNG specification has it in section 9. */
function unfilter(row: Buffer, above: Buffer, filter: number, bytes: number): void {
  for (let index = 0; index < row.length; index += 1) {
    const left = row[index - bytes] ?? 0;
    const up = above[index] ?? 0;
    const corner = above[index - bytes] ?? 0;
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    row[index] = (row[index] as number) + guess;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([length, body, sum]);
}
