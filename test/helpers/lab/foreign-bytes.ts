/** The bytes that lab clients in other languages than the course's Python send. */

/** A C program that sends a whole buffer, padded with NUL. */
export function cBuffer(text: string, size = 1024): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.write(text);
  return bytes;
}

/** A C program that sends `strlen(text) + 1` bytes. */
export function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

/** `DataOutputStream.writeUTF`: a length of two bytes, big-endian, then modified UTF-8. */
export function javaUtf(text: string): Buffer {
  const units = Array.from({ length: text.length }, (_, at) => modified(text.charCodeAt(at)));
  const body = Buffer.from(units.flat());
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  return Buffer.concat([length, body]);
}

/** One UTF-16 unit in modified UTF-8, where NUL takes two bytes and surrogates are encoded singly. */
function modified(unit: number): number[] {
  if (unit !== 0 && unit < 0x80) return [unit];
  if (unit < 0x800) return [0xc0 | (unit >> 6), 0x80 | (unit & 0x3f)];
  return [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)];
}

/** A terminal in character mode, which sends every key separately. */
export function keys(line: string, enter = '\r\n'): Buffer[] {
  return [...line, enter].map((key) => Buffer.from(key));
}

/** What telnet clients send about themselves: options, a window size that contains FF, a terminal type. */
export const telnetGreeting = Buffer.from(
  'fffb1ffffb20fffb18fffd03fffc27fffa1f00ffff0018fff0fffa1800787465726dfff0fff1',
  'hex',
);

/** Notepad, PowerShell and .NET begin with a byte order mark. */
export function withMark(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`);
}
