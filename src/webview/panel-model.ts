import type { Disposable } from '../util/disposable';
import type { Event } from '../util/event';
import type { PanelAttachment } from './card-messages';
import type { PanelOutgoingFiles } from './file-messages';
import type { ButtonCommand, FileRequest, FromPanel, MessageRequest } from './from-panel';
import type { CodeColors, PageAction, PanelSnapshot, PlacedMessage, ToPanel } from './messages';
import type { PanelStatus } from './status-messages';

/** The two surfaces that can show the panel, also at the same time: its view and its editor tab. */
export type PanelSurface = 'view' | 'editor';

/** Whether the room accepted a message or an edit. */
export type SendResult =
  /** `ran`: it was a command. `moved`: it was written in the room before, and is kept there as the draft. */
  | { readonly ok: true; readonly ran?: true; readonly moved?: true }
  /**
   * `reason`: one sentence for the user, with what to do next. `again`: the same text goes out as a message when
   * the user sends it once more.
   */
  | { readonly ok: false; readonly reason: string; readonly again?: true };

/** The view's badge: the number of unseen messages. Undefined or a value of 0 hides it. */
export interface PanelBadge {
  readonly value: number;
  readonly tooltip: string;
}

/**
 * What the panel shows and what its buttons do. The panel's host side uses only this interface; the
 * implementation supplies every text. Events may fire at every change: the panel batches them, and
 * reads the content only when it posts.
 */
export interface PanelModel {
  /** Everything, for a panel that has just loaded. */
  snapshot(): PanelSnapshot;

  readonly status: StatusModel;

  /** Fires with a new message and its place, or a known one (same id and place) with new content. */
  readonly onDidChangeMessage: Event<PlacedMessage>;

  /** Fires when another log replaced this one: every panel needs a new snapshot. */
  readonly onDidReset: Event<void>;

  /** The badge, read after {@link onDidChangeBadge}. */
  badge(): PanelBadge | undefined;
  readonly onDidChangeBadge: Event<void>;

  /** Fires when something deserves a sound, with where to play it. */
  readonly onDidChime: Event<PanelSurface>;

  readonly draft: DraftModel;

  readonly files: FilesModel;

  readonly surfaces: SurfacesModel;

  /** The theme's colors for code. */
  readonly theme: { readonly colors: CodeColors; readonly onDidChange: Event<void> };

  /** Handles the user's clicks in messages, and shows the user what fails. */
  readonly requests: { handle(request: MessageRequest): void };

  run(command: ButtonCommand): void;

  /** Call this while the user types. */
  typing(): void;

  /** Call this when the user has seen everything up to this message, in a focused window. */
  seen(messageId: string): void;
}

/** Everything about the room except its messages. */
export interface StatusModel {
  /** Returns the same object when nothing has changed. */
  read(): PanelStatus;
  readonly onDidChange: Event<void>;
}

/** The text and the card that are not sent yet. */
export interface DraftModel {
  /**
   * Keeps the text (so that it is in the next snapshot) and fires {@link onDidChange} with the same
   * origin; every other surface then shows it. A text that was written in a room before (`of`) stays its draft.
   */
  set(text: string, origin: PanelSurface, of: number): void;
  /** Fires with a new text. Without an origin, the model itself changed it, and every surface shows it. */
  readonly onDidChange: Event<{ readonly draft: string; readonly origin?: PanelSurface }>;
  /** Its recipient on a private line, as `recipientId` makes it; undefined: everyone. */
  readonly to: string | undefined;
  /**
   * Changes the recipient and keeps the text. Fires {@link onDidChange} like {@link set}.
   * @param of the room in which it was chosen; in another one, nothing happens
   */
  setTo(to: string | undefined, origin?: PanelSurface, of?: number): void;
  /** Names the room whose draft this is. */
  readonly of: number;
  /** The card that is sent with the text. */
  readonly attachment: PanelAttachment | undefined;
  readonly onDidChangeAttachment: Event<void>;
  /** Removes the card if it still has this id. */
  detach(id: number): void;
  /** Trims the card, if it still has this id and can be trimmed. */
  trim(choice: Omit<Extract<FromPanel, { type: 'trim' }>, 'type'>): void;
  /** Sends a message, or edits one. Leaves the draft alone: the panel calls {@link set} with the result. */
  send(message: Omit<Extract<FromPanel, { type: 'send' }>, 'type' | 'id'>): SendResult;
}

/** The user's own files that aren't messages yet. */
export interface FilesModel {
  readonly shown: PanelOutgoingFiles;
  readonly onDidChange: Event<void>;
  /**
   * Call this when a page is ready. It then reads the files that are dropped on it, and makes thumbnails.
   * Dispose the result when the page is gone: what it hasn't handed over by then is lost.
   * @param post posts to this page
   */
  connect(post: (message: ToPanel) => void): UploadPage;
}

/** A page that hands over files. */
export interface UploadPage extends Disposable {
  handle(request: FileRequest): void;
}

/** Where the panel is visible and has the keyboard focus. */
export interface SurfacesModel {
  /** Call this when a panel becomes visible or hidden. Disposing a panel hides it. */
  setVisible(surface: PanelSurface, visible: boolean): void;
  /** Call this when a panel gets or loses the keyboard focus. A panel loses it before it is hidden. */
  setFocused(surface: PanelSurface, focused: boolean): void;
  /** Fires with an action that the user wants, and the panel to run it in. */
  readonly onDidRequest: Event<{ readonly action: PageAction; readonly surface: PanelSurface }>;
}
