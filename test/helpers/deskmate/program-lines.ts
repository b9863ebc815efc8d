import { createInterface } from 'node:readline';

/** The TLS library that this process uses. */
export const tlsLibrary = 'boringssl' in process.versions ? 'BoringSSL' : 'OpenSSL';

/** Prints a value as a line of JSON, for the test that started this program. */
export function printLine(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Reads lines of JSON from the test that started this program; exits when they end. */
export function readLines<T>(listener: (value: T) => void): void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => listener(JSON.parse(line) as T));
  lines.on('close', () => process.exit(0));
}
