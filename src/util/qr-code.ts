import { generate } from 'lean-qr';

/** Light modules on each side of the code, which scanners need to find it (ISO/IEC 18004). */
const quietModules = 4;

/**
 * The longest text of a code with 69 modules a side (version 13). With the quiet zone, that fits a terminal of 80
 * columns, and a phone reads it from a laptop's screen at 2 m.
 */
export const maxQrLength = 425;

/** A QR code: a square of dark and light modules. */
export interface QrCode {
  /** Modules a side, those of the quiet zone included. */
  readonly size: number;
  isDark(x: number, y: number): boolean;
}

/** The smallest code of a text, with as much error correction as it has room for. */
export function qrCode(text: string): QrCode {
  const code = generate(text);
  return {
    size: code.size + 2 * quietModules,
    isDark: (x, y) => code.get(x - quietModules, y - quietModules),
  };
}

/** The dark modules as the data of an SVG path, one unit a module. */
export function qrPath({ size, isDark }: QrCode): string {
  let path = '';
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const start = x;
      while (isDark(x, y)) x += 1;
      if (x > start) path += `M${start} ${y}h${x - start}v1H${start}z`;
    }
  }
  return path;
}

/** Black on white, in colors that no terminal's theme changes. */
const blackOnWhite = '\x1b[38;5;16;48;5;231m';
const resetColors = '\x1b[0m';

/** A code as lines for a terminal: each character is two modules, one above the other. */
export function qrLines(code: QrCode): readonly string[] {
  return qrRows(code).map((row) => `${blackOnWhite}${row}${resetColors}`);
}

/** The characters of {@link qrLines}, to be drawn black on white. */
export function qrRows({ size, isDark }: QrCode): readonly string[] {
  const columns = Array.from({ length: size }, (_, x) => x);
  return Array.from({ length: Math.ceil(size / 2) }, (_, row) =>
    columns.map((x) => halfBlock(isDark(x, 2 * row), isDark(x, 2 * row + 1))).join(''),
  );
}

function halfBlock(top: boolean, bottom: boolean): string {
  if (top) return bottom ? '█' : '▀';
  return bottom ? '▄' : ' ';
}
