import { isHostAddress } from '../util/ip-address';
import { formatEndpoint, parsePort } from './endpoint';
import { cleanRoomName } from './names';
import { linkReadings } from './pasted-text';
import { type InviteKind, inviteKindNames } from './room-kinds';
import type { WideServer } from './wide';

/** Everything a guest needs to join a room; an invite link carries it. */
export interface Invite {
  readonly kind: InviteKind;
  /** What the host calls the room. */
  readonly name: string;
  /** IP addresses of the host, the likeliest first: 1 to 16. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** SHA-256 of the host's certificate, base64url without padding. */
  readonly pin: string;
  /** 16 bytes, base64url without padding. */
  readonly token: string;
  /** Only of a wide room: its server, and the number of the epoch that the token belongs to. */
  readonly wide?: { readonly server: WideServer; readonly epoch: number };
}

export type ParsedInvite =
  | { readonly ok: true; readonly invite: Invite }
  | {
      readonly ok: false;
      /**
       * `no-invite`: there is no link. `altered`: a field is wrong. `incomplete`: the link was cut off,
       * what is left is right. `newer`: right, but from a newer version.
       */
      readonly problem: 'no-invite' | 'altered' | 'incomplete' | 'newer';
    };

/**
 * What is wrong with a link, and how many of its fields are right; of several readings, the one with the
 * most wins.
 */
interface BadLink {
  readonly ok: false;
  readonly problem: Extract<ParsedInvite, { ok: false }>['problem'];
  readonly right: number;
}

type ReadLink = Extract<ParsedInvite, { ok: true }> | BadLink;

const noLink: BadLink = { ok: false, problem: 'no-invite', right: -1 };

/** The authority and path of links that the editor passes to this extension. */
const linkPath = '://deskmate.deskmate/join';
const links = /(?<=[a-z0-9+.-]):\/\/deskmate\.deskmate\/join/gi;

const version = 1;

/** Maximum number of addresses of a host that an invite carries. */
export const maxInviteAddresses = 16;

/** Maximum number of characters read of a link's query, and of a decoded name in it. */
const maxQuery = 8 * 1024;
const maxDecodedName = 512;

/** Maximum number of links tried in one text. */
const maxLinks = 8;

/**
 * Formats an invite as a link for the editor with this scheme (`vscode`, `vscodium`, …). The version comes
 * last: a link that has it is complete.
 */
export function formatInvite(invite: Invite, scheme: string): string {
  const addresses = invite.addresses.map(withoutZone).filter(isHostAddress);
  const fields = [
    ['k', invite.kind],
    ['a', [...new Set(addresses)].slice(0, maxInviteAddresses).join(',')],
    ['p', String(invite.port)],
    ['c', invite.pin],
    ['t', invite.token],
    ['n', encode(cleanRoomName(invite.name))],
    ['v', String(version)],
  ];
  return `${scheme}${linkPath}?${fields.map(([key, value]) => `${key}=${value}`).join('&')}`;
}

/**
 * Finds an invite in pasted text: the link alone or within a message, in quotes or Markdown, in a redirect
 * URL, or encoded or broken into lines by mail and chat programs. Also reads the link as the editor passes
 * it on.
 */
export function parseInvite(text: string): ParsedInvite {
  let best = noLink;
  for (const reading of linkReadings(text)) {
    const found = firstInvite(reading);
    if (found.ok) return found;
    if (found.right > best.right) best = found;
  }
  return { ok: false, problem: best.problem };
}

/** The first valid link, else the one with the most right fields. */
function firstInvite(text: string): ReadLink {
  let best = noLink;
  let count = 0;
  for (const { index } of text.matchAll(links)) {
    const after = text.slice(index + linkPath.length, index + linkPath.length + maxQuery);
    const [, start = '', query = ''] = /^(\/?\?)([\p{L}\p{M}\p{N}&=%.,:~_+-]*)/u.exec(after) ?? [];
    for (const form of [withDelimiters(query), withEncodedName(after.slice(start.length))]) {
      const parsed = readFields(form);
      if (parsed.ok) return parsed;
      if (parsed.right > best.right) best = parsed;
    }
    count += 1;
    if (count === maxLinks) break;
  }
  return best;
}

/** Checks each field of a link. */
const fieldRules: Readonly<Record<string, (value: string) => boolean>> = {
  a: (value) => {
    const addresses = value.split(',');
    return addresses.length <= maxInviteAddresses && addresses.every(isHostAddress);
  },
  p: (value) => parsePort(value) !== undefined,
  c: (value) => /^[A-Za-z0-9_-]{43}$/.test(value),
  t: (value) => /^[A-Za-z0-9_-]{22}$/.test(value),
  k: (value) => /^[a-z-]{1,32}$/.test(value),
  // Only the first digit counts: text may follow without a space.
  v: (value) => /^[1-9]/.test(value),
};

function readFields(query: string): ReadLink {
  const fields = fieldsOf(query);
  const read = (key: string) => fields.get(key) ?? '';
  const bad = Object.keys(fieldRules).filter((key) => !fieldRules[key]?.(read(key)));
  const right = Object.keys(fieldRules).length - bad.length;
  if (bad.length > 0) {
    // If the link was cut off, its last field may be incomplete.
    const last = [...fields.keys()].at(-1);
    const isCut = bad.every((key) => !fields.has(key) || key === last);
    return { ok: false, problem: isCut ? 'incomplete' : 'altered', right };
  }
  if (Number(read('v')[0]) > version) return { ok: false, problem: 'newer', right };
  const kind = inviteKindNames.find((each) => each === read('k'));
  const port = parsePort(read('p'));
  const addresses = read('a').split(',');
  const [host] = addresses;
  if (host === undefined || port === undefined || kind === undefined) {
    return { ok: false, problem: 'altered', right };
  }
  const name = cleanRoomName(decodeName(read('n'))) || formatEndpoint({ host, port });
  const [pin, token] = [read('c'), read('t')];
  return { ok: true, invite: { kind, name, addresses, port, pin, token } };
}

/** If a field occurs twice, the first counts. */
function fieldsOf(query: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const field of query.split('&')) {
    const at = field.indexOf('=');
    const key = field.slice(0, at);
    if (at > 0 && !fields.has(key)) fields.set(key, decode(field.slice(at + 1)));
  }
  return fields;
}

/**
 * Restores delimiters: the editor decodes the query of an opened link, and encodes all of it when asked for
 * the link.
 */
function withDelimiters(query: string): string {
  return query.includes('=') ? query : withEncodedName(decode(query));
}

/**
 * Encodes the name in a decoded query again. It may contain delimiters, so it is whatever lies between `n`
 * and `v`.
 */
function withEncodedName(query: string): string {
  const start = query.indexOf('&n=') + '&n='.length;
  if (start < '&n='.length) return query;
  const [line = ''] = query.slice(start, start + maxDecodedName).split(/[\r\n]/, 1);
  const end = line.lastIndexOf('&v=');
  if (end < 0) return query;
  return query.slice(0, start) + encode(line.slice(0, end)) + query.slice(start + end);
}

/** Decodes a name up to twice more: it was encoded again if the whole link was. */
function decodeName(value: string): string {
  let name = value;
  for (
    let round = 0;
    round < 2 && /^[\w.%-]+$/.test(name) && /%[\dA-F]{2}/.test(name);
    round += 1
  ) {
    name = decode(name);
  }
  return name;
}

/** Drops the zone of an IPv6 address (`%eth0`), which has no meaning on another computer. */
function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? '';
}

/** Percent-encodes, including characters that chat programs take for the end of a link or for markup. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Percent-decodes; returns the text unchanged if that fails. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
