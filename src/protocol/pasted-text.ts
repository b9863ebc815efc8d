/** UTF-16 units of a pasted text that are read. */
const maxPasted = 32 * 1024;

/** Readings of one text, and how many steps lead to one of them. */
const maxReadings = 64;
const maxSteps = 6;

/** Variants of ASCII characters: full width, small, vertical, in mathematical type; and blanks of any width. */
const asciiVariant =
  /[\u00a0\u2000-\u200a\u202f\u205f\u3000\ufe10-\ufe19\ufe50-\ufe6b\uff01-\uff5e\u{1d7ce}-\u{1d7ff}]/gu;

const entity = /&(?:(amp|apos|equals|gt|lt|nbsp|quot)|#(\d{1,7})|#x([\da-f]{1,6}));/gi;
const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', apos: "'", equals: '=', gt: '>', lt: '<', nbsp: ' ', quot: '"' },
};

/** As JSON and Markdown have it: `\u0026`, `\n`, `\/`, `\_`. */
const escaped = /\\(?:u([\da-f]{4})|x([\da-f]{2})|([nr])|([!-/:-@[-`{-~]))/gi;

/**
 * A pasted text without what programs for mail and chat put into it and what can be told from what was
 * copied: invisible characters, HTML entities, backslashes before punctuation, and ASCII characters in
 * their full-width forms. Longer texts are cut.
 */
export function plainText(text: string): string {
  let plain = visibleText(text);
  // One program's marks may be another's text: `\u0026amp;`.
  for (let round = 0; round < 3; round += 1) {
    const next = visibleText(decodeEntities(withoutBackslashes(plain)));
    if (next === plain) break;
    plain = next;
  }
  return plain;
}

/** Steps back, lines first: a break may be in the middle of what is encoded. */
const undoings = [
  joinSoftLines,
  joinLines,
  withoutBackslashes,
  decodeEntities,
  decodePercent,
  decodeQuoted,
];

/**
 * What a pasted link may have been before programs for mail and chat encoded or broke it, the least
 * changed reading first. What they did cannot be told from the text alone (`p=5000` is quoted-printable
 * for `pP00`), so whoever asks takes the first reading that makes sense.
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

/** Without invisible characters, and with ASCII characters where there are variants of them. */
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

/** Percent-encoding; bytes that are no UTF-8 stay as they are. */
function decodePercent(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => decoded(run, run));
}

/** `=3D` as quoted-printable mail has it. */
function decodeQuoted(text: string): string {
  return text.replace(/(?:=[\dA-F]{2})+/g, (run) => decoded(run.replaceAll('=', '%'), run));
}

/** The line ends of quoted-printable mail, in a quote as well. */
function joinSoftLines(text: string): string {
  return text.replace(/=[ \t]*\r?\n[ \t>]*/g, '');
}

/** Without line ends, the blanks around them, and the marks of a quote. */
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
