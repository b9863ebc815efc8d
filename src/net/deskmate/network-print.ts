import type { networkInterfaces } from 'node:os';

/** Tells this computer's networks; the real one is `os.networkInterfaces`. */
export type ListInterfaces = typeof networkInterfaces;

/** A string that is another one when a network came, went, or gave another address. */
export function networkPrint(list: ListInterfaces): string {
  try {
    return Object.entries(list())
      .flatMap(([name, addresses = []]) => addresses.map(({ cidr }) => `${name} ${cidr}`))
      .sort()
      .join('\n');
  } catch {
    // Some sandboxes forbid to ask; then no change is ever seen, and waits end by themselves.
    return '';
  }
}
