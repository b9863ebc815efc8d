/**
 * Every text that comes from others passes one of these functions on its way to a terminal or a pipe, whichever
 * command prints it. No byte of a message then moves the cursor, changes a color or a title, or reorders what is
 * beside it.
 */

/** C0 except LF, DEL, C1, direction characters, line and paragraph separators, halves of a character. */
const unsafe = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}]/gu;
/** The same, and LF. */
const unsafeInLine = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}]/gu;
/** What JSON.stringify leaves as it is: it escapes C0 and halves of a character. */
const unsafeInJson = /[\x7f-\x9f\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/**
 * Makes visible what would act on a terminal: C0 and DEL as their control pictures (`␛`), the others as less(1) and
 * git show them (`<U+202E>`). Keeps line feeds. A tab depends on where the cursor is, so it counts as a control, too:
 * code expands its tabs first.
 */
export function safeText(text: string): string {
  return text.replace(unsafe, visible);
}

/** Like {@link safeText}, on one line: a line feed becomes `␊`. For names, paths and other single lines. */
export function safeLine(text: string): string {
  return text.replace(unsafeInLine, visible);
}

/** A value as one line of JSON. It parses to the same value, and no character in it acts on a terminal. */
export function safeJson(value: unknown): string {
  return escapeUnsafeJson(JSON.stringify(value));
}

/** JSON from `JSON.stringify` with the same value, in which no character acts on a terminal. */
export function escapeUnsafeJson(json: string): string {
  return json.replace(
    unsafeInJson,
    (character) => `\\u${hex(character.charCodeAt(0)).toLowerCase()}`,
  );
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : `<U+${hex(code)}>`;
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
