/** Git looks this far, in bytes. */
const lookedAt = 8000;

/** Whether these bytes are a text, by git's rule (no NUL); a UTF-16 one says so by its first bytes. */
export function isText(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return !bytes.subarray(0, lookedAt).includes(0);
}
