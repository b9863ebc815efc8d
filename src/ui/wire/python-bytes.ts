const named: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };

const singleQuote = 0x27;
const doubleQuote = 0x22;

/** Formats bytes as Python prints them, to paste into a program: `b'\xe4\xbd\xa0\n'`. */
export function pythonBytes(bytes: Uint8Array): string {
  const hasSingle = bytes.includes(singleQuote);
  const quote = hasSingle && !bytes.includes(doubleQuote) ? '"' : "'";
  let text = '';
  for (const byte of bytes) {
    if (named[byte] !== undefined) text += named[byte];
    else if (byte === singleQuote) text += quote === "'" ? "\\'" : "'";
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `b${quote}${text}${quote}`;
}
