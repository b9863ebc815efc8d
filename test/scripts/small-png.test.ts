import assert from 'node:assert/strict';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { smallPng } from '../../scripts/screenshots/small-png';

/** Rows of colours, `0xrrggbb`. */
type Rows = readonly (readonly number[])[];

describe('small pictures', () => {
  it('keep every colour where there are few, whatever filters the rows had', () => {
    // Five rows: one for each of the filters of the PNG specification.
    const rows = [0, 1, 2, 3, 4].map((y) => [0x000000, 0xffffff, 0x1f6feb, 0x30 * y, 0xff8800 + y]);
    assert.deepEqual(decode(smallPng(encode(rows))), rows);
  });

  it('keep what covers areas, and put a close colour for one that is rare', () => {
    const grey = Array.from({ length: 4096 }, (_, index) => 0x010101 * (index % 16) + (index >> 4));
    const rows = [grey, grey.map(() => 0x123456), grey.map(() => 0xfedcba)];
    const [first, ...areas] = decode(smallPng(encode(rows)));
    assert.deepEqual(areas, rows.slice(1));
    for (const [index, color] of grey.entries()) {
      for (const shift of [0, 8, 16]) {
        const apart = (((first?.[index] ?? 0) >> shift) & 255) - ((color >> shift) & 255);
        assert.ok(Math.abs(apart) <= 24, `${color.toString(16)} became another colour`);
      }
    }
  });

  it('are smaller', () => {
    const rows = Array.from({ length: 64 }, (_, y) =>
      Array.from({ length: 64 }, (_, x) => (x * 3) ** 2 + y ** 3),
    );
    const png = encode(rows);
    assert.ok(smallPng(png).length < png.length);
  });

  it('are made of nothing else than what browsers make', () => {
    const png = smallPng(encode([[1, 2, 3]]));
    assert.throws(() => smallPng(png), /Not a PNG as browsers make them/);
  });
});

/** A PNG of 8-bit RGB whose rows take turns with the five filters. */
function encode(rows: Rows): Buffer {
  const width = rows[0]?.length ?? 0;
  const bytes = rows.map((row) =>
    row.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]),
  );
  const filtered = bytes.flatMap((row, y) => {
    const above = bytes[y - 1] ?? row.map(() => 0);
    const guess = (at: number): number => {
      const [left, up, corner] = [row[at - 3] ?? 0, above[at] ?? 0, above[at - 3] ?? 0];
      const sum = left + up - corner;
      const nearest = [left, up, corner].sort((a, b) => Math.abs(sum - a) - Math.abs(sum - b))[0];
      return [0, left, up, (left + up) >> 1, nearest ?? 0][y % 5] ?? 0;
    };
    return [y % 5, ...row.map((byte, at) => (byte - guess(at)) & 255)];
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(rows.length, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const chunks = { IHDR: head, IDAT: deflateSync(Buffer.from(filtered)), IEND: Buffer.alloc(0) };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...Object.entries(chunks).flatMap(([type, data]) => {
      const body = Buffer.concat([Buffer.from(type), data]);
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      sum.writeUInt32BE(crc32(body) >>> 0);
      return [length, body, sum];
    }),
  ]);
}

/** The colours of a PNG with a palette, without filters; its checksums must hold. */
function decode(png: Buffer): number[][] {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(body) >>> 0);
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
    at += length + 12;
  }
  const [head, palette, data] = ['IHDR', 'PLTE', 'IDAT'].map((type) => chunks.get(type) as Buffer);
  const width = head?.readUInt32BE(0) ?? 0;
  const rows = inflateSync(data as Buffer);
  return Array.from({ length: head?.readUInt32BE(4) ?? 0 }, (_, y) => {
    const row = rows.subarray(y * (width + 1), (y + 1) * (width + 1));
    assert.equal(row[0], 0);
    return [...row.subarray(1)].map((entry) => palette?.readUIntBE(entry * 3, 3) ?? -1);
  });
}
