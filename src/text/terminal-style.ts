/** A color: a number of the palette from 0 to 255, of which the theme sets the first 16, or `#rrggbb`. */
export type TerminalColor = number | `#${string}`;

/** How a terminal draws a text. */
export interface TerminalStyle {
  readonly color?: TerminalColor | undefined;
  readonly background?: TerminalColor | undefined;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
  readonly strike?: boolean;
}

export const plainStyle: TerminalStyle = {};

/** What the simple codes of Select Graphic Rendition (ECMA-48, 8.3.117) change. */
const changes: Readonly<Record<number, TerminalStyle>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { color: undefined },
  49: { background: undefined },
};

/** The codes of the attributes, in the order in which {@link styleCodes} writes them. */
const attributes = [
  ['bold', 1],
  ['dim', 2],
  ['italic', 3],
  ['underline', 4],
  ['inverse', 7],
  ['strike', 9],
] as const satisfies readonly (readonly [keyof TerminalStyle, number])[];

/**
 * The style after a Select Graphic Rendition sequence. Ignores what it doesn't know, and concealing (8): what is
 * sent is visible.
 * @param parameters what is between `ESC [` and `m`: `1;31`, `38;5;208`, `38:2::255:0:0`; empty resets
 */
export function applyStyle(style: TerminalStyle, parameters: string): TerminalStyle {
  const codes = parameters.split(';');
  let next = style;
  for (let at = 0; at < codes.length; at += 1) {
    const [code = 0, ...parts] = (codes[at] ?? '').split(':').map(Number);
    if (code === 38 || code === 48 || code === 58) {
      // With colons, a color is one parameter; with semicolons, it is the following ones.
      const given = parts.length > 0 ? parts : codes.slice(at + 1, at + 5).map(Number);
      const { color, length } = readColor(given, parts.length > 0);
      if (parts.length === 0) at += length;
      // 58 is the color of the underline, which isn't shown.
      if (color !== undefined && code !== 58) {
        next = { ...next, [code === 38 ? 'color' : 'background']: color };
      }
    } else if (code === 0) next = plainStyle;
    else if (code === 4 && parts[0] === 0) next = { ...next, underline: false };
    else next = { ...next, ...(changes[code] ?? paletteChange(code)) };
  }
  return next;
}

function paletteChange(code: number): TerminalStyle | undefined {
  if (code >= 30 && code <= 37) return { color: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { color: code - 82 };
  if (code >= 100 && code <= 107) return { background: code - 92 };
  return undefined;
}

/**
 * Reads `5;N` or `2;R;G;B`.
 * @param colons whether the form with colons may have the number of a color space before red
 * @returns the color, undefined when it isn't one; and the number of parameters
 */
function readColor(
  [kind, ...values]: readonly number[],
  colons: boolean,
): { readonly color: TerminalColor | undefined; readonly length: number } {
  if (kind === 5) {
    const [color] = values;
    return { color: isByte(color) ? color : undefined, length: 2 };
  }
  if (kind !== 2) return { color: undefined, length: 1 };
  const rgb = colons && values.length > 3 ? values.slice(1, 4) : values.slice(0, 3);
  const isColor = rgb.length === 3 && rgb.every(isByte);
  return { color: isColor ? `#${rgb.map(hex).join('')}` : undefined, length: 4 };
}

function isByte(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= 255;
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** The shortest parameters that make this style from the plain one; empty for the plain style. */
export function styleCodes(style: TerminalStyle): string {
  const { color, background } = style;
  return [
    ...attributes.flatMap(([name, code]) => (style[name] ? [code] : [])),
    ...(color === undefined ? [] : colorCodes(color, 30)),
    ...(background === undefined ? [] : colorCodes(background, 40)),
  ].join(';');
}

/** @param base 30 for the text's color, 40 for the background */
function colorCodes(color: TerminalColor, base: number): readonly number[] {
  if (typeof color === 'string') {
    return [base + 8, 2, ...[1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))];
  }
  if (color < 8) return [base + color];
  return color < 16 ? [base + 52 + color] : [base + 8, 5, color];
}
