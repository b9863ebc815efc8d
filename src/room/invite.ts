import type { InviteKind } from '../net/transport';
import { isHostAddress } from '../util/ip-address';
import { formatEndpoint, parsePort } from './endpoint';
import { cleanRoomName } from './names';

/** Everything a guest needs to join a room, as its link carries it. */
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
}

export type ParsedInvite =
  | { readonly ok: true; readonly invite: Invite }
  | {
      readonly ok: false;
      /** No link in it; one that is cut off or altered; one that a newer version made. */
      readonly problem: 'no-invite' | 'damaged' | 'newer';
    };

/** The editor opens links with this authority and path in this extension. */
const place = '://deskmate.deskmate/join';
const links = /(?<=[a-z0-9+.-]):\/\/deskmate\.deskmate\/join/gi;

const version = 1;
const mostAddresses = 16;

/** Characters of a pasted text that are looked at, and of a link's query. */
const mostText = 64 * 1024;
const mostQuery = 8 * 1024;

/** Links looked at in one text. */
const mostLinks = 8;

/**
 * An invite as a link that opens in the editor whose scheme it is (`vscode`, `vscodium`, …). The
 * version stands last: who finds it has the whole link.
 */
export function formatInvite(invite: Invite, scheme: string): string {
  const addresses = invite.addresses.map(withoutZone).filter(isHostAddress);
  const fields = [
    ['k', invite.kind],
    ['a', [...new Set(addresses)].slice(0, mostAddresses).join(',')],
    ['p', String(invite.port)],
    ['c', invite.pin],
    ['t', invite.token],
    ['n', encode(cleanRoomName(invite.name))],
    ['v', String(version)],
  ];
  return `${scheme}${place}?${fields.map(([key, value]) => `${key}=${value}`).join('&')}`;
}

/**
 * Finds an invite in what a person pasted: the link alone or in a message, in quotes or Markdown, with
 * line breaks that a program for mail or chat put into it. Reads a link as the editor hands it on, too.
 */
export function parseInvite(text: string): ParsedInvite {
  const visible = text
    .slice(0, mostText)
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/&(?:amp;)+/gi, '&');
  const found = firstInvite(visible);
  if (found.ok || found.problem === 'newer') return found;
  // Joined only now: what stands on the line below a whole link is not part of it.
  const joined = firstInvite(joinLines(visible));
  return joined.ok || found.problem === 'no-invite' ? joined : found;
}

/** Without line breaks, the blanks around them, and the marks of a quote. */
function joinLines(text: string): string {
  const lines = text.split(/[\r\n\u2028\u2029]/);
  return lines.map((line) => line.replace(/^[ \t>]+/, '').trimEnd()).join('');
}

/** The first link that makes sense; without one, what is wrong with the first of all. */
function firstInvite(text: string): ParsedInvite {
  let first: ParsedInvite | undefined;
  let count = 0;
  for (const { index } of text.matchAll(links)) {
    const after = text.slice(index + place.length, index + place.length + mostQuery);
    const [, query = ''] = /^\/?\?([\p{L}\p{M}\p{N}&=%.,:~_+-]*)/u.exec(after) ?? [];
    const parsed = readFields(query);
    if (parsed.ok) return parsed;
    first ??= parsed;
    count += 1;
    if (count === mostLinks) break;
  }
  return first ?? { ok: false, problem: 'no-invite' };
}

function readFields(query: string): ParsedInvite {
  const fields = fieldsOf(query);
  // Prose may follow without a space, as it does in Chinese.
  const made = Number(/^\d{1,4}(?!\d)/.exec(fields.get('v') ?? '')?.[0] ?? 0);
  if (made > version) return { ok: false, problem: 'newer' };
  const kind = fields.get('k');
  const addresses = fields.get('a')?.split(',') ?? [];
  const port = parsePort(fields.get('p') ?? '');
  const pin = fields.get('c') ?? '';
  const token = fields.get('t') ?? '';
  const whole =
    made === version &&
    addresses.length <= mostAddresses &&
    addresses.every(isHostAddress) &&
    /^[A-Za-z0-9_-]{43}$/.test(pin) &&
    /^[A-Za-z0-9_-]{22}$/.test(token);
  const [host] = addresses;
  if (!whole || host === undefined || port === undefined || (kind !== 'pair' && kind !== 'group')) {
    return { ok: false, problem: 'damaged' };
  }
  const name = cleanRoomName(fields.get('n') ?? '') || formatEndpoint({ host, port });
  return { ok: true, invite: { kind, name, addresses, port, pin, token } };
}

/** Of fields that stand there twice, the first counts. */
function fieldsOf(query: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const field of withDelimiters(query).split('&')) {
    const at = field.indexOf('=');
    const key = field.slice(0, at);
    if (at > 0 && !fields.has(key)) fields.set(key, decode(field.slice(at + 1)));
  }
  return fields;
}

/**
 * An editor decodes the query of a link that was opened, and encodes all of it when asked for the link:
 * only the place between `n` and `v` tells what belongs to the name.
 */
function withDelimiters(query: string): string {
  if (query.includes('=')) return query;
  const text = decode(query);
  const start = text.indexOf('&n=') + '&n='.length;
  const end = text.lastIndexOf('&v=');
  if (start < '&n='.length || end < start) return text;
  return text.slice(0, start) + encode(text.slice(start, end)) + text.slice(end);
}

/** The zone of an IPv6 address (`%eth0`) says nothing on another computer. */
function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? '';
}

/** Also encodes what chat programs take for the end of a link, or for markup. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What was percent-encoded; a text that makes no sense so is left as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
