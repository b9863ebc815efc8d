import { isHostAddress } from '../util/ip-address';
import type { FieldRules, LinkFields } from './editor-link';
import { parsePort } from './endpoint';
import { isAccountKey, isAccountSeed } from './nkey';
import type { WideServer } from './wide';

/** Maximum number of nodes of a server for wide rooms. */
export const maxNodes = 8;

/** A host name in lower-case ASCII, the only spelling of it; its last part can't be read as a number. */
const hostName =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a node of a server can be named so: an IP address of one computer, or a host name. */
export function isNodeHost(host: string): boolean {
  return isHostAddress(host) || hostName.test(host);
}

/** The fields of a server in links. They need no encoding. */
export function serverFields({ nodes, authority, account, memberKey }: WideServer) {
  const ports = nodes.map(({ port }) => port);
  const [port] = ports;
  return [
    ['a', nodes.map(({ host }) => host).join(',')],
    ['p', ports.every((each) => each === port) ? String(port) : ports.join(',')],
    ['h', authority],
    ['u', account],
    ['m', memberKey],
  ] as const;
}

/** The rules for the fields of a server in links. */
export const serverRules: FieldRules = {
  a: (value) => value.split(',').every(isNodeHost),
  p: (value) => value.split(',').every((port) => parsePort(port) !== undefined),
  h: isDigest,
  u: isAccountKey,
  m: isAccountSeed,
};

/** Reads a server from fields that {@link serverRules} allow; undefined if it has too many nodes or ports. */
export function readServer(fields: LinkFields): WideServer | undefined {
  const read = (key: string) => fields.get(key) ?? '';
  const [hosts, ports] = [read('a').split(','), read('p').split(',').map(Number)];
  // One port is that of all nodes.
  if (hosts.length > maxNodes || (ports.length !== 1 && ports.length !== hosts.length)) {
    return undefined;
  }
  const nodes = hosts.map((host, at) => ({ host, port: ports[at] ?? ports[0] ?? 0 }));
  return { nodes, authority: read('h'), account: read('u'), memberKey: read('m') };
}

/** Whether a text is SHA-256 of something, base64url without padding. */
export function isDigest(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
