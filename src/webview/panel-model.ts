import type { Event } from '../util/event';
import type { ButtonCommand, FromPanel, MessageRequest } from './from-panel';
import type {
  CodeColors,
  PageAction,
  PanelAttachment,
  PanelSnapshot,
  PanelStatus,
  PlacedMessage,
} from './messages';

/** The two places the panel can be in at once: its view, and its editor tab. */
export type PanelPlace = 'view' | 'editor';

export type SendResult =
  | { readonly ok: true }
  /** `reason`: one sentence for the person, with what to do next. */
  | { readonly ok: false; readonly reason: string };

/**
 * The view's badge: the number of unseen messages. Undefined (or a value of 0) hides it.
 */
export interface PanelBadge {
  readonly value: number;
  readonly tooltip: string;
}

/**
 * What the panel shows and where its buttons lead. The panel's host side reads this interface alone;
 * whoever implements it words every text. Events may fire as often as things change: the panel
 * gathers them before it posts, and asks for the content only then.
 */
export interface PanelModel {
  /** Everything, for a panel that has just loaded. */
  snapshot(): PanelSnapshot;

  /** All but the messages. Read after {@link onDidChangeStatus}; the same object when nothing changed. */
  status(): PanelStatus;
  readonly onDidChangeStatus: Event<void>;

  /** A new message (with its place), or a known one (same id, same place) with new content. */
  readonly onDidChangeMessage: Event<PlacedMessage>;

  /** The log was replaced: every panel takes a new snapshot. */
  readonly onDidReset: Event<void>;

  /** The unseen messages, read after {@link onDidChangeBadge}. */
  badge(): PanelBadge | undefined;
  readonly onDidChangeBadge: Event<void>;

  readonly draft: DraftModel;

  readonly places: PlacesModel;

  /** Colors for code. */
  readonly theme: { readonly colors: CodeColors; readonly onDidChange: Event<void> };

  /** What the person asks for by a click in the log; it tells them itself what fails. */
  readonly requests: { handle(request: MessageRequest): void };

  run(command: ButtonCommand): void;

  /** The person is writing. */
  typing(): void;

  /** The person has seen everything up to this message, in a focused window. */
  seen(messageId: string): void;
}

/** What is typed but not sent. */
export interface DraftModel {
  /**
   * Keeps the text (so that it is in the next snapshot) and fires {@link onDidChange} with the same
   * origin; every other place then shows it.
   */
  set(text: string, origin: PanelPlace): void;
  /** Without an origin (the model's own change) every place takes it. */
  readonly onDidChange: Event<{ readonly draft: string; readonly origin?: PanelPlace }>;
  /** The card that goes out with the text. */
  readonly attachment: PanelAttachment | undefined;
  readonly onDidChangeAttachment: Event<void>;
  /** Removes the card, if it still has this id. */
  detach(id: number): void;
  /** Sends a message, or edits one. Leaves the draft alone: the panel calls {@link set} with the result. */
  send(
    message: Pick<Extract<FromPanel, { type: 'send' }>, 'text' | 'reply' | 'edit' | 'attachment'>,
  ): SendResult;
}

/** Where the panel is visible and has the keyboard focus. */
export interface PlacesModel {
  /** A panel became visible or hidden. Disposing a panel hides it. */
  setVisible(place: PanelPlace, visible: boolean): void;
  /** A panel got the keyboard focus or lost it. A panel loses it before it is hidden. */
  setFocused(place: PanelPlace, focused: boolean): void;
  /** The person wants something of the panel that was visible last. */
  readonly onDidRequest: Event<{ readonly action: PageAction; readonly place: PanelPlace }>;
}
