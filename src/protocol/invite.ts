import { isHostAddress } from '../util/ip-address';
import {
  type FieldRules,
  formatEditorLink,
  type LinkFields,
  type LinkForm,
  linkName,
  parseEditorLink,
} from './editor-link';
import { type Endpoint, formatEndpoint, parsePort } from './endpoint';
import { cleanRoomName } from './names';
import { type InviteKind, inviteKindNames, isOnServer } from './room-kinds';
import type { WideRoute, WideServer } from './wide';
import { isDigest, readServer, serverFields, serverRules } from './wide-server';

/** Everything a guest needs to join a room; an invite link carries it. */
export interface Invite {
  readonly kind: InviteKind;
  /** What the host calls the room. */
  readonly name: string;
  /** IP addresses of the host, the likeliest first: 1 to 16. Of a wide room, the hosts of its server's nodes. */
  readonly addresses: readonly string[];
  /** Of a wide room, the port of its server's first node. */
  readonly port: number;
  /** SHA-256 of the host's certificate, base64url without padding. Of a wide room, the owner's public signing key. */
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

/** Maximum number of addresses of a host that an invite carries. */
export const maxInviteAddresses = 16;

/** Formats an invite as a link for the editor with this scheme (`vscode`, `vscodium`, …). */
export function formatInvite(invite: Invite, scheme: string): string {
  const { kind, wide, pin, token } = invite;
  const fields = [
    ['k', kind],
    ...(wide ? serverFields(wide.server) : hubFields(invite)),
    ['c', pin],
    ['t', token],
    ...(wide ? [['e', String(wide.epoch)] as const] : []),
  ] as const;
  return formatEditorLink(scheme, 'join', fields, cleanRoomName(invite.name));
}

/**
 * Finds an invite in pasted text: the link alone or within a message, in quotes or Markdown, in a redirect
 * URL, or encoded or broken into lines by mail and chat programs. Also reads the link as the editor passes
 * it on.
 */
export function parseInvite(text: string): ParsedInvite {
  const parsed = parseEditorLink(text, inviteForm);
  if (parsed.ok) return { ok: true, invite: parsed.value };
  const { problem } = parsed;
  return { ok: false, problem: problem === 'no-link' ? 'no-invite' : problem };
}

/** Every place that joining by this invite tries. */
export function inviteEndpoints({ addresses, port, wide }: Invite): readonly Endpoint[] {
  return wide ? wide.server.nodes : addresses.map((host) => ({ host, port }));
}

/** How to get into a wide room with an invite; undefined if it isn't to one. */
export function routeOf({ token, wide }: Invite): Pick<WideRoute, 'server' | 'epoch'> | undefined {
  return wide && { server: wide.server, epoch: { number: wide.epoch, token } };
}

/** The rules for the fields that all invites have. */
const commonRules: FieldRules = {
  k: (value) => /^[a-z-]{1,32}$/.test(value),
  c: isDigest,
  t: (value) => /^[A-Za-z0-9_-]{22}$/.test(value),
};

const hubRules: FieldRules = {
  a: (value) => {
    const addresses = value.split(',');
    return addresses.length <= maxInviteAddresses && addresses.every(isHostAddress);
  },
  p: (value) => parsePort(value) !== undefined,
};

const wideRules: FieldRules = { ...serverRules, e: (value) => epochOf(value) !== undefined };

const inviteForm: LinkForm<Invite> = {
  path: 'join',
  rules: (fields) => ({ ...commonRules, ...(isOnServer(kindOf(fields)) ? wideRules : hubRules) }),
  read(fields) {
    const read = (key: string) => fields.get(key) ?? '';
    const [kind, pin, token] = [kindOf(fields), read('c'), read('t')];
    const place = isOnServer(kind) ? readWide(fields) : readHub(fields);
    const [host] = place?.addresses ?? [];
    if (!place || kind === undefined || host === undefined) return undefined;
    const name = cleanRoomName(linkName(fields)) || formatEndpoint({ host, port: place.port });
    return { kind, name, ...place, pin, token };
  },
};

function kindOf(fields: LinkFields): InviteKind | undefined {
  return inviteKindNames.find((each) => each === fields.get('k'));
}

function hubFields({ addresses, port }: Invite) {
  const hosts = [...new Set(addresses.map(withoutZone).filter(isHostAddress))];
  return [
    ['a', hosts.slice(0, maxInviteAddresses).join(',')],
    ['p', String(port)],
  ] as const;
}

function readHub(fields: LinkFields): Pick<Invite, 'addresses' | 'port'> | undefined {
  const port = parsePort(fields.get('p') ?? '');
  return port === undefined ? undefined : { addresses: fields.get('a')?.split(',') ?? [], port };
}

function readWide(fields: LinkFields): Pick<Invite, 'addresses' | 'port' | 'wide'> | undefined {
  const [server, epoch] = [readServer(fields), epochOf(fields.get('e') ?? '')];
  return server && epoch !== undefined ? wideInvitePlace(server, epoch) : undefined;
}

/** What an invite to a wide room says about where it is. */
export function wideInvitePlace(server: WideServer, epoch: number) {
  const [{ port } = { port: 0 }] = server.nodes;
  const addresses = [...new Set(server.nodes.map(({ host }) => host))];
  return { addresses, port, wide: { server, epoch } };
}

function epochOf(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** Drops the zone of an IPv6 address (`%eth0`), which has no meaning on another computer. */
function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? '';
}
