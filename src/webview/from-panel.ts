import * as v from 'valibot';

/**
 * What a page says to the extension host: the schemas that are checked here, on the host's side, and
 * the types made from them. The page itself imports the types only.
 */

/** Ids are the log's. */
const messageId = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
/** One emoji can be many code points. */
const emoji = v.pipe(v.string(), v.minLength(1), v.maxLength(32));
const url = v.pipe(v.string(), v.minLength(1), v.maxLength(8 * 1024));
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const codeText = v.pipe(v.string(), v.maxLength(64 * 1024));
/** Lines and columns count from 1. */
const position = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(10_000_000));
const fileIndex = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(99));
const sendId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const attachmentId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** What is typed is cut, not dropped: a `send` is always answered, if only with "too long". */
const typedText = v.pipe(
  v.string(),
  v.transform((text) => text.slice(0, 1024 * 1024)),
);

/** What the panel's buttons run. */
const buttonCommand = v.picklist([
  'host',
  'join',
  'leave',
  'copyAddress',
  'copyInvite',
  'showLog',
  'rejoin',
  'sendSelection',
  'sendPatch',
]);

export type ButtonCommand = v.InferOutput<typeof buttonCommand>;

/** What a click in a message asks of the extension host. */
const messageRequests = [
  /** Takes an own message back; the extension host asks first. */
  v.object({ type: v.literal('delete'), messageId }),
  v.object({ type: v.literal('react'), messageId, emoji, on: v.boolean() }),
  /** Opens a link of a message; the extension host shows where it leads, and asks. */
  v.object({ type: v.literal('openLink'), url }),
  /** Opens a place named in a text, in the person's own copy. */
  v.object({
    type: v.literal('openReference'),
    path,
    line: position,
    column: v.exactOptional(position),
  }),
  /** Opens a message's card: the place of `code` and `error`, the preview of a patch's file `file`. */
  v.object({ type: v.literal('openCard'), messageId, file: v.exactOptional(fileIndex) }),
  /** Goes through what a patch would change, and applies what is chosen. */
  v.object({ type: v.literal('applyPatch'), messageId }),
  v.object({ type: v.literal('copy'), text: codeText }),
  /** Puts a code block in the editor used last, at its cursor. */
  v.object({ type: v.literal('insert'), text: codeText }),
] as const;

export type MessageRequest = Readonly<v.InferOutput<(typeof messageRequests)[number]>>;

const fromPanel = v.variant('type', [
  ...messageRequests,
  /** The script runs and wants a snapshot. */
  v.object({ type: v.literal('ready') }),
  /**
   * `id` counts up in one page; every `send` is answered with `sent` or `refused`, in order. `reply`:
   * id of the message it replies to; `edit`: id of the own message whose text it replaces; `attachment`:
   * id of the card that goes with it.
   */
  v.object({
    type: v.literal('send'),
    id: sendId,
    text: typedText,
    reply: v.exactOptional(messageId),
    edit: v.exactOptional(messageId),
    attachment: v.exactOptional(attachmentId),
  }),
  /** The card with this id does not go out after all. */
  v.object({ type: v.literal('detach'), id: attachmentId }),
  /** The composer's text, after every change. */
  v.object({ type: v.literal('draft'), draft: typedText }),
  /** The person pressed one of the panel's buttons. */
  v.object({ type: v.literal('command'), command: buttonCommand }),
  /** The panel is in a focused window and shows the newest message. */
  v.object({ type: v.literal('seen'), messageId }),
  /** The keyboard's focus came into this panel, or left it: of a view the editor does not tell. */
  v.object({ type: v.literal('focused'), focused: v.boolean() }),
  /** The person is writing; less often than every 2 s, and only where `PanelStatus.typing` is told. */
  v.object({ type: v.literal('typing') }),
]);

export type FromPanel = Readonly<v.InferOutput<typeof fromPanel>>;

/**
 * Checks what arrived from a page. Returns a message made of nothing but the schema's fields, or
 * undefined for anything else: a page is not trusted to be the one that was shipped.
 */
export function parseFromPanel(value: unknown): FromPanel | undefined {
  // An inherited type or field would pass the schemas.
  if (typeof value !== 'object' || value === null) return undefined;
  const result = v.safeParse(fromPanel, { ...value });
  return result.success ? result.output : undefined;
}
