import assert from 'node:assert/strict';
import sharp from 'sharp';
import { smallPng } from '../../../scripts/screenshots/small-png';

/** Rows of colors, `0xrrggbb`. */
type Rows = readonly (readonly number[])[];

describe('small pictures', () => {
  it('keep every color when there are few', async () => {
    const rows = [0, 1, 2, 3, 4].map((y) => [
      0x000000,
      0xffffff,
      0x1f6feb,
      0x30 * y,
      0xff8800 + 32 * y,
    ]);
    assert.deepEqual(await decode(await smallPng(await encode(rows))), rows);
  });

  it('keep the colors that cover areas, and replace a rare one with a close one', async () => {
    const grey = Array.from({ length: 4096 }, (_, index) => 0x010101 * (index % 16) + (index >> 4));
    const rows = [grey, grey.map(() => 0x123456), grey.map(() => 0xfedcba)];
    const [first, ...areas] = await decode(await smallPng(await encode(rows)));
    assert.deepEqual(areas, rows.slice(1));
    for (const [index, color] of grey.entries()) {
      for (const shift of [0, 8, 16]) {
        const apart = (((first?.[index] ?? 0) >> shift) & 255) - ((color >> shift) & 255);
        assert.ok(Math.abs(apart) <= 24, `${color.toString(16)} became another color`);
      }
    }
  });

  it('are smaller, with a palette', async () => {
    // Colors that don't follow from their neighbors, which compress best with a palette.
    const rows = Array.from({ length: 64 }, (_, y) =>
      Array.from({ length: 64 }, (_, x) => ((64 * y + x) * 0x9e3779b1) >>> 8),
    );
    const png = await encode(rows);
    const small = await smallPng(png);
    assert.ok(small.length < png.length / 2);
    assert.equal((await sharp(small).metadata()).isPalette, true);
  });
});

/** A PNG of 8-bit RGB, as browsers make them. */
function encode(rows: Rows): Promise<Buffer> {
  const bytes = rows.flat().flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]);
  const raw = { width: rows[0]?.length ?? 0, height: rows.length, channels: 3 } as const;
  return sharp(Buffer.from(bytes), { raw }).png().toBuffer();
}

async function decode(png: Buffer): Promise<number[][]> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  assert.equal(info.channels, 3);
  return Array.from({ length: info.height }, (_, y) =>
    Array.from({ length: info.width }, (_, x) => data.readUIntBE((y * info.width + x) * 3, 3)),
  );
}
