/** Where a room can be reached. */
export interface Endpoint {
  /** IPv4 or IPv6 address without brackets, or a host name. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** One end of a connection, as the operating system reports it. */
export interface SocketAddress {
  /** IPv4 or IPv6, without brackets. */
  readonly address: string;
  readonly port: number;
}

/** What is wrong with a text that should be a room's address. */
export type EndpointProblem = 'empty' | 'no-port' | 'bad-port' | 'bad-host';

export type ParsedEndpoint =
  | { readonly ok: true; readonly endpoint: Endpoint }
  | { readonly ok: false; readonly problem: EndpointProblem };

/** `HOST:PORT` or `[IPV6]:PORT`, or with a space for the colon, as in `nc HOST PORT`. */
const plain = /^(?:\[([^\]]*)\]|([^\s:[\]]*))(\s*:\s*|\s+)([^\s:]*)$/;

/** With a space, a word and a small number are more likely a name: `Lab 3`. */
const numberedName = /^(?!localhost )[^.:]+ \d{0,3}$/i;

/** As Python prints an address: `('192.168.1.5', 9000)`, `('::1', 9000, 0, 0)`. */
const python = /^\('([^']*)',\s*(\d+)(?:,\s*\d+,\s*\d+)?\)$/;

const hostName =
  /^(?=.{1,253}$)[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?(?:\.[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?)*\.?$/u;
const ipv6 = /^[0-9a-f:.]+(?:%[\w.-]+)?$/i;

/** Parses a room's address as people write it or copy it from a terminal. */
export function parseEndpoint(text: string): ParsedEndpoint {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'empty' };
  const printed = python.exec(trimmed);
  if (printed) return check(printed[1] ?? '', printed[2] ?? '');
  const match = plain.exec(trimmed);
  // More than one colon and no brackets: an IPv6 address, where a port would be ambiguous.
  if (!match) return { ok: false, problem: trimmed.includes(':') ? 'bad-host' : 'no-port' };
  const [, bracketed, bare = '', separator = '', port = ''] = match;
  if (separator.trim() === '' && numberedName.test(`${bracketed ?? bare} ${port}`)) {
    return { ok: false, problem: 'no-port' };
  }
  return check(bracketed ?? bare, port);
}

/** Formats an endpoint so that {@link parseEndpoint} reads it back. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A port number from 1 to 65535; undefined for anything else. */
export function parsePort(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65535 ? port : undefined;
}

function check(host: string, portText: string): ParsedEndpoint {
  const valid = host.includes(':') ? ipv6.test(host) : hostName.test(host);
  if (!valid) return { ok: false, problem: 'bad-host' };
  if (portText === '') return { ok: false, problem: 'no-port' };
  const port = parsePort(portText);
  if (port === undefined) return { ok: false, problem: 'bad-port' };
  return { ok: true, endpoint: { host, port } };
}
