import type { PanelAttachment, PanelCard } from './card-messages';
import type { PanelOutgoingFiles } from './file-messages';
import type { PanelStrings } from './panel-strings';
import type { Hue, PanelNote, PanelStatus, StatusUpdate } from './status-messages';

/**
 * The messages from the extension host to the panel; from-panel.ts has those in the other direction.
 * The host's texts are in the display language; the panel has none of its own.
 */
export type ToPanel =
  /** Everything: sent when a panel loads, and when another log replaces the current one. */
  | { readonly type: 'snapshot'; readonly snapshot: PanelSnapshot }
  /** The new status: everything except the messages. */
  | { readonly type: 'status'; readonly status: StatusUpdate }
  /** New messages, or known ones (by id) with new content, in order. */
  | { readonly type: 'messages'; readonly messages: readonly PlacedMessage[] }
  /**
   * The draft changed elsewhere, for example in the window's other panel, or the room did; `of`: which room's it is. `to`:
   * whose private line it goes to, as in {@link PanelSnapshot.draftTo}.
   */
  | { readonly type: 'draft'; readonly draft: string; readonly of: number; readonly to?: string }
  /** The draft has another card, or none when `attachment` is absent. */
  | { readonly type: 'attachment'; readonly attachment?: PanelAttachment }
  /** The room accepted the `send` with this id; `ran`: it was a command. */
  | { readonly type: 'sent'; readonly id: number; readonly ran?: true }
  /**
   * The `send` with this id failed, and why; the panel puts the text back into the composer. `again`: it isn't
   * a command, and goes out as a message when the user sends it again.
   */
  | {
      readonly type: 'refused';
      readonly id: number;
      readonly reason: string;
      readonly again?: true;
    }
  /** Whether the window is focused; a panel can't tell by itself. */
  | { readonly type: 'focus'; readonly focused: boolean }
  /** The editor theme's colors for code; sent after each snapshot and when they change. */
  | { readonly type: 'colors'; readonly colors: CodeColors }
  /** The user ran an editor command that acts inside the panel. */
  | { readonly type: 'do'; readonly action: PageAction }
  /** Other files wait above the message box or are being sent, or how far they are has changed. */
  | { readonly type: 'files'; readonly files: PanelOutgoingFiles }
  /** The host takes the pieces of the file that the page offered as `key`. */
  | { readonly type: 'takeFile'; readonly key: number }
  /** The host has stored the pieces of the offered file up to this byte. */
  | { readonly type: 'tookPiece'; readonly key: number; readonly end: number }
  /** The host needs the offered file no more: it has it, or doesn't want it. */
  | { readonly type: 'dropFile'; readonly key: number }
  /** Some of what the user dropped, pasted or chose can't be sent, and why. */
  | { readonly type: 'fileRefusal'; readonly reason: string }
  /**
   * Make a thumbnail of a picture whose header the host has checked: of the offered file `key`, or of
   * `picture`, which the host has read itself. `id`: of the file above the message box.
   */
  | {
      readonly type: 'makeThumbnail';
      readonly id: number;
      readonly key?: number;
      readonly picture?: { readonly bytes: Uint8Array; readonly mime: string };
    };

/** What editor commands and key bindings do inside the panel. */
export type PageAction =
  | 'find'
  | 'nextMention'
  | 'previousMention'
  | 'nextCard'
  | 'previousCard'
  | 'jumpToUnread'
  | 'focusMessages'
  | 'focusComposer'
  /** Plays a short sound, unless the page has the focus. */
  | 'chime'
  /** Inserts a mention of the member with this name into the composer. */
  | { readonly mention: string }
  /** Shows the message with this id. */
  | { readonly reveal: string }
  /** Presses a button of the message with this id, if it has that button now. */
  | { readonly press: MessageButton; readonly messageId: string }
  /** Copies what the context menu opened on. */
  | { readonly copy: PointedPart }
  /** Inserts what the user typed elsewhere before the page got the focus. */
  | { readonly typed: string };

/** The buttons of a message that its menu has, too; `data-action` in the page. */
export type MessageButton = 'reply' | 'react' | 'edit' | 'delete' | 'apply' | 'save';

/** What the editor's context menu can copy from the page. */
export type PointedPart = 'selection' | 'link' | 'code';

/** The theme's colors for code, `#rrggbb` or `#rrggbbaa`; without one, the code looks like plain text. */
export type CodeColors = Readonly<Partial<Record<CodeColor, string>>>;

export const codeColors = [
  'comment',
  'string',
  'number',
  'keyword',
  'operator',
  'type',
  'function',
  'variable',
  'constant',
  'tag',
  'attribute',
  'invalid',
] as const;

export type CodeColor = (typeof codeColors)[number];

export interface PanelSnapshot {
  readonly status: PanelStatus;
  readonly messages: readonly PanelMessage[];
  readonly draft: string;
  /** Names the room whose draft it is; changes when the window enters another room. */
  readonly draftOf: number;
  /** The student on whose private line the draft goes to the helpers, or from one; absent: to everyone. */
  readonly draftTo?: string;
  readonly attachment?: PanelAttachment;
  readonly files: PanelOutgoingFiles;
  readonly strings: PanelStrings;
  /** BCP 47 tag of the display language, for dates and `lang`. */
  readonly language: string;
  /**
   * Maximum number of messages; the panel drops the oldest ones beyond it, as the log does, but many at
   * once: it may hold a tenth more.
   */
  readonly messageLimit: number;
}

/** A link to a message in a text. */
export interface PanelLink {
  /** As it is in the text. */
  readonly address: string;
  /** In the display language, instead of the address: "Message from Ann · 10:02". */
  readonly label: string;
  /** The beginning of the message that it leads to. */
  readonly quote?: string;
}

export type PanelMessage =
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly time: number;
      readonly author: string;
      readonly authorName: string;
      /** The author's address, if the name is the user's own for it. */
      readonly address?: string;
      readonly own: boolean;
      /** The author's color. */
      readonly hue: Hue;
      /** Empty when the message is deleted. */
      readonly text: string;
      /** What the links to messages in the text lead to. */
      readonly links?: readonly PanelLink[];
      readonly edited?: true;
      /** The author deleted the message; it then has none of the optional fields below. */
      readonly deleted?: true;
      /** The message mentions the user or replies to them. */
      readonly mention?: true;
      readonly reply?: PanelReply;
      /** In the order in which each emoji was first used. */
      readonly reactions?: readonly PanelReaction[];
      readonly card?: PanelCard;
      /** For the user's own messages, where the room can tell; for others', only the state `apart`. */
      readonly delivery?: PanelDelivery;
      /** Set while it is pinned for everyone. */
      readonly pinned?: PanelPin;
      /** From a helper of a class to everyone. */
      readonly announcement?: true;
      /** A student's, without its name: who published it, in words. */
      readonly anonymous?: string;
      /** The user has bookmarked it. */
      readonly bookmarked?: true;
      /** What happened to it on the network: "3 tries, +840 ms"; absent when nothing unusual did. */
      readonly transit?: PanelNote;
    }
  | {
      readonly kind: 'system';
      readonly id: string;
      readonly time: number;
      readonly text: string;
      /** The address that the text names by the user's own name for it. */
      readonly address?: string;
      /** `warning` is for what needs attention: a flood, a lost connection. */
      readonly tone: 'quiet' | 'warning';
    };

/** A message and its place: at the end, or `before` the one with this id. A known message keeps its place. */
export type PlacedMessage = PanelMessage & { readonly before?: string };

/** The quote of the message that another one replies to. */
export interface PanelReply {
  /** Id of the quoted message, for a click; absent when the log no longer has it. */
  readonly id?: string;
  readonly authorName: string;
  readonly hue: Hue;
  /** The beginning of the message, in one line; without one, the reason: "deleted", "an earlier message". */
  readonly text: string;
}

/** A pinned message above the log. */
export interface PanelPin {
  /** The pin with the highest number is the newest. */
  readonly order: number;
  /** "Pinned by Ann". */
  readonly title: string;
  /** The beginning of the message, in one line. */
  readonly text: string;
}

export interface PanelReaction {
  readonly emoji: string;
  readonly count: number;
  /** Whether the user is among those who reacted with it. */
  readonly own: boolean;
  /** "Ann, Ben and you". */
  readonly title: string;
}

/** How far a message is delivered. */
export interface PanelDelivery {
  /**
   * `queued`: only in this window; `hub`: saved by the hub, not received by anyone yet; `received`:
   * received by some; `all`: received by all others; `unsent`: never sent; `apart`: someone else's
   * message that the room has lost.
   */
  readonly state: 'queued' | 'hub' | 'received' | 'all' | 'unsent' | 'apart';
  /** The text beside the icon: "2 of 5"; empty where the icon is enough. */
  readonly label: string;
  /** The full text, for the tooltip and for screen readers: "Received by 2 of 5: Ann and Ben". */
  readonly title: string;
}

export type { PanelStrings };
