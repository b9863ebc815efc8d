import { createInterface } from 'node:readline';

/** Which TLS library this process speaks with. */
export const tlsLibrary = 'boringssl' in process.versions ? 'BoringSSL' : 'OpenSSL';

/** Tells whoever started this program something, as a line of JSON. */
export function tellLine(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Hears lines of JSON from whoever started this program; ends with them. */
export function hearLines<T>(listener: (value: T) => void): void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => listener(JSON.parse(line) as T));
  lines.on('close', () => process.exit(0));
}
