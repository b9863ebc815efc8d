/** Git looks this far, in bytes. */
const lookedAt = 8000;

/** Whether these bytes are a text, by git's rule (no NUL); a UTF-16 one says so by its first bytes. */
export function isText(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return !bytes.subarray(0, lookedAt).includes(0);
}

/** What no text has: control characters but white space, and what is no character. */
const noText = /(?![\t\n\v\f\r])\p{Cc}|[\ufffe\uffff]/u;

/** Whether these bytes read as UTF-16 without a byte order mark: a text, though git sees none. */
export function isUnmarkedUtf16(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length % 2 !== 0) return false;
  const start = bytes.subarray(0, lookedAt);
  const isSo = (label: string) => {
    try {
      // A pair of surrogates may be cut at the end.
      const text = new TextDecoder(label, { fatal: true }).decode(start, { stream: true });
      return !noText.test(text);
    } catch {
      return false;
    }
  };
  return isSo('utf-16le') || isSo('utf-16be');
}
