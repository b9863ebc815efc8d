const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Characters that are invisible or affect a terminal: controls, direction and zero-width characters. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\]/gu;

const named: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
};

/**
 * Makes bytes readable in a log, unambiguously: valid UTF-8 as text, invisible characters as escapes (`\n`,
 * `\x1b`, `\u202e`), bytes that aren't UTF-8 as `\xNN`.
 */
export function escapeBytes(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const end = at + sequenceLength(bytes, at);
    const text = end > at ? tryDecode(bytes.subarray(at, end)) : undefined;
    if (text === undefined) {
      out += `\\x${hex(bytes[at] ?? 0, 2)}`;
      at += 1;
    } else {
      out += text.replace(invisible, escapeCharacter);
      at = end;
    }
  }
  return out;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return named[character] ?? (code < 0x80 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

/** Length of the UTF-8 sequence or run of ASCII at `at`, by its first byte; 0 if none can start there. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) {
    let end = at + 1;
    while (end < bytes.length && (bytes[end] ?? 0) < 0x80) end += 1;
    return end - at;
  }
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 0;
}

function tryDecode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}
