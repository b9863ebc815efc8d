import * as v from 'valibot';
import type { UnknownEntry } from './entry-frames';
import { seq } from './frame-fields';
import { type ToHub, type ToMember, toHub, toMember } from './frames';
import { isTooDeep } from './json-depth';
import { defaultLimits } from './limits';
import { fitsEntry, normalizeMessageText } from './message-text';
import { idPattern } from './request-id';
import type { RoomEntry } from './room-entry';

/** The frame encoded last, and its line. */
let latest: object | undefined;
let latestLine = Buffer.alloc(0);

/**
 * Encodes a frame as a line: JSON in UTF-8 and a newline. Keeps the line of the last frame, so that a notice
 * to all members is encoded once; the frame and the bytes MUST NOT change afterwards.
 */
export function encodeFrame(frame: object): Buffer {
  if (frame !== latest) {
    latestLine = Buffer.from(`${JSON.stringify(frame)}\n`);
    latest = frame;
  }
  return latestLine;
}

/** An author's part of an entry, encoded last: most messages of a turn are from few members. */
let latestBy = { author: '', name: '', json: '' };

/**
 * Encodes an entry as JSON, exactly as `JSON.stringify` does. Nearly all are plain messages, which take half as long
 * field by field.
 */
export function encodeEntry(entry: RoomEntry): string {
  if (entry.type === 'unknown') return entry.json;
  if (
    entry.type !== 'message' ||
    'reply' in entry ||
    'card' in entry ||
    'announcement' in entry ||
    'anonymous' in entry ||
    'continues' in entry ||
    'transit' in entry
  ) {
    return JSON.stringify(entry);
  }
  const { seq, time, author, name, id, text } = entry;
  if (author !== latestBy.author || name !== latestBy.name) {
    const json = `"author":${JSON.stringify(author)},"name":${JSON.stringify(name)}`;
    latestBy = { author, name, json };
  }
  const start = `{"type":"message","seq":${seq},"time":${time},${latestBy.json},`;
  if (id === plainSaid.id && text === plainSaid.text) return start + plainSaid.json;
  return `${start}"id":${JSON.stringify(id)},"text":${JSON.stringify(text)}}`;
}

/**
 * What can be wrong with a line. `bad-json` and `too-deep` end the connection; the others concern one
 * frame, and `id` is the request's id if it has a valid one.
 */
export type FrameProblem =
  | { readonly ok: false; readonly code: 'bad-json' | 'too-deep' }
  | {
      readonly ok: false;
      readonly code: 'bad-frame' | 'text-too-long' | 'unknown-type';
      readonly id?: string;
    };

/** A decoded frame, or what is wrong with its line. */
export type Decoded<F> = { readonly ok: true; readonly frame: F } | FrameProblem;

/**
 * A message as programs of ours write it, if its text needs neither escapes nor cleaning. Testing that takes a third
 * of the time that parsing takes.
 */
const plainSay = /^\{"type":"say","id":"[\w-]{1,64}","text":"[^"\\\p{Cc}\p{Surrogate}]+"\}$/u;
const beforeFields = '{"type":"say",'.length;
const beforeId = '{"type":"say","id":"'.length;
const betweenIdAndText = '","text":"'.length;

/** The message of that kind decoded last, and how both its entry and its request end. */
const plainSaid = { id: '', text: '', json: '' };

/** Decodes a line from a member. Never throws. */
export function decodeToHub(line: string, jsonDepth = defaultLimits.jsonDepth): Decoded<ToHub> {
  if (jsonDepth >= 1 && plainSay.test(line)) {
    const idEnd = line.indexOf('"', beforeId);
    const text = line.slice(idEnd + betweenIdAndText, -'"}'.length);
    if (fitsEntry(text)) {
      const id = copyOf(line.slice(beforeId, idEnd));
      plainSaid.id = id;
      plainSaid.text = text;
      plainSaid.json = line.slice(beforeFields);
      return { ok: true, frame: { type: 'say', id, text } };
    }
  }
  return decode(toHub, line, jsonDepth, hotToHub);
}

/** V8 copies a part of a string that is shorter than this; a longer one keeps the whole string in memory. */
const minShared = 13;

const idBytes = Buffer.alloc(64);

/** The id without its line, because ids are remembered longer than texts. */
function copyOf(id: string): string {
  if (id.length < minShared) return id;
  return idBytes.toString('latin1', 0, idBytes.write(id, 'latin1'));
}

/**
 * Decodes a line from the hub. An unknown type comes from a newer hub; if it has a number, it is an entry. Never
 * throws.
 */
export function decodeToMember(
  line: string,
  jsonDepth = defaultLimits.jsonDepth,
): Decoded<ToMember> {
  return decodeWithEntries(toMember, line, jsonDepth);
}

/** Decodes a line of a catalogue that has log entries, so that entries of later versions are among them. Never throws. */
export function decodeWithEntries<C extends Catalogue>(
  catalogue: C,
  line: string,
  jsonDepth: number,
): Decoded<v.InferOutput<C[keyof C]> | UnknownEntry> {
  const decoded = decode(catalogue, line, jsonDepth, () => undefined);
  if (decoded.ok || decoded.code !== 'unknown-type') return decoded;
  const entry = unknownEntry(line);
  return entry ? { ok: true, frame: entry } : decoded;
}

/** An entry of a type that only later versions know; undefined if the line isn't one. */
export function unknownEntry(line: string): UnknownEntry | undefined {
  const value = parse(line);
  if (!isRecord(value) || typeof value.type !== 'string' || !v.is(seq, value.seq)) {
    return undefined;
  }
  return { type: 'unknown', seq: value.seq, json: line };
}

type Catalogue = Readonly<Record<string, v.GenericSchema>>;

/** @param hot recognizes some frames without their schemas */
function decode<C extends Catalogue>(
  catalogue: C,
  line: string,
  jsonDepth: number,
  hot: (value: Fields) => v.InferOutput<C[keyof C]> | undefined,
): Decoded<v.InferOutput<C[keyof C]>> {
  if (isTooDeep(line, jsonDepth)) return { ok: false, code: 'too-deep' };
  const value = parse(line);
  if (value === undefined) return { ok: false, code: 'bad-json' };
  if (!isRecord(value) || typeof value.type !== 'string') return problem('bad-frame', value);
  const frame = hot(value);
  if (frame !== undefined) return { ok: true, frame };
  // Check for an own property: `constructor` isn't a frame type, though every object inherits it.
  if (!Object.hasOwn(catalogue, value.type)) return problem('unknown-type', value);
  const schema = catalogue[value.type] as C[keyof C];
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { ok: true, frame: result.output };
  return problem(isTooLong(result.issues[0]) ? 'text-too-long' : 'bad-frame', value);
}

/** Returns undefined, which JSON can't express, for text that isn't JSON. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Recognizes the frames that a busy room consists of: these take 2 µs less than with their schemas. Returns
 * exactly what the schema would, or undefined to leave the frame to it.
 */
function hotToHub({ type, id, text, reply, card, announcement, seq }: Fields): ToHub | undefined {
  switch (type) {
    case 'say':
      return typeof id === 'string' &&
        typeof text === 'string' &&
        text !== '' &&
        reply === undefined &&
        card === undefined &&
        announcement === undefined &&
        idPattern.test(id) &&
        fitsEntry(text)
        ? { type, id, text }
        : undefined;
    case 'received':
      return Number.isSafeInteger(seq) && (seq as number) >= 1
        ? { type, seq: seq as number }
        : undefined;
    case 'ping':
      return { type };
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problem(
  code: 'bad-frame' | 'text-too-long' | 'unknown-type',
  value: unknown,
): FrameProblem {
  const id = isRecord(value) && Object.hasOwn(value, 'id') ? value.id : undefined;
  return v.is(toHub.say.entries.id, id) ? { ok: false, code, id } : { ok: false, code };
}

/** Only the check in `text` fails this way: too many bytes, or too long for a line as JSON. */
function isTooLong({ path, type }: v.BaseIssue<unknown>): boolean {
  return path?.[0].key === 'text' && type === 'check';
}

/** Makes a request's text safe to show. */
export function withCleanText<F extends { readonly text: string }>(frame: F): F {
  if (frame.text === plainSaid.text) return frame;
  const text = normalizeMessageText(frame.text);
  // Few texts change, and copying a frame costs more than checking it.
  return text === frame.text ? frame : { ...frame, text };
}
