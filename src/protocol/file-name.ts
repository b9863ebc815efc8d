import { utf8Length } from './message-text';

/**
 * The longest name in bytes of UTF-8. File systems take 255 at most; this leaves room for the suffix of a
 * file that isn't complete and for a number.
 */
export const maxNameBytes = 200;

/** Longer texts are cut before they are processed, in UTF-16 units. */
const maxInput = 4096;

/** Characters that Windows doesn't allow in a name, and those that separate folders somewhere. */
const forbidden = /[<>:"|?*]/g;

/** Characters that nobody sees, or that change the direction or the lines of what surrounds them. */
const unseen =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffd]/gu;

/**
 * Names of devices on Windows, whatever follows their first dot:
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ .]*(?:\.|$)/i;

/** The longest part after the last dot that counts as an extension, in bytes. */
const maxExtension = 32;

/**
 * Makes an untrusted file name safe to show and to create on any system: one segment of a path, in NFC,
 * without invisible characters, at most 200 bytes long. Keeps the extension. `file` if nothing is left.
 */
export function cleanFileName(name: string): string {
  const last = name.slice(-maxInput).split(/[/\\]/).at(-1) ?? '';
  const seen = last
    .normalize('NFC')
    .replace(unseen, '')
    .replace(/\p{Zs}/gu, ' ');
  const allowed = withoutEdges(seen.replace(forbidden, '_'));
  const named = allowed === '' || /^\.+$/.test(allowed) ? 'file' : allowed;
  const own = device.test(named) ? `_${named}` : named;
  return withoutEdges(shorten(own, maxNameBytes));
}

/**
 * The name itself, or with the first number that makes it free: `report (2).pdf`.
 * @param isTaken whether something has this name
 */
export function freeFileName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  const [stem, extension] = splitName(name);
  for (let number = 2; number < 1000; number += 1) {
    const suffix = ` (${number})${extension}`;
    const candidate = shorten(stem, maxNameBytes - utf8Length(suffix)) + suffix;
    if (!isTaken(candidate)) return candidate;
  }
  return name;
}

/** Windows drops trailing dots and spaces, so that `a.exe. ` would become `a.exe`. */
function withoutEdges(name: string): string {
  let end = name.length;
  while (end > 0 && '. '.includes(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end).trimStart();
}

/** The name before its extension, and the extension with its dot; empty if it has none. */
function splitName(name: string): readonly [stem: string, extension: string] {
  const dot = name.lastIndexOf('.');
  const hasExtension = dot > 0 && utf8Length(name.slice(dot)) <= maxExtension;
  return hasExtension ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

/** Shortens the part before the extension; never cuts within a character. */
function shorten(name: string, maxBytes: number): string {
  if (utf8Length(name) <= maxBytes) return name;
  const [stem, extension] = splitName(name);
  const room = maxBytes - utf8Length(extension);
  let end = 0;
  let bytes = 0;
  for (const character of stem) {
    bytes += utf8Length(character);
    if (bytes > room) break;
    end += character.length;
  }
  return stem.slice(0, end).trimEnd() + extension;
}
