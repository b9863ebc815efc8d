import * as v from 'valibot';
import { hasItsLines, isWithin } from './excerpt';

/** A file's path as its sender has it, relative to its folder, with forward slashes. Nothing to trust. */
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
/** Lines and columns count from 1. */
const position = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(10_000_000));
/** SHA-256 of a file's text with LF line endings, base64url without padding. */
const fileHash = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/** Lines `line` to `endLine` of a file, as its sender sees them. */
const excerpt = {
  path,
  /** Of a notebook: the cell's number, counted from 1; then lines and hash are the cell's. */
  cell: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100_000))),
  line: position,
  endLine: position,
  /** Language id of the editor; empty for plain text. */
  language: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+#._-]{0,64}$/)),
  /** Whole lines joined by LF, without the last line's ending. */
  text: v.string(),
  hash: fileHash,
};

const code = v.pipe(
  v.object({ type: v.literal('code'), ...excerpt }),
  v.check((it) => hasItsLines(it)),
);

/** What a tool says of a place; `text` are the lines around it. */
const error = v.pipe(
  v.object({
    type: v.literal('error'),
    ...excerpt,
    severity: v.picklist(['error', 'warning', 'information', 'hint']),
    message: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
    /** Who says so: `gcc`, `eslint`. */
    source: v.optional(v.pipe(v.string(), v.maxLength(100))),
    /** What it calls the error: `C2065`, `no-undef`. */
    code: v.optional(v.pipe(v.string(), v.maxLength(100))),
    /** The place itself, within the lines of `text`; `endColumn` is the one after the last. */
    at: v.object({ line: position, column: position, endLine: position, endColumn: position }),
  }),
  v.check((it) => hasItsLines(it)),
  v.check((it) => isWithin(it.at, it)),
);

/** Files of a patch. */
export const maxPatchFiles = 100;

const patch = v.object({
  type: v.literal('patch'),
  files: v.pipe(
    v.array(
      v.object({
        path,
        change: v.picklist(['modified', 'added', 'deleted']),
        /** Hunks of a unified diff with LF line endings, without file headers. */
        diff: v.string(),
        /** The folders above `path` as far as they mean something to others: from the repository down. */
        folder: v.optional(path),
        /** Of a new file: what its lines end with; LF when absent. */
        eol: v.optional(v.picklist(['lf', 'crlf'])),
        /** Of a new file in UTF-8: it begins with a byte order mark. */
        bom: v.optional(v.boolean()),
        /** Of a new file: it can be run. */
        executable: v.optional(v.boolean()),
      }),
    ),
    v.minLength(1),
    v.maxLength(maxPatchFiles),
  ),
});

/** What a message can carry besides its text. */
const card = v.variant('type', [code, error, patch]);

export type Card = v.InferOutput<typeof card>;

export type CardType = Card['type'];

/** The types of cards known here, with their fields. */
export const cards = { code, error, patch } as const;

/** A card of a type that is not known here: a newer program made it. */
const unknownCard = v.pipe(
  v.object({
    type: v.pipe(
      v.string(),
      v.check((type) => !Object.hasOwn(cards, type)),
    ),
  }),
  v.transform(() => undefined),
);

/** A card as a member sends it. Of a type not known here the message goes without it. */
export const sentCard = v.optional(v.union([card, unknownCard]));

/** A card as the hub, or a journal, has it: one that makes no sense here takes nothing with it. */
export const keptCard = v.fallback(v.optional(card), undefined);

/** A card as it was kept on this computer; undefined when it is none, or makes no sense here. */
export function readCard(value: unknown): Card | undefined {
  return v.parse(keptCard, value);
}
