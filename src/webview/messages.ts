import type { PanelAttachment, PanelCard } from './card-messages';
import type { PanelClass } from './class-messages';
import type { PanelOutgoingFiles } from './file-messages';
import type { ButtonCommand } from './from-panel';
import type { PanelStrings } from './panel-strings';

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

export interface PanelStatus {
  readonly connection: 'offline' | 'connecting' | 'waiting' | 'joined' | 'hosting' | 'reconnecting';
  /** The state of the room in one line: "Hosting on 192.168.1.5:9000". */
  readonly headline: string;
  /** A short headline, present while all is well: the room's name or address. */
  readonly title?: string;
  /** A second line, for what the user has to know now: "Anyone who can reach the port can read and write." */
  readonly detail?: string;
  /** Details that needn't be visible all the time: "Encrypted, by invite only." */
  readonly about?: string;
  /**
   * Whether the room, present or past, is one by invite: encrypted, with Markdown in messages and
   * actions on members.
   */
  readonly invited: boolean;
  /** The last failure and what to do about it, as text. */
  readonly problem?: string;
  /** The buttons to show beside the headline now. */
  readonly actions: readonly { readonly command: ButtonCommand; readonly label: string }[];
  /** The network weather that the user makes as a lab room's host; absent when there is none. */
  readonly weather?: PanelNote;
  /** The user has muted the room: the text that says so. */
  readonly muted?: string;
  /** A member asked for the user's attention a moment ago: the text that says so. */
  readonly nudge?: string;
  /** Whether a message can be sent now. */
  readonly canSend: boolean;
  /** The commands that work in the message box now. */
  readonly slashCommands: readonly PanelSlashCommand[];
  /** Whether the user can reply, react, edit and delete now. */
  readonly canAct: boolean;
  /** Whether the user can pin and unpin messages now; absent: no. */
  readonly canPin?: boolean;
  /** Whether the log is of a saved room, whose messages can have bookmarks and links; absent: no. */
  readonly isSaved?: boolean;
  /** Why files can't be sent now, and what to do; absent when they can. */
  readonly noFiles?: string;
  /** In a lab room: one line on what it doesn't support, and why. */
  readonly plainText?: string;
  readonly members: readonly PanelMember[];
  /** All names that the user has or had in this room; `@` and one of them mentions the user. */
  readonly ownNames: readonly string[];
  readonly waiting: readonly PanelWaiting[];
  /** The people who ask to join the room that this window hosts; absent: none. */
  readonly requests?: readonly PanelRequest[];
  /** The user asks to join a room: what to read out to its host. */
  readonly asking?: PanelCode;
  /** Who is typing: "Ann is typing…"; empty when no one is, absent where the room can't tell. */
  readonly typing?: string;
  /** Id of the first unseen message. */
  readonly firstUnread?: string;
  /** The number of unseen messages. */
  readonly unread: number;
  /** Only in a class. */
  readonly classroom?: PanelClass;
}

/**
 * A new status without what the page has already: `members` is absent if they are the same people in the same order as
 * before, and those of them who changed are in `changed`. In a large class, the members are most of a status.
 */
export type StatusUpdate = Omit<PanelStatus, 'members'> &
  Partial<Pick<PanelStatus, 'members'>> & { readonly changed?: readonly PanelMember[] };

/** A command in the message box: `/name argument`. */
export interface PanelSlashCommand {
  readonly name: string;
  /** What to write after it, in the display language; absent when it takes nothing. */
  readonly argument?: string;
  /** What it does, in the display language. */
  readonly label: string;
}

/** Someone who isn't in the room yet. */
export interface PanelWaiting {
  readonly name: string;
  /** The user decides whether they can join: their number, and why. */
  readonly applicant?: number;
  readonly note?: string;
}

/** Someone on the network who asks to join. */
export interface PanelRequest {
  readonly id: number;
  readonly name: string;
  readonly address: string;
}

/** A code that the user reads out to a room's host. */
export interface PanelCode {
  /** "Read these digits to Ann:" */
  readonly message: string;
  /** The digits as shown: `482 193`. */
  readonly code: string;
  /** The message and the digits, one by one, for screen readers. */
  readonly spoken: string;
  readonly detail: string;
}

/** Small print. */
export interface PanelNote {
  readonly label: string;
  /** The full text, for the tooltip and for screen readers. */
  readonly title: string;
}

export interface PanelMember {
  readonly id: string;
  readonly name: string;
  /** The member's address, if the name is the user's own for it. */
  readonly address?: string;
  readonly self: boolean;
  readonly host: boolean;
  /** A helper in a class, who isn't its host. */
  readonly helper?: true;
  /** Isn't the host, but can become it. */
  readonly mayHost?: true;
  readonly hue: Hue;
  /** Absent where the room can't tell. */
  readonly presence?: 'here' | 'idle' | 'away';
  /** The member is typing; never set for the user. */
  readonly typing?: true;
  /** The member asked for the user's attention a moment ago. */
  readonly nudges?: true;
  /** Where the member is in its editor: `hub.py:15`. */
  readonly location?: PanelNote;
  /** The user follows this member: the text to show. */
  readonly following?: string;
  /** Only the user's own: that others in the room learn the user's location. */
  readonly shared?: string;
  /** What else the room knows about the member: how much of what it sent got lost. */
  readonly note?: string;
}

/** The number of a member's color, as `MemberColors` assigns it. */
export type Hue = number;

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
