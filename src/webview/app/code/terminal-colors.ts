import type { TerminalColor, TerminalStyle } from '../../../text/terminal-style';

type Rgb = readonly [red: number, green: number, blue: number];

/** The theme's colors of a terminal. */
export interface TerminalPalette {
  readonly foreground: Rgb;
  readonly background: Rgb;
  /** Colors 0 to 15. */
  readonly ansi: readonly Rgb[];
}

/** The colors of a text in CSS; absent where it has those of the text around it. */
export interface TextColors {
  readonly color?: string;
  readonly background?: string;
}

/** The least contrast of text, as in the editor's terminal (`terminal.integrated.minimumContrastRatio`). */
const minContrast = 4.5;
/** How far each step goes towards black or white, and how far dim text is from the text color. */
const step = 0.1;
const dimness = 0.4;

const names = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'];
/** Where the theme has no color: the editor's own for dark themes. */
const defaults = (
  '#000000 #cd3131 #0dbc79 #e5e510 #2472c8 #bc3fbc #11a8cd #e5e5e5 ' +
  '#666666 #f14c4c #23d18b #f5f543 #3b8eea #d670d6 #29b8db #e5e5e5'
).split(' ');

/**
 * Reads the palette from the editor's theme.
 * @param variable the value of a CSS variable; empty if it isn't set
 */
export function readPalette(variable: (name: string) => string): TerminalPalette {
  const color = (...candidates: readonly string[]) =>
    candidates.map((name) => parseColor(variable(`--vscode-${name}`))).find((rgb) => rgb);
  return {
    foreground: color('terminal-foreground', 'foreground') ?? [204, 204, 204],
    background: color('terminal-background', 'panel-background', 'editor-background') ?? [
      30, 30, 30,
    ],
    ansi: ['ansi', 'ansiBright'].flatMap((kind, bright) =>
      names.map(
        (name, index) =>
          color(`terminal-${kind}${name}`) ??
          parseColor(defaults[bright * 8 + index] ?? '') ?? [0, 0, 0],
      ),
    ),
  };
}

/** The colors of a style; text is made darker or lighter until it can be read on its background. */
export function textColors(style: TerminalStyle, palette: TerminalPalette): TextColors {
  const { color, background, bold, dim, inverse } = style;
  if (color === undefined && background === undefined && !dim && !inverse) return {};
  // As terminals do, bold text in one of the first eight colors is bright.
  const bright = bold && typeof color === 'number' && color < 8 ? color + 8 : color;
  const text = rgbOf(bright, palette) ?? palette.foreground;
  const behind = rgbOf(background, palette) ?? palette.background;
  const [front, back] = inverse ? [behind, text] : [text, behind];
  const shown = dim ? mix(front, back, dimness) : front;
  return {
    color: css(readable(shown, back)),
    ...((inverse || background !== undefined) && { background: css(back) }),
  };
}

function rgbOf(color: TerminalColor | undefined, { ansi }: TerminalPalette): Rgb | undefined {
  if (typeof color !== 'number') return color === undefined ? undefined : parseColor(color);
  if (color < 16) return ansi[color];
  // xterm's palette: a cube of 6 × 6 × 6 colors, then 24 shades of grey.
  if (color >= 232) {
    const grey = 8 + (color - 232) * 10;
    return [grey, grey, grey];
  }
  const level = (digit: number) => (digit === 0 ? 0 : 55 + digit * 40);
  const cube = color - 16;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa` or `rgb(…)`, without its transparency. */
function parseColor(text: string): Rgb | undefined {
  const trimmed = text.trim();
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(trimmed);
  if (short) return rgb(short.slice(1).map((digit) => Number.parseInt(digit + digit, 16)));
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})(?:[\da-f]{2})?$/i.exec(trimmed);
  if (long) return rgb(long.slice(1).map((digits) => Number.parseInt(digits, 16)));
  const decimal = /^rgba?\((\d{1,3})[, ]+(\d{1,3})[, ]+(\d{1,3})\b/i.exec(trimmed);
  return decimal ? rgb(decimal.slice(1).map(Number)) : undefined;
}

function rgb([red = 0, green = 0, blue = 0]: readonly number[]): Rgb {
  return [red, green, blue];
}

function readable(text: Rgb, background: Rgb): Rgb {
  const isDark = luminance(background) < 0.18;
  const end: Rgb = isDark ? [255, 255, 255] : [0, 0, 0];
  for (let part = 0; part < 1; part += step) {
    const shown = mix(text, end, part);
    if (contrast(shown, background) >= minContrast) return shown;
  }
  return end;
}

/** The contrast of two colors, from 1 to 21 (WCAG 2.2, “contrast ratio”). */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function mix(one: Rgb, other: Rgb, part: number): Rgb {
  return rgb(one.map((value, index) => Math.round(value + ((other[index] ?? 0) - value) * part)));
}

function css(color: Rgb): string {
  return `rgb(${color.join(' ')})`;
}
