import sharp from 'sharp';

/** A picture of one color, with a stripe. */
export function pictureOf(
  format: 'png' | 'webp' | 'jpeg' | 'gif',
  width: number,
  height: number,
): Promise<Buffer> {
  const stripe = { width, height: Math.max(1, Math.floor(height / 4)), channels: 3 as const };
  return sharp({ create: { width, height, channels: 3, background: '#3366aa' } })
    .composite([{ input: { create: { ...stripe, background: '#ffcc33' } }, top: 0, left: 0 }])
    .toFormat(format)
    .toBuffer();
}
