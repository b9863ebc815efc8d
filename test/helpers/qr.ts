import jsQR from 'jsqr';
import sharp, { type Sharp } from 'sharp';

/** Reads the QR code in a picture, black on white only; undefined if it finds none. */
export async function readQr(picture: Buffer | Sharp): Promise<string | undefined> {
  const image = Buffer.isBuffer(picture) ? sharp(picture) : picture;
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = new Uint8ClampedArray(data);
  return jsQR(pixels, info.width, info.height, { inversionAttempts: 'dontInvert' })?.data;
}

/** Black on white, whatever the theme. */
const colors = '\u001b[38;5;16;48;5;231m';
const reset = '\u001b[0m';

/** Reads the QR code that a terminal shows, from its lines; other lines are left out. */
export function readTerminalQr(lines: readonly string[]): Promise<string | undefined> {
  const rows = lines.flatMap((line) => {
    if (!line.startsWith(colors) || !line.endsWith(reset)) return [];
    const blocks = [...line.slice(colors.length, -reset.length)];
    return ['▀█', '▄█'].map((dark) => blocks.map((block) => dark.includes(block)));
  });
  const width = rows[0]?.length ?? 0;
  // Beside the lines, the theme's background shows.
  const margin = 2;
  const [outerWidth, outerHeight] = [width + 2 * margin, rows.length + 2 * margin];
  const pixels = Buffer.alloc(outerWidth * outerHeight, 0x1e);
  for (const [y, row] of rows.entries()) {
    for (const [x, dark] of row.entries()) {
      pixels[(y + margin) * outerWidth + x + margin] = dark ? 0 : 255;
    }
  }
  const scale = 8;
  const raw = { width: outerWidth, height: outerHeight, channels: 1 } as const;
  return readQr(
    sharp(pixels, { raw }).resize(outerWidth * scale, outerHeight * scale, { kernel: 'nearest' }),
  );
}
