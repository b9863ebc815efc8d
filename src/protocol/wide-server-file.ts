import * as v from 'valibot';
import {
  type FieldRules,
  formatEditorLink,
  type LinkForm,
  linkName,
  parseEditorLink,
} from './editor-link';
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint';
import { cleanRoomName } from './names';
import { isAccountKey, isAccountSeed } from './nkey';
import type { WideServerAccess } from './wide';
import {
  isDigest,
  isNodeHost,
  maxNodes,
  readServer,
  serverFields,
  serverRules,
} from './wide-server';

/** The largest server file, in UTF-16 units. */
export const maxServerFile = 16 * 1024;

/** The fields of a server file. */
export type ServerField =
  | 'name'
  | 'nodes'
  | 'authority'
  | 'account'
  | 'memberKey'
  | 'ownerKey'
  | 'replicas';

/**
 * Why a text isn't a server. `not-server`: something else, or damaged. `newer`: from a newer version.
 */
export type ServerProblem =
  | { readonly code: 'too-large' | 'not-server' | 'newer' }
  /** The file isn't there, or can't be read. */
  | { readonly code: 'unreadable' }
  | { readonly code: 'bad-field'; readonly field: ServerField };

export type ParsedServer =
  | { readonly ok: true; readonly server: WideServerAccess }
  | { readonly ok: false; readonly problem: ServerProblem };

/** On how many nodes a room can be stored. */
const replicaCounts = [1, 3, 5] as const;

const version = 1;

const head = v.object({ deskmate: v.pipe(v.number(), v.integer(), v.minValue(1)) });

/** Fields that aren't here are ignored: later versions may have more. */
const body = v.object({
  nodes: v.pipe(
    v.array(v.pipe(v.string(), v.check(isNode))),
    v.minLength(1),
    v.maxLength(maxNodes),
  ),
  authority: v.pipe(v.string(), v.check(isDigest)),
  account: v.pipe(v.string(), v.check(isAccountKey)),
  memberKey: v.pipe(v.string(), v.check(isAccountSeed)),
  ownerKey: v.pipe(v.string(), v.check(isAccountSeed)),
  replicas: v.optional(v.picklist(replicaCounts), 1),
  name: v.optional(v.string(), ''),
});

/** Reads the file that an administrator gives out, which also says it is one: see docs/WIDE.md. */
export function readServerFile(text: string): ParsedServer {
  if (text.length > maxServerFile) return fail({ code: 'too-large' });
  // Some editors of Windows begin a file with a byte order mark.
  const value = jsonOf(text.replace(/^\ufeff/, ''));
  const { success, output } = v.safeParse(head, value);
  if (!success) return fail({ code: 'not-server' });
  if (output.deskmate > version) return fail({ code: 'newer' });
  const parsed = v.safeParse(body, value);
  if (!parsed.success) {
    const [{ path } = {}] = parsed.issues;
    return fail({ code: 'bad-field', field: String(path?.[0]?.key) as ServerField });
  }
  const { name, nodes, ...rest } = parsed.output;
  return { ok: true, server: named(name, { ...rest, nodes: nodes.flatMap(nodeOf) }) };
}

/** Formats a server as the link that an administrator can give out instead of the file. */
export function formatServerLink(server: WideServerAccess, scheme: string): string {
  const { name, ownerKey, replicas } = server;
  const fields = [...serverFields(server), ['o', ownerKey], ['r', String(replicas)]] as const;
  return formatEditorLink(scheme, 'server', fields, name);
}

/** Finds the link to a server in a text; undefined if there is none. */
export function parseServerLink(text: string): ParsedServer | undefined {
  const parsed = parseEditorLink(text, serverForm);
  if (parsed.ok) return { ok: true, server: parsed.value };
  if (parsed.problem === 'no-link') return undefined;
  return fail({ code: parsed.problem === 'newer' ? 'newer' : 'not-server' });
}

const linkRules: FieldRules = {
  ...serverRules,
  o: isAccountSeed,
  r: (value) => replicasOf(value) !== undefined,
};

const serverForm: LinkForm<WideServerAccess> = {
  path: 'server',
  rules: () => linkRules,
  read(fields) {
    const server = readServer(fields);
    const [ownerKey = '', replicas] = [fields.get('o'), replicasOf(fields.get('r'))];
    if (!server || replicas === undefined) return undefined;
    return named(linkName(fields), { ...server, ownerKey, replicas });
  },
};

/** A server without a name is called by its first node. */
function named(name: string, server: Omit<WideServerAccess, 'name'>): WideServerAccess {
  return {
    name: cleanRoomName(name) || server.nodes.slice(0, 1).map(formatEndpoint).join(),
    ...server,
  };
}

function replicasOf(text: string | undefined): number | undefined {
  return replicaCounts.find((count) => String(count) === text);
}

function isNode(text: string): boolean {
  return nodeOf(text).length > 0;
}

/** Host names have one spelling, in lower case. */
function nodeOf(text: string): readonly Endpoint[] {
  const parsed = parseEndpoint(text);
  if (!parsed.ok) return [];
  const { port } = parsed.endpoint;
  const host = parsed.endpoint.host.toLowerCase();
  return isNodeHost(host) ? [{ host, port }] : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fail(problem: ServerProblem): ParsedServer {
  return { ok: false, problem };
}
