const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Characters that are invisible or affect a terminal: controls, direction and zero-width characters. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\]/gu;

const named: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
};

/** A character of a text, or a byte that is no part of one, and how to show it. */
export interface ShownBytes {
  /** Its first byte, and the one after its last. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Makes bytes readable in a log, unambiguously: valid UTF-8 as text, invisible characters as escapes (`\n`,
 * `\x1b`, `\u202e`), bytes that aren't UTF-8 as `\xNN`.
 */
export function escapeBytes(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const text = textAt(bytes, at, runLength(bytes, at));
    out += text?.shown ?? escapeByte(bytes, at);
    at = text?.end ?? at + 1;
  }
  return out;
}

/** What {@link escapeBytes} makes of each character. */
export function shownBytes(bytes: Uint8Array): ShownBytes[] {
  const all: ShownBytes[] = [];
  for (let start = 0; start < bytes.length; ) {
    const text = textAt(bytes, start, sequenceLength(bytes[start] ?? 0));
    const end = text?.end ?? start + 1;
    all.push({ start, end, text: text?.shown ?? escapeByte(bytes, start) });
    start = end;
  }
  return all;
}

/** The text of `length` bytes; undefined if they aren't valid UTF-8. */
function textAt(bytes: Uint8Array, at: number, length: number) {
  const end = at + length;
  if (length === 0 || end > bytes.length) return undefined;
  try {
    const text = decoder.decode(bytes.subarray(at, end));
    return { shown: text.replace(invisible, escapeCharacter), end };
  } catch {
    return undefined;
  }
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${hex(code, 5)}}`;
  return named[character] ?? (code < 0x80 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function escapeByte(bytes: Uint8Array, at: number): string {
  return `\\x${hex(bytes[at] ?? 0, 2)}`;
}

/** Length of the UTF-8 sequence or run of ASCII at `at`. */
function runLength(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && (bytes[end] ?? 0) < 0x80) end += 1;
  return end > at ? end - at : sequenceLength(bytes[at] ?? 0);
}

/** Length of the UTF-8 sequence with this first byte; 0 if none can start with it. */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 0;
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}
