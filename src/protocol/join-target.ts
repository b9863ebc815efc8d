import { isHostAddress } from '../util/ip-address';
import { type EndpointProblem, parseEndpoint } from './endpoint';
import { type Invite, parseInvite } from './invite';
import {
  formatLabEndpoint,
  type LabEndpoint,
  type ParsedLabEndpoint,
  parseLabEndpoint,
  wireOfOptions,
  wireOfScheme,
  withWire,
} from './lab-endpoint';
import { decodePastedText } from './pasted-text';
import type { LabWire } from './room-kinds';

/** What someone can join: an invite room, or a lab room by its address. */
export type JoinTarget =
  | { readonly type: 'invite'; readonly invite: Invite }
  | { readonly type: 'lab'; readonly endpoint: LabEndpoint };

/**
 * `cut-link`: part of an invite link is missing; `bad-link`: it was altered on its way; `newer-link`: it is
 * from a newer version; `other-link`: a link to something else.
 */
export type TargetProblem = AddressProblem | 'cut-link' | 'bad-link' | 'newer-link' | 'other-link';

export type ParsedTarget =
  | { readonly ok: true; readonly target: JoinTarget }
  | { readonly ok: false; readonly problem: TargetProblem };

const linkProblems = {
  altered: 'bad-link',
  incomplete: 'cut-link',
  newer: 'newer-link',
} as const;

/** Reads an invite or an address from what a user typed or pasted; other text may surround it. */
export function parseTarget(text: string): ParsedTarget {
  const read = parseInvite(text);
  if (read.ok) return { ok: true, target: { type: 'invite', invite: read.invite } };
  if (read.problem !== 'no-invite') return { ok: false, problem: linkProblems[read.problem] };
  const found = findAddress(text);
  if (found.ok) return { ok: true, target: { type: 'lab', endpoint: found.endpoint } };
  const [scheme] = /^[^\s:]+(?=:\/\/\S*$)/.exec(text.trim()) ?? [];
  const isLink = scheme !== undefined && !wireOfScheme(scheme);
  const isOther = isLink && found.problem !== 'bad-port';
  return { ok: false, problem: isOther ? 'other-link' : found.problem };
}

/** `several-addresses`: there is more than one; `no-address`: text without any. */
export type AddressProblem = EndpointProblem | 'several-addresses' | 'no-address';

export type FoundAddress =
  | { readonly ok: true; readonly endpoint: LabEndpoint }
  | { readonly ok: false; readonly problem: AddressProblem };

/** Maximum number of UTF-16 units read: enough for a program's output, not for a log. */
const maxText = 4096;

/** Maximum number of addresses tried in one text, and words in one command. */
const maxHosts = 16;
const maxWords = 16;

/** A full-width colon that introduces what follows, as in Chinese. */
const colonOfProse = /(?<=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}])：/gu;

/** Characters used as a colon or a dot that Unicode doesn't treat as their variants. */
const colons = /[\u02d0\u2236\ua789]/g;
const dots = /(?<=[\p{L}\p{N}])[\u3002\uff61](?=[\p{L}\p{N}])/gu;

/** Quotation marks of any script. */
const quotes = /[\p{Pi}\p{Pf}"`\u00b4\u201a\u201e\u301d-\u301f]|[\u300c-\u300f]/gu;

/** Quotes, brackets and other punctuation around an address: anything it can't begin or end with. */
const opening = /^[^\p{L}\p{N}_[:.-]+/u;
const closing = /(?<![^\p{L}\p{N}_\]:-])[^\p{L}\p{N}_\]:-]+$/u;

/** The command that handouts tell people to connect with: `nc HOST PORT`, `nc -u HOST PORT` for UDP. */
const program =
  /(?<![\p{L}\p{N}_.-])(?:nc|ncat|netcat|telnet)(?:\.(?:exe|openbsd|traditional))?[ \t]+([^\n|<>;&]+)/iu;

/** A link's scheme and authority. */
const link = /(?<![a-z0-9+.-])([a-z][a-z0-9+-]{0,31}):\/\/([^\s/?#'<>\\]{1,300})/gi;

/** As languages print a pair: `('HOST', PORT)`. */
const pair = /'([^'\s]{1,255})'\s{0,4},\s{0,4}(\d{1,6})(?![\d.])/g;

/**
 * An IPv4 address, an IPv6 address with or without brackets, or a name that can't be mistaken for a word.
 */
const host =
  /(?<![\w.@-])(?:\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\w)|localhost(?![\w.-])|(?:[a-z\d_][\w-]{0,62}\.){1,8}[a-z]{2,63})|\[[\da-f]{0,4}(?::[\da-f.]{0,15}){2,8}(?:%[\w.-]{1,32})?\]|(?<![\w:.%])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:%[\w.-]{1,32})?(?![\w:.%])/gi;

const shortName =
  /(?<![\w.@/\\-])(?!port\b)([a-z][a-z\d_-]{0,62})\s{0,4}:\s{0,4}(\d{4,5})(?!\w|\.\d)/gi;

/** A port after an address. After a name it needs a colon, to tell it from other numbers. */
const portAfterName = /^\s{0,4}:\s{0,4}(\d{1,6})(?!\w|\.\d| \d{3}(?!\d))/;
const portAfterAddress = /^[\s,;:'=]{1,8}(\d{1,6})(?!\w|\.\d| \d{3}(?!\d))/;

/** A port that is labeled as one: `PORT = 9000`, `端口：9000`. */
const namedPort =
  /(?:port|端口号?|埠|ポート|포트|порт|puerto|porta)[^\p{L}\p{N}]{0,8}(\d{1,6})(?!\w|\.\d)/giu;

/**
 * Finds the one address in what a user typed or pasted: alone, in quotes, in a command that connects to
 * it, in a link, as a program prints it, or within text.
 */
export function findAddress(text: string): FoundAddress {
  const plain = decodePastedText(text.slice(0, maxText).replace(colonOfProse, ': '))
    .replace(colons, ':')
    .replace(dots, '.')
    .replace(quotes, "'")
    .trim();
  const typed = parseLabEndpoint(plain);
  if (typed.ok || typed.problem === 'empty') return typed;
  const digits = plain.replace(/(?!\d)\p{Nd}/gu, asciiDigit);
  const alone = parseBare(digits);
  if (alone.ok) return alone;
  const addresses = addressesIn(digits);
  const found =
    inCommand(digits) ?? only(addresses) ?? labelledAddress(digits) ?? only(shortNamesIn(digits));
  if (found) return found;
  const wrong = addresses.find((each) => !each.ok) ?? typed;
  const isSentence = /\S\s+[^\s\d:]\S*(?:\s|$)/.test(digits);
  return isSentence && wrong === typed ? { ok: false, problem: 'no-address' } : wrong;
}

/** Parses an address after removing the punctuation around it. */
function parseBare(text: string, wire?: LabWire): ParsedLabEndpoint {
  const bare = text.replace(opening, '').replace(closing, '');
  const parsed = parseEndpoint(bare);
  return withWire(parsed.ok ? parsed : parseEndpoint(bare.replace(/^\[|\]$/g, '')), wire);
}

/** `HOST PORT` after options, as in `nc -v -w 5 HOST PORT`, or `HOST:PORT`. */
function inCommand(text: string): FoundAddress | undefined {
  const [, rest = ''] = program.exec(text) ?? [];
  const words = rest.split(/\s+/).slice(0, maxWords);
  const wire = wireOfOptions(words);
  const candidates = words.flatMap((word, index) => {
    const [number = ''] = /^\d{1,5}(?!\w)/.exec(words[index + 1] ?? '') ?? [];
    return /^(?:\d*$|-)/.test(word) ? [] : [at(word, number, wire), parseBare(word, wire)];
  });
  return candidates.find((found) => found?.ok);
}

/** Every address that has a port, or what is wrong with it. */
function addressesIn(text: string): FoundAddress[] {
  const links = [...text.matchAll(link)].map(([, scheme = '', authority = '']) => {
    const wire = wireOfScheme(scheme);
    const [hostAndPort = ''] = authority.split('@').slice(-1);
    const [, name = '', number] = /^(\[[^\]]*\]|[^:]*):(\d{1,6})(?!\w)/.exec(hostAndPort) ?? [];
    return number === undefined
      ? parseBare(hostAndPort, wire)
      : at(name.replace('%25', '%'), number, wire);
  });
  const pairs = [...text.matchAll(pair)].map(([, host = '', number = '']) => at(host, number));
  // An address in such a link would be found again, without the link's scheme.
  const rest = text.replace(link, (whole, scheme) => (wireOfScheme(scheme) ? ' ' : whole));
  const others = hostsIn(rest).map(({ found, isName, end }) => {
    const next = rest.slice(end, end + 24);
    const [, number] = (isName ? portAfterName : portAfterAddress).exec(next) ?? [];
    return number === undefined ? undefined : at(found, number);
  });
  return [...links, ...pairs, ...others].filter((found) => found !== undefined);
}

/** An address with a labeled port elsewhere in the text. */
function labelledAddress(text: string): FoundAddress | undefined {
  const numbers = [...text.matchAll(namedPort)].map(([, number = '']) => number).slice(0, maxHosts);
  const addresses = hostsIn(text).filter(({ found, isName }) => !isName || found === 'localhost');
  return only(
    addresses.flatMap(({ found }) =>
      numbers.map((number) => at(found, number)).filter((each) => each !== undefined),
    ),
  );
}

/** Host names without a dot, with a port of four or five digits; skips times of day and `port: 9000`. */
function shortNamesIn(text: string): FoundAddress[] {
  return [...text.matchAll(shortName)].map(([, host = '', number = '']) =>
    parseEndpoint(`${host}:${number}`),
  );
}

function hostsIn(text: string) {
  const all = [...text.matchAll(host)].slice(0, maxHosts);
  return all.map(({ 0: found, index }) => ({
    found,
    isName: /[a-z]$/i.test(found) && !found.includes(':'),
    end: index + found.length,
  }));
}

function at(found: string, port: string, wire?: LabWire): FoundAddress | undefined {
  const host = found.replace(/^\[|\]$/g, '');
  if (!host.includes(':')) return withWire(parseEndpoint(`${host}:${port}`), wire);
  // A time of day has colons as well.
  return isHostAddress(host.split('%', 1)[0] ?? '')
    ? withWire(parseEndpoint(`[${host}]:${port}`), wire)
    : undefined;
}

/** The address if all found are the same one. */
function only(found: readonly FoundAddress[]): FoundAddress | undefined {
  const good = found.filter((each) => each.ok);
  const texts = new Set(good.map(({ endpoint }) => formatLabEndpoint(endpoint)));
  if (texts.size > 1) return { ok: false, problem: 'several-addresses' };
  return good[0];
}

/** Unicode orders the digits of every script from 0 to 9. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}
