import * as v from 'valibot';

/**
 * The messages from the page of the wire view to the extension host: the schemas, which the host checks,
 * and the types derived from them.
 */

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const short = v.pipe(v.string(), v.maxLength(64));
const direction = v.picklist(['in', 'out']);

/** Maximum number of rows that a page may ask for at once. */
const maxRows = 500;

/** An SVG of the largest diagram is shorter. */
const maxSvg = 4 * 1024 * 1024;

const fromWirePage = v.variant('type', [
  /** The page's script is running. */
  v.object({ type: v.literal('ready') }),
  /** Asks for rows by index; `to` is the one after the last. */
  v.pipe(
    v.object({ type: v.literal('rows'), from: count, to: count }),
    v.check(({ from, to }) => to >= from && to - from <= maxRows),
  ),
  /** Asks for so many of the newest rows with each state, because they are in view; 0 for none. */
  v.object({ type: v.literal('follow'), rows: v.pipe(count, v.maxValue(maxRows)) }),
  /** Asks for the bytes of a chunk. */
  v.object({ type: v.literal('bytes'), number: count }),
  v.object({
    type: v.literal('filter'),
    peer: v.optional(count),
    direction: v.optional(direction),
    mark: v.optional(short),
  }),
  v.object({ type: v.literal('pause'), paused: v.boolean() }),
  v.object({
    type: v.literal('find'),
    text: v.pipe(v.string(), v.maxLength(1000)),
    mode: v.picklist(['text', 'hex']),
  }),
  /** Asks for the next row that matches the search, in this direction. */
  v.object({ type: v.literal('step'), from: v.number(), by: v.picklist([-1, 1]) }),
  /** Copies whole rows, by index. */
  v.object({
    type: v.literal('copyRows'),
    as: v.picklist(['python', 'text']),
    from: count,
    to: count,
  }),
  /** Copies some bytes of a chunk. */
  v.object({
    type: v.literal('copyBytes'),
    as: v.picklist(['python', 'text']),
    number: count,
    from: count,
    to: count,
  }),
  /** Saves the rows that the filter lets through. */
  v.object({ type: v.literal('save'), as: v.picklist(['pcapng', 'text']) }),
  v.object({ type: v.literal('saveDiagram'), svg: v.pipe(v.string(), v.maxLength(maxSvg)) }),
]);

export type FromWirePage = Readonly<v.InferOutput<typeof fromWirePage>>;

/**
 * Checks a message from a page, because the page may not be the one that the extension shipped.
 * @returns the message with only the schema's fields; undefined when it doesn't match a schema
 */
export function parseFromWirePage(value: unknown): FromWirePage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const result = v.safeParse(fromWirePage, { ...value });
  return result.success ? result.output : undefined;
}
