/** What to search for in chunks. */
export interface WireQuery {
  readonly text: string;
  /** `hex`: pairs of hexadecimal digits. `text`: text with escapes (`\n`, `\xe4`), in any case. */
  readonly mode: 'text' | 'hex';
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

/** As `escapeBytes` writes them; any other backslash is one. */
const escaped =
  /\\([nrt\\]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{(?:10|[0-9a-fA-F])?[0-9a-fA-F]{4}\})/g;

/** The bytes that a query looks for; empty if there is nothing to search for. */
export function queryBytes({ text, mode }: WireQuery): Buffer {
  if (mode === 'hex') return hexBytes(text);
  const parts: Buffer[] = [];
  let end = 0;
  for (const { 0: whole, 1: code = '', index } of text.matchAll(escaped)) {
    parts.push(Buffer.from(text.slice(end, index)), escapedBytes(code));
    end = index + whole.length;
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(end))]);
}

function escapedBytes(code: string): Buffer {
  const named = escapes[code];
  if (named !== undefined) return Buffer.from(named);
  const value = Number.parseInt(code.replace(/^.\{?/, ''), 16);
  return code.length === 3 ? Buffer.from([value]) : Buffer.from(String.fromCodePoint(value));
}

/** A half byte at the end counts for nothing: the rest is still being typed. */
function hexBytes(text: string): Buffer {
  const digits = text.replace(/0x|[\s,:]/gi, '');
  return Buffer.from(/^[0-9a-f]*$/i.test(digits) ? digits : '', 'hex');
}

/** Whether `bytes` contain `wanted`. @param anyCase whether ASCII letters match in both cases */
export function containsBytes(bytes: Buffer, wanted: Buffer, anyCase: boolean): boolean {
  if (!anyCase) return bytes.includes(wanted);
  const last = bytes.length - wanted.length;
  const first = lower(wanted[0] ?? 0);
  for (let at = 0; at <= last; at += 1) {
    if (lower(bytes[at] ?? 0) !== first) continue;
    let length = 1;
    while (length < wanted.length && lower(bytes[at + length] ?? 0) === lower(wanted[length] ?? 0))
      length += 1;
    if (length === wanted.length) return true;
  }
  return false;
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
