import * as v from 'valibot';
import { maxAttachedFiles, pieceBytes, thumbnailBytes } from './file-messages';

/**
 * The messages from a page to the extension host: the schemas, which the host checks, and the types
 * derived from them. The page imports only the types.
 */

/** As in deskmate/1. */
const memberId = v.pipe(v.string(), v.minLength(1), v.maxLength(32));
/** As `recipientId` makes it. */
const recipient = v.pipe(v.string(), v.minLength(1), v.maxLength(33));
/** The id of a log entry. */
const messageId = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
/** One emoji can be many code points. */
const emoji = v.pipe(v.string(), v.minLength(1), v.maxLength(32));
const url = v.pipe(v.string(), v.minLength(1), v.maxLength(8 * 1024));
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const codeText = v.pipe(v.string(), v.maxLength(64 * 1024));
/** Lines and columns count from 1. */
const position = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(10_000_000));
const fileIndex = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(99));
/** The host's number of a request to join. */
const requestId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** A page counts its offered files up from 1. */
const fileKey = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** A waiting file, or one that is being sent; as in `PanelOutgoingFiles`. */
const fileId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const byteCount = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bytesUpTo = (max: number) =>
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= max);
const transferAction = v.picklist(['cancel', 'retry', 'remove']);
const sendId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Which room's draft a page shows, as `PanelSnapshot.draftOf`. */
const draftOf = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const attachmentId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Typed text is cut, not rejected: every `send` gets a response, even if it is only "too long". */
const typedText = v.pipe(
  v.string(),
  v.transform((text) => text.slice(0, 1024 * 1024)),
);

/** Files beyond the limit are left waiting, for the same reason. */
const fileIds = v.pipe(
  v.array(fileId),
  v.transform((ids) => ids.slice(0, maxAttachedFiles)),
  v.readonly(),
);

/** The commands of the panel's buttons. */
const buttonCommand = v.picklist([
  'host',
  'join',
  'leave',
  'copyAddress',
  'copyInvite',
  'showLog',
  'rejoin',
  'continueRoom',
  'setWeather',
  'sendSelection',
  'sendPatch',
  'sendTerminalOutput',
  'sharePlace',
  'unmuteRoom',
  'sendFile',
  'cancelRequest',
  'imStuck',
  'pauseRequest',
  'resumeRequest',
  'withdrawRequest',
]);

export type ButtonCommand = v.InferOutput<typeof buttonCommand>;

/** The requests that clicks in a message, or beside a member, send. */
const messageRequests = [
  /** Deletes one of the user's own messages; the extension host asks first. */
  v.object({ type: v.literal('delete'), messageId }),
  v.object({ type: v.literal('react'), messageId, emoji, on: v.boolean() }),
  /** Opens a link in a message; the extension host shows the target and asks first. */
  v.object({ type: v.literal('openLink'), url }),
  /** Opens a code reference from a text in the user's own copy of the file. */
  v.object({
    type: v.literal('openReference'),
    path,
    line: position,
    column: v.exactOptional(position),
    /** The source of the line, as the text quotes it; leads to the line when it has another number here. */
    quoted: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(500))),
  }),
  /** Opens a message's card: the place of `code` or `error`, or the preview of file number `file` of a patch. */
  v.object({ type: v.literal('openCard'), messageId, file: v.exactOptional(fileIndex) }),
  /** Lets the user choose among a patch's changes, and applies the chosen ones. */
  v.object({ type: v.literal('applyPatch'), messageId }),
  /** Saves the file of a message where the user chooses. */
  v.object({ type: v.literal('saveFile'), messageId }),
  /** Stops or repeats the receiving of a message's file. */
  v.object({ type: v.literal('fileTransfer'), messageId, action: transferAction }),
  /** Opens the place where a member is. */
  v.object({ type: v.literal('openPlace'), memberId }),
  /** Lets the user type the code of someone who asks to join, or denies the request. */
  v.object({ type: v.literal('answerRequest'), requestId, deny: v.exactOptional(v.literal(true)) }),
  /** Lets in a newcomer to a class about whom the host decides, or turns them away. */
  v.object({ type: v.literal('decide'), applicant: requestId, admit: v.boolean() }),
  /** Sends a student's private message to everyone. */
  v.object({ type: v.literal('publish'), student: memberId, privateId: messageId }),
  /** Opens the card of a private message. */
  v.object({
    type: v.literal('openPrivateCard'),
    student: memberId,
    author: memberId,
    privateId: messageId,
  }),
  /** What was selected may be many messages long. */
  v.object({ type: v.literal('copy'), text: typedText }),
  /** Inserts a code block at the cursor of the editor used last. */
  v.object({ type: v.literal('insert'), text: codeText }),
] as const;

export type MessageRequest = Readonly<v.InferOutput<(typeof messageRequests)[number]>>;

/** What the page says about the user's own files. */
const fileRequests = [
  /**
   * The user dropped, pasted or chose a file. The host answers with `takeFile`, or `dropFile` if it refuses
   * it; then the page posts its pieces.
   */
  v.object({
    type: v.literal('offerFile'),
    key: fileKey,
    name: v.pipe(v.string(), v.maxLength(1024)),
    size: byteCount,
  }),
  v.object({
    type: v.literal('filePiece'),
    key: fileKey,
    start: byteCount,
    bytes: bytesUpTo(pieceBytes),
  }),
  /** The page can't read the rest of the file, or it has another size than it said. */
  v.object({ type: v.literal('fileFailed'), key: fileKey }),
  /** Files of the editor's own explorer were dropped: their addresses. */
  v.object({
    type: v.literal('dropAddresses'),
    addresses: v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(8 * 1024))),
      v.minLength(1),
      v.maxLength(100),
      v.readonly(),
    ),
  }),
  /** The reply to `makeThumbnail`, without a thumbnail when the picture can't be decoded. */
  v.object({
    type: v.literal('thumbnail'),
    id: fileId,
    bytes: v.exactOptional(bytesUpTo(thumbnailBytes)),
  }),
  /** Removes a waiting file. */
  v.object({ type: v.literal('removeFile'), id: fileId }),
  /** Stops, repeats or forgets the sending of an own file. */
  v.object({ type: v.literal('sending'), id: fileId, action: transferAction }),
] as const;

export type FileRequest = Readonly<v.InferOutput<(typeof fileRequests)[number]>>;

const fromPanel = v.variant('type', [
  ...messageRequests,
  ...fileRequests,
  /** The page's script is running and needs a snapshot. */
  v.object({ type: v.literal('ready') }),
  /**
   * `id` counts up within a page; the host responds to each `send` with `sent` or `refused`, in order.
   * `reply`: id of the message it replies to; `edit`: id of the user's message whose text it replaces;
   * `attachment`: id of the card that is sent with it; `literal`: it is no command, even if it looks like one;
   * `of`: the room in which it was written; `files`: ids of the waiting files that follow it; `to`: the recipient on a
   * private line, as the page showed it.
   */
  v.object({
    type: v.literal('send'),
    id: sendId,
    text: typedText,
    reply: v.exactOptional(messageId),
    edit: v.exactOptional(messageId),
    attachment: v.exactOptional(attachmentId),
    literal: v.exactOptional(v.literal(true)),
    of: draftOf,
    files: v.exactOptional(fileIds),
    to: v.exactOptional(recipient),
  }),
  /** The user chose on whose private line the draft goes; without `to`, to everyone. */
  v.object({ type: v.literal('recipient'), to: v.exactOptional(recipient), of: draftOf }),
  /** Removes the card with this id from the draft. */
  v.object({ type: v.literal('detach'), id: attachmentId }),
  /** Trims the output that waits with this id. */
  v.object({
    type: v.literal('trim'),
    id: attachmentId,
    part: v.union([v.picklist(['all', 'errors']), position]),
    leaveOutMarked: v.boolean(),
  }),
  /** The composer's text, sent after every change. */
  v.object({ type: v.literal('draft'), draft: typedText, of: draftOf }),
  /** The user clicked one of the panel's buttons. */
  v.object({ type: v.literal('command'), command: buttonCommand }),
  /** The panel is in a focused window and shows the newest message, `messageId`. */
  v.object({ type: v.literal('seen'), messageId }),
  /** The panel got or lost the keyboard focus, which VS Code doesn't report for a view. */
  v.object({ type: v.literal('focused'), focused: v.boolean() }),
  /** The user is typing. Sent at most every 2 s, and only while `PanelStatus.typing` is present. */
  v.object({ type: v.literal('typing') }),
]);

export type FromPanel = Readonly<v.InferOutput<typeof fromPanel>>;

/**
 * Checks a message from a page, because the page may not be the one that the extension shipped.
 * @returns the message with only the schema's fields; undefined when it doesn't match a schema
 */
export function parseFromPanel(value: unknown): FromPanel | undefined {
  // The copy drops inherited fields, which the schemas would accept.
  if (typeof value !== 'object' || value === null) return undefined;
  const result = v.safeParse(fromPanel, { ...value });
  return result.success ? result.output : undefined;
}
