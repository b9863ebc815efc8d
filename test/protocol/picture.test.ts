import assert from 'node:assert/strict';
import {
  isShowable,
  isThumb,
  maxThumbBytes,
  type PictureFormat,
  readPicture,
  readThumb,
} from '../../src/protocol/picture';
import { seededRandom } from '../../src/util/seeded-random';
import { onePixel } from '../helpers/cards';
import {
  gifHeader,
  jpegExtras,
  jpegHeader,
  pngHeader,
  webpExtended,
  webpLossless,
  webpLossy,
} from '../helpers/pictures';

const [width, height] = [321, 123];

const pictures: readonly (readonly [name: string, PictureFormat, Buffer])[] = [
  ['a PNG', 'png', pngHeader(width, height)],
  ['a JPEG', 'jpeg', jpegHeader(width, height)],
  ['a progressive JPEG', 'jpeg', jpegHeader(width, height, { sof: 0xc2 })],
  ['a JPEG of a camera', 'jpeg', jpegHeader(width, height, { segments: jpegExtras })],
  ['a lossy WebP', 'webp', webpLossy(width, height)],
  ['a lossless WebP', 'webp', webpLossless(width, height)],
  ['an animated WebP', 'webp', webpExtended(width, height)],
  ['a GIF', 'gif', gifHeader([width, height])],
  [
    'a GIF with a comment',
    'gif',
    gifHeader([width, height], undefined, { comment: 'x'.repeat(1000) }),
  ],
];

describe('readPicture', () => {
  for (const [name, format, bytes] of pictures) {
    it(`reads the dimensions of ${name}, once they are there`, () => {
      assert.deepEqual(readPicture(bytes), { format, width, height });
      const more = Buffer.concat([bytes, Buffer.alloc(1000, 0xff)]);
      assert.deepEqual(readPicture(more), { format, width, height });
      // Cut anywhere: nothing else than the right dimensions, and no error.
      let known = 0;
      for (let end = 0; end < bytes.length; end += 1) {
        const cut = readPicture(bytes.subarray(0, end));
        if (cut) known += 1;
        assert.ok(cut === undefined || (cut.width === width && cut.height === height), `${end}`);
      }
      assert.ok(known < 20, `${known} shorter beginnings have dimensions`);
    });
  }

  it('reads a part of a larger buffer', () => {
    const bytes = Buffer.concat([Buffer.alloc(7), pngHeader(5, 6)]);
    assert.deepEqual(readPicture(new Uint8Array(bytes).subarray(7)), {
      ...{ format: 'png', width: 5, height: 6 },
    });
  });

  it('reads the largest dimensions of each format', () => {
    const large: readonly (readonly [Buffer, number, number])[] = [
      [pngHeader(0xffffffff, 0xffffffff), 0xffffffff, 0xffffffff],
      [jpegHeader(65_535, 65_535), 65_535, 65_535],
      [webpLossless(16_384, 16_384), 16_384, 16_384],
      [webpLossy(16_383, 16_383), 16_383, 16_383],
      [webpExtended(1 << 24, 1 << 24), 1 << 24, 1 << 24],
      [gifHeader([65_535, 65_535]), 65_535, 65_535],
    ];
    for (const [bytes, w, h] of large) {
      const picture = readPicture(bytes);
      assert.deepEqual([picture?.width, picture?.height], [w, h]);
      assert.ok(picture && !isShowable(picture) && !isThumb(picture));
    }
  });

  it('counts a frame that is larger than its GIF', () => {
    const picture = readPicture(gifHeader([1, 1], [60_000, 60_000]));
    assert.ok(picture && !isShowable(picture));
  });

  it('takes nothing else for a picture', () => {
    const others: readonly (string | Buffer)[] = [
      '',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'BM',
      '%PDF-1.7',
      'MZ',
      'RIFF\x10\x00\x00\x00WAVEfmt ',
      Buffer.from([0xff, 0xd8]),
      // Data without a frame header, and no end.
      Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 4, 0, 0]),
      Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(1_000_000, 0xff)]),
      // Segments that are said to be empty: as many as fit.
      Buffer.concat([
        Buffer.from([0xff, 0xd8]),
        Buffer.from([0xff, 0xe0, 0, 0]),
        Buffer.alloc(100_000),
      ]),
      // Extensions without end.
      Buffer.concat([gifHeader([5, 5]).subarray(0, 25), Buffer.alloc(1_000_000, 0x21)]),
      pngHeader(0, 5),
      pngHeader(5, 0),
      jpegHeader(0, 0),
      gifHeader([0, 0]),
    ];
    for (const other of others) {
      const bytes = typeof other === 'string' ? Buffer.from(other, 'latin1') : other;
      assert.equal(readPicture(bytes), undefined, bytes.subarray(0, 30).toString('latin1'));
    }
  });

  it('survives any bytes after any beginning', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 20_000; round += 1) {
      const [, , bytes] = pictures[round % pictures.length] as (typeof pictures)[number];
      const broken = Buffer.from(bytes.subarray(0, 400));
      for (let count = 0; count < 4; count += 1) {
        broken[Math.floor(random() * broken.length)] = Math.floor(random() * 256);
      }
      const picture = readPicture(broken);
      if (picture) assert.ok(picture.width > 0 && picture.height > 0);
    }
  });
});

describe('a thumbnail', () => {
  it('may be shown up to 640 pixels a side and 16 KiB', () => {
    assert.deepEqual(readThumb(onePixel), { format: 'png', width: 1, height: 1 });
    const thumb = (picture: Buffer) => readThumb(picture.toString('base64'));
    assert.ok(thumb(webpLossy(640, 640)));
    assert.equal(thumb(webpLossy(641, 10)), undefined);
    assert.equal(thumb(webpLossy(10, 641)), undefined);
    assert.equal(readThumb('not a picture'), undefined);
    const sized = (bytes: number) =>
      thumb(Buffer.concat([pngHeader(9, 9), Buffer.alloc(bytes - 33)]));
    assert.ok(sized(maxThumbBytes));
    assert.equal(sized(maxThumbBytes + 1), undefined);
    assert.equal(sized(maxThumbBytes + 3), undefined);
  });
});

describe('a picture', () => {
  it('may be shown up to 40 million pixels', () => {
    const sized = (w: number, h: number) => isShowable({ format: 'png', width: w, height: h });
    assert.ok(sized(8000, 5000));
    assert.ok(sized(1, 40_000_000));
    assert.ok(!sized(8000, 5001));
  });
});
