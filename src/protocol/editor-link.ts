import { linkReadings } from './pasted-text';

/** The links that the editor passes to this extension: their path, after `SCHEME://deskmate.deskmate/`. */
export type LinkPath = 'join' | 'server';

export type ParsedLink<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /**
       * `no-link`: there is none. `altered`: a field is wrong. `incomplete`: the link was cut off, what is left
       * is right. `newer`: right, but from a newer version.
       */
      readonly problem: 'no-link' | 'altered' | 'incomplete' | 'newer';
    };

/** The fields of a link, decoded. */
export type LinkFields = ReadonlyMap<string, string>;

/** Says of each field that a link must have whether its value is right; that of a missing field is empty. */
export type FieldRules = Readonly<Record<string, (value: string) => boolean>>;

/** A kind of link: what its fields must be, and what they mean. */
export interface LinkForm<T> {
  readonly path: LinkPath;
  /** The rules for a link with these fields, which may be wrong. */
  rules(fields: LinkFields): FieldRules;
  /** What right fields mean; undefined if that isn't right. */
  read(fields: LinkFields): T | undefined;
}

/**
 * What is wrong with a link, and how many of its fields are right; of several readings, the one with the
 * most wins.
 */
interface BadLink {
  readonly ok: false;
  readonly problem: Extract<ParsedLink<never>, { ok: false }>['problem'];
  readonly right: number;
}

type ReadLink<T> = Extract<ParsedLink<T>, { ok: true }> | BadLink;

const noLink: BadLink = { ok: false, problem: 'no-link', right: -1 };

const links = /(?<=[a-z0-9+.-]):\/\/deskmate\.deskmate\/(join|server)/gi;

const version = 1;

/** Maximum number of characters read of a link's query, and of a decoded name in it. */
const maxQuery = 8 * 1024;
const maxDecodedName = 512;

/** Maximum number of links tried in one text. */
const maxLinks = 8;

/**
 * Formats a link for the editor with this scheme (`vscode`, `vscodium`, …). The name and the version come last: a
 * link that has a version is complete.
 * @param fields need no encoding
 */
export function formatEditorLink(
  scheme: string,
  path: LinkPath,
  fields: readonly (readonly [key: string, value: string])[],
  name: string,
): string {
  const all = [...fields, ['n', encode(name)], ['v', String(version)]];
  return `${scheme}://deskmate.deskmate/${path}?${all.map(([key, value]) => `${key}=${value}`).join('&')}`;
}

/**
 * Finds a link in pasted text: alone or within a message, in quotes or Markdown, in a redirect URL, or encoded or
 * broken into lines by mail and chat programs. Also reads the link as the editor passes it on.
 */
export function parseEditorLink<T>(text: string, form: LinkForm<T>): ParsedLink<T> {
  let best = noLink;
  for (const reading of linkReadings(text)) {
    const found = firstLink(reading, form);
    if (found.ok) return found;
    if (found.right > best.right) best = found;
  }
  return { ok: false, problem: best.problem };
}

/** The first valid link, else the one with the most right fields. */
function firstLink<T>(text: string, form: LinkForm<T>): ReadLink<T> {
  let best = noLink;
  let count = 0;
  for (const { 0: start, 1: path = '', index } of text.matchAll(links)) {
    if (path.toLowerCase() !== form.path) continue;
    const after = text.slice(index + start.length, index + start.length + maxQuery);
    const [, mark = '', query = ''] = /^(\/?\?)([\p{L}\p{M}\p{N}&=%.,:~_+-]*)/u.exec(after) ?? [];
    for (const reading of [withDelimiters(query), withEncodedName(after.slice(mark.length))]) {
      const parsed = readFields(reading, form);
      if (parsed.ok) return parsed;
      if (parsed.right > best.right) best = parsed;
    }
    count += 1;
    if (count === maxLinks) break;
  }
  return best;
}

function readFields<T>(query: string, form: LinkForm<T>): ReadLink<T> {
  const fields = fieldsOf(query);
  // Only the first digit counts: text may follow without a space.
  const rules: FieldRules = { ...form.rules(fields), v: (value) => /^[1-9]/.test(value) };
  const names = Object.keys(rules);
  const bad = names.filter((key) => !rules[key]?.(fields.get(key) ?? ''));
  const right = names.length - bad.length;
  if (bad.length > 0) {
    // If the link was cut off, its last field may be incomplete.
    const last = [...fields.keys()].at(-1);
    const isCut = bad.every((key) => !fields.has(key) || key === last);
    return { ok: false, problem: isCut ? 'incomplete' : 'altered', right };
  }
  if (Number(fields.get('v')?.[0]) > version) return { ok: false, problem: 'newer', right };
  const value = form.read(fields);
  return value === undefined ? { ok: false, problem: 'altered', right } : { ok: true, value };
}

/** If a field occurs twice, the first counts. */
function fieldsOf(query: string): LinkFields {
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

/** Decodes the name up to twice more: it was encoded again if the whole link was. */
export function linkName(fields: LinkFields): string {
  let name = fields.get('n') ?? '';
  for (
    let round = 0;
    round < 2 && /^[\w.%-]+$/.test(name) && /%[\dA-F]{2}/.test(name);
    round += 1
  ) {
    name = decode(name);
  }
  return name;
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
