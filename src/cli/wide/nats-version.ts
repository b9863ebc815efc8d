/** The oldest nats-server for wide rooms: older ones lost streams in a crash. */
export const MIN_VERSION = '2.10.27';

/** The version in what `nats-server --version` prints: `nats-server: v2.10.27`; undefined if it has none. */
export function readVersion(output: string): string | undefined {
  return /^nats-server: v(\d+\.\d+\.\d+)/m.exec(output)?.[1];
}

/** @param version `2.10.27` */
export function isSupported(version: string): boolean {
  return compareVersions(version, MIN_VERSION) >= 0;
}

/** Below 0 if `a` is older than `b`, above if it is newer. */
export function compareVersions(a: string, b: string): number {
  const other = b.split('.').map(Number);
  return a.split('.').reduce((order, each, at) => order || Number(each) - (other[at] ?? 0), 0);
}
