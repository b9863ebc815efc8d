import * as v from 'valibot';
import { fileSize } from './file-limits';
import { maxThumbChars } from './picture';
import { filePath as path, position } from './place';

/** Some lines of a file, counted from 1, joined by LF. */
export interface Excerpt {
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
}

/** A range in a file; lines and columns count from 1, `endColumn` is the one after the last. */
export interface TextSpan {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Whether the text has as many lines as `line` and `endLine` say. */
export function hasItsLines({ line, endLine, text }: Excerpt): boolean {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return endLine - line + 1 === lines;
}

/** Whether a range doesn't end before it begins, and lies within the lines of an excerpt. */
export function isWithin(span: TextSpan, { line, endLine }: Excerpt): boolean {
  if (span.line < line || span.endLine > endLine || span.endLine < span.line) return false;
  return span.endLine > span.line || span.endColumn >= span.column;
}

/** SHA-256, base64url without padding: of a text with LF line endings, or of a file's bytes. */
export const fileHash = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/** Lines `line` to `endLine` of a file, as its sender sees them. */
const excerpt = {
  path,
  /** In a notebook, the cell's number, counted from 1; lines and hash are then the cell's. */
  cell: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100_000))),
  line: position,
  endLine: position,
  /** The editor's language id; empty for plain text. */
  language: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+#._-]{0,64}$/)),
  /** Whole lines joined by LF, without the last line's ending. */
  text: v.string(),
  hash: fileHash,
};

const code = v.pipe(
  v.object({ type: v.literal('code'), ...excerpt }),
  v.check((it) => hasItsLines(it)),
);

/** Maximum number of frames and variables of an error. */
export const maxFrames = 50;
export const maxLocals = 50;

/** What a tool reports about a range; `text` is the lines around it. */
const error = v.pipe(
  v.object({
    type: v.literal('error'),
    ...excerpt,
    severity: v.picklist(['error', 'warning', 'information', 'hint']),
    message: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
    /** The tool that reports it: `gcc`, `eslint`. */
    source: v.optional(v.pipe(v.string(), v.maxLength(100))),
    /** The tool's code for it: `C2065`, `no-undef`. */
    code: v.optional(v.pipe(v.string(), v.maxLength(100))),
    /** The range itself, within the lines of `text`; `endColumn` is the one after the last. */
    at: v.object({ line: position, column: position, endLine: position, endColumn: position }),
    /** The call stack, its top first. Only frames in the sender's folder have a place. */
    frames: v.optional(
      v.pipe(
        v.array(
          v.object({
            name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
            path: v.optional(path),
            line: v.optional(position),
          }),
        ),
        v.maxLength(maxFrames),
      ),
    ),
    /** Variables that the sender chose. */
    locals: v.optional(
      v.pipe(
        v.array(
          v.object({
            name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
            value: v.pipe(v.string(), v.maxLength(200)),
            type: v.optional(v.pipe(v.string(), v.maxLength(100))),
          }),
        ),
        v.maxLength(maxLocals),
      ),
    ),
  }),
  v.check((it) => hasItsLines(it)),
  v.check((it) => isWithin(it.at, it)),
);

/** Maximum number of files in a patch. */
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
        /** The folders above `path` that mean something to others: from the repository down. */
        folder: v.optional(path),
        /** For a new file: its line endings; LF when absent. */
        eol: v.optional(v.picklist(['lf', 'crlf'])),
        /** For a new file in UTF-8: it begins with a byte order mark. */
        bom: v.optional(v.boolean()),
        /** For a new file: it is executable. */
        executable: v.optional(v.boolean()),
      }),
    ),
    v.minLength(1),
    v.maxLength(maxPatchFiles),
  ),
});

/** A file whose bytes are at the hub; see docs/PROTOCOL.md, "Files". */
const file = v.object({
  type: v.literal('file'),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  /** In bytes. */
  size: fileSize,
  hash: fileHash,
  /** The media type, according to the sender; never trusted. */
  mime: v.optional(v.pipe(v.string(), v.maxLength(127), v.regex(/^[\w.+-]+\/[\w.+-]+$/))),
  /** A small picture of it in base64: WebP, PNG or JPEG. */
  thumb: v.optional(v.pipe(v.string(), v.maxLength(maxThumbChars), v.base64())),
});

/** Maximum number of styled texts, and of gaps, in a terminal's output. */
export const maxOutputRuns = 4000;
export const maxOutputGaps = 1000;

/** What a command wrote to a terminal, or a part of it; whole lines. */
const terminal = v.object({
  type: v.literal('terminal'),
  /** The command line; absent for a part of the screen that the sender selected. */
  command: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))),
  /** Where it ran, relative to the sender's folder; absent for the folder itself or one outside. */
  folder: v.optional(path),
  /** The exit code; absent when it isn't known or the command still ran. */
  exit: v.optional(v.pipe(v.number(), v.safeInteger())),
  /** How long the command ran, in milliseconds. */
  duration: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  /** Plain texts, and texts with a style: parameters of Select Graphic Rendition, such as `1;31`. */
  output: v.pipe(
    v.array(
      v.union([
        v.string(),
        v.strictTuple([v.string(), v.pipe(v.string(), v.regex(/^\d{1,3}(?:;\d{1,3}){0,19}$/))]),
      ]),
    ),
    v.maxLength(maxOutputRuns),
  ),
  /** Where lines were left out: after how many of the output's lines, and how many. */
  gaps: v.optional(
    v.pipe(
      v.array(
        v.object({ after: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), lines: position }),
      ),
      v.maxLength(maxOutputGaps),
    ),
  ),
});

/** The schema of each card type. A new type needs a row here and one in `cardRules`. */
export const cards = { code, error, patch, file, terminal } as const;

/** What a message can carry besides its text. */
const card = v.variant('type', Object.values(cards));

export type CardType = keyof typeof cards;

export type CardOf<T extends CardType> = v.InferOutput<(typeof cards)[T]>;

export type Card = CardOf<CardType>;

export type ExcerptCard = CardOf<'code' | 'error'>;

export type PatchCard = CardOf<'patch'>;

export type FileCard = CardOf<'file'>;

/** A file's bytes, by what identifies them. */
export interface FileId {
  /** SHA-256 of all bytes, base64url without padding. */
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
}

export type TerminalCard = CardOf<'terminal'>;

/** A card of an unknown type, from a newer version. */
const unknownCard = v.pipe(
  v.object({
    type: v.pipe(
      v.string(),
      v.check((type) => !Object.hasOwn(cards, type)),
    ),
  }),
  v.transform(() => undefined),
);

/** A card as a member sends it. One of an unknown type is dropped, and the message goes without it. */
export const sentCard = v.optional(v.union([card, unknownCard]));

/** A card from the hub or a journal. An invalid one is dropped, and its message stays. */
export const storedCard = v.fallback(v.optional(card), undefined);

/** Reads a card stored on this computer; undefined when it isn't a valid one. */
export function readCard(value: unknown): Card | undefined {
  return v.parse(storedCard, value);
}
