import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { SocketAddress } from '../../protocol/endpoint';

/**
 * Formats an address as Python prints the result of `getpeername()`: `('127.0.0.1', 50412)`, and for IPv6
 * `('::1', 50412, 0, 0)`: host, port, flow label, scope id (CPython, Modules/socketmodule.c). An IPv4
 * client of a dual-stack listener gets its IPv4 address.
 */
export function pythonAddress({ address, port }: SocketAddress): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return `('${mapped}', ${port})`;
  const [host = '', zone] = address.split('%');
  if (isIP(host) !== 6) return `('${host}', ${port})`;
  return `('${host}', ${port}, 0, ${zone ? scopeNumber(zone) : 0})`;
}

/** Converts a link-local zone to the operating system's number for that adapter. */
function scopeNumber(zone: string): number {
  if (/^\d+$/.test(zone)) return Number(zone);
  const adapter = networkInterfaces()[zone]?.find(({ family }) => family === 'IPv6');
  return adapter?.scopeid ?? 0;
}
