/** Maximum number of UTF-16 units read of a pasted text. */
const maxPasted = 32 * 1024;

/** Maximum number of readings of one text, and of steps to reach one. */
const maxReadings = 64;
const maxSteps = 6;

/**
 * Variants of ASCII characters: full-width, small, vertical and mathematical ones, and blanks of any width.
 */
const asciiVariant =
  /[\u00a0\u2000-\u200a\u202f\u205f\u3000\ufe10-\ufe19\ufe50-\ufe6b\uff01-\uff5e\u{1d7ce}-\u{1d7ff}]/gu;

const entity = /&(?:(amp|apos|equals|gt|lt|nbsp|quot)|#(\d{1,7})|#x([\da-f]{1,6}));/gi;
const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', apos: "'", equals: '=', gt: '>', lt: '<', nbsp: ' ', quot: '"' },
};

/** Escapes of JSON and Markdown: `\u0026`, `\n`, `\/`, `\_`. */
const escaped = /\\(?:u([\da-f]{4})|x([\da-f]{2})|([nr])|([!-/:-@[-`{-~]))/gi;

/**
 * Undoes what mail and chat programs do to text where that is unambiguous: removes invisible characters,
 * HTML entities and backslashes before punctuation, and turns full-width forms into ASCII. Cuts the text at
 * 32 Ki UTF-16 units.
 */
export function decodePastedText(text: string): string {
  let plain = visibleText(text);
  // One program may encode another's output: `\u0026amp;`.
  for (let round = 0; round < 3; round += 1) {
    const next = visibleText(decodeEntities(withoutBackslashes(plain)));
    if (next === plain) break;
    plain = next;
  }
  return plain;
}

/** Ways to undo an encoding. Lines come first: a line break may be inside an encoded sequence. */
const undoings = [
  joinSoftLines,
  joinLines,
  withoutBackslashes,
  decodeEntities,
  decodePercent,
  decodeQuoted,
];

/**
 * Yields what a pasted link may have been before mail and chat programs encoded or broke it, the least
 * changed reading first. The text alone is ambiguous (`p=5000` is quoted-printable for `pP00`), so the
 * caller takes the first valid reading.
 */
export function* linkReadings(text: string): Generator<string> {
  const known = new Set([visibleText(text)]);
  let found: readonly string[] = [...known];
  yield* found;
  for (let step = 0; step < maxSteps && found.length > 0; step += 1) {
    const next: string[] = [];
    for (const reading of found) {
      for (const undo of undoings) {
        const undone = undo(reading);
        if (undone === reading) continue;
        const visible = visibleText(undone);
        if (known.has(visible)) continue;
        if (known.size === maxReadings) return;
        known.add(visible);
        next.push(visible);
        yield visible;
      }
    }
    found = next;
  }
}

/** Removes invisible characters and replaces variants of ASCII characters. */
function visibleText(text: string): string {
  return text
    .slice(0, maxPasted)
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(asciiVariant, (character) => character.normalize('NFKC'));
}

function withoutBackslashes(text: string): string {
  return text.replace(escaped, (_, four?: string, two?: string, end?: string, mark?: string) =>
    end ? '\n' : (mark ?? characterOf(four ?? two ?? '', 16)),
  );
}

function decodeEntities(text: string): string {
  return text.replace(entity, (_, name?: string, decimal?: string, hex?: string) =>
    name === undefined
      ? characterOf(decimal ?? hex ?? '', decimal === undefined ? 16 : 10)
      : (entities[name.toLowerCase()] ?? ''),
  );
}

/** Decodes percent-encoding; leaves bytes that aren't UTF-8 as they are. */
function decodePercent(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => decoded(run, run));
}

/** Decodes `=3D`, as in quoted-printable mail. */
function decodeQuoted(text: string): string {
  return text.replace(/(?:=[\dA-F]{2})+/g, (run) => decoded(run.replaceAll('=', '%'), run));
}

/** Removes the soft line breaks of quoted-printable mail, also in quoted replies. */
function joinSoftLines(text: string): string {
  return text.replace(/=[ \t]*\r?\n[ \t>]*/g, '');
}

/** Removes line endings, the blanks around them, and quote marks. */
function joinLines(text: string): string {
  const lines = text.split(/[\r\n\u0085\u2028\u2029]/);
  return lines.map((line) => line.replace(/^[ \t>|]+/, '').trimEnd()).join('');
}

function decoded(encoded: string, otherwise: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return otherwise;
  }
}

function characterOf(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}
