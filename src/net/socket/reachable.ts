import type { AdapterAddress } from './adapters';

/** More would make an invite long for nothing. */
const maxAddresses = 16;

/**
 * The addresses under which others may reach what listens on `address`: itself, or those of all
 * `adapters` when it stands for all, IPv4 first. This computer's own loopback counts only where there
 * is nothing else.
 */
export function reachableAddresses(
  address: string,
  adapters: readonly AdapterAddress[],
): readonly string[] {
  if (address !== '::' && address !== '0.0.0.0') return [address];
  const usable = adapters.filter(
    (one) => (address === '::' || one.family === 'IPv4') && !isLinkLocal(one.address),
  );
  const outside = usable.filter(({ internal }) => !internal);
  const found = (outside.length > 0 ? outside : usable).map((one) => one.address);
  const v4 = found.filter((one) => !one.includes(':'));
  const v6 = found.filter((one) => one.includes(':'));
  return [...new Set([...v4, ...v6])].slice(0, maxAddresses);
}

function isLinkLocal(address: string): boolean {
  return /^(169\.254\.|fe[89ab])/i.test(address);
}
