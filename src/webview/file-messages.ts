/** How the extension host and the panel describe files to each other, with the limits. */

/** Bytes in one `filePiece`, at most. */
export const pieceBytes = 256 * 1024;
/** How many pieces of all files a page posts before the host has stored the first of them. */
export const maxPiecesAhead = 4;
/** Files that wait above the message box at once, at most. */
export const maxAttachedFiles = 10;
/** A thumbnail's bytes, at most. */
export const thumbnailBytes = 16 * 1024;
/** A thumbnail's longest side as its sender makes it, in pixels. */
export const thumbnailPixels = 320;

/** The user's own files that aren't messages yet. All texts are in the display language, except names. */
export interface PanelOutgoingFiles {
  /** Above the message box, in the order in which they will be sent. */
  readonly waiting: readonly PanelAttachedFile[];
  /** On their way, in the order in which they become messages. */
  readonly sending: readonly PanelSentFile[];
}

/** A file as the panel names it. */
export interface PanelFileName {
  /** Cleaned; still the sender's. */
  readonly name: string;
  /** "1.2 MB". */
  readonly size: string;
  readonly thumbnail?: PanelThumbnail;
}

/** A picture small enough to be shown in the page. Its header says these sizes, in pixels. */
export interface PanelThumbnail {
  /** WebP in Base64. */
  readonly data: string;
  readonly width: number;
  readonly height: number;
}

/** A file that will be sent with the next message. */
export interface PanelAttachedFile extends PanelFileName {
  readonly id: number;
  /** How much of it is read, from 0 to 1; absent when all is. */
  readonly read?: number;
  /** Why it can't be sent, and what to do. */
  readonly problem?: string;
}

/** A file that is being sent. */
export interface PanelSentFile extends PanelFileName {
  readonly id: number;
  readonly transfer: PanelTransfer;
}

/** How far a file is. */
export interface PanelTransfer {
  /** From 0 to 1; absent while nothing moves. */
  readonly part?: number;
  /** "3.1 of 12 MB · 2.4 MB/s · 4 s left", "Waiting for the connection", or why it stopped. */
  readonly text: string;
  /** Whether it stopped, and only continues when the user asks for it. */
  readonly stopped?: true;
  /** What the user can do about it now. */
  readonly actions: readonly PanelTransferAction[];
}

/** `remove`: forget a transfer that has stopped. */
export type PanelTransferAction = 'cancel' | 'retry' | 'remove';
