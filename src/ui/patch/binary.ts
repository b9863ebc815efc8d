/** The number of bytes that git checks. */
const maxChecked = 8000;

/** Whether these bytes are text by git's rule (no NUL), or start with a byte order mark of UTF-16. */
export function isText(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return !bytes.subarray(0, maxChecked).includes(0);
}

/** Characters that no text contains: noncharacters, and control characters other than white space. */
const noText = /(?![\t\n\v\f\r])\p{Cc}|[\ufffe\uffff]/u;

/** Whether these bytes are UTF-16 text without a byte order mark, which git takes for binary. */
export function isUnmarkedUtf16(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length % 2 !== 0) return false;
  const start = bytes.subarray(0, maxChecked);
  const isSo = (label: string) => {
    try {
      // The cut may be inside a surrogate pair.
      const text = new TextDecoder(label, { fatal: true }).decode(start, { stream: true });
      return !noText.test(text);
    } catch {
      return false;
    }
  };
  return isSo('utf-16le') || isSo('utf-16be');
}
