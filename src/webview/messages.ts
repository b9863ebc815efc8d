import type { ButtonCommand } from './from-panel';
import type { PanelStrings } from './panel-strings';

/**
 * Every message from the extension host to the panel; what the panel says is in from-panel.ts. All
 * texts are in the person's language already; the panel words nothing itself.
 */

/** From the extension host to the panel. */
export type ToPanel =
  /** Everything: sent when a panel loads, and whenever another room's log takes this one's place. */
  | { readonly type: 'snapshot'; readonly snapshot: PanelSnapshot }
  /** What changed but the messages. */
  | { readonly type: 'status'; readonly status: PanelStatus }
  /** New messages, or known ones (by id) with new content. In order. */
  | { readonly type: 'messages'; readonly messages: readonly PlacedMessage[] }
  /** The draft was changed elsewhere: by another panel of this window, for example. */
  | { readonly type: 'draft'; readonly draft: string }
  /** Another card goes out with the draft, or none any more. */
  | { readonly type: 'attachment'; readonly attachment?: PanelAttachment }
  /** The text of the `send` with this id was taken. */
  | { readonly type: 'sent'; readonly id: number }
  /** It was not taken, and why; the panel puts the text back into the composer. */
  | { readonly type: 'refused'; readonly id: number; readonly reason: string }
  /** Whether the window has the person's attention; a panel cannot tell by itself. */
  | { readonly type: 'focus'; readonly focused: boolean }
  /** The colours of the editor's theme for code; sent after each snapshot and whenever they change. */
  | { readonly type: 'colors'; readonly colors: CodeColors }
  /** The person chose one of the editor's commands that work inside the panel. */
  | { readonly type: 'do'; readonly action: PageAction };

/** What the editor's commands and key bindings do inside the panel. */
export type PageAction =
  | 'find'
  | 'nextMention'
  | 'previousMention'
  | 'nextCard'
  | 'previousCard'
  | 'jumpToUnread'
  | 'focusMessages'
  | 'focusComposer'
  /** Mentions the member of this name in what is being written. */
  | { readonly mention: string }
  /** What the person typed on the way here, before the page had the keyboard. */
  | { readonly typed: string };

/** Colours of code as the editor's theme has them, `#rrggbb` or `#rrggbbaa`; absent: as plain text. */
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
  readonly attachment?: PanelAttachment;
  readonly strings: PanelStrings;
  /** BCP 47 tag of the display language, for dates and `lang`. */
  readonly language: string;
  /** The most messages kept; the panel drops the oldest beyond it as the log does. */
  readonly messageLimit: number;
}

/** A card that goes out with the draft. Its texts are in the person's language, or from their own files. */
export interface PanelAttachment {
  readonly id: number;
  readonly kind: PanelCard['kind'];
  /** "src/main.c, lines 10–12", "Patch: 3 files". */
  readonly label: string;
  /** One line of what it says. */
  readonly detail: string;
}

export interface PanelStatus {
  readonly connection: 'offline' | 'connecting' | 'waiting' | 'joined' | 'hosting' | 'reconnecting';
  /** One line that says how things stand: "Hosting on 192.168.1.5:9000". */
  readonly headline: string;
  /** The headline in short, where one line is enough: the room's name, or its address. */
  readonly title?: string;
  /** A second line, for what has to be known now: "Anyone who can reach the port can read and write." */
  readonly detail?: string;
  /** What need not be read all the time: "Encrypted, by invite only." */
  readonly about?: string;
  /**
   * A room by invite, present or past: encrypted, its texts are Markdown, and its members can be acted
   * on.
   */
  readonly invited: boolean;
  /** The last failure and what to do about it, in words. */
  readonly problem?: string;
  /** Buttons that make sense beside the headline now, with their labels. */
  readonly actions: readonly { readonly command: ButtonCommand; readonly label: string }[];
  /** Whether a message can be sent now. */
  readonly canSend: boolean;
  /** Whether messages can be answered, reacted to, edited and deleted now. */
  readonly canAct: boolean;
  /** In a lab room: what it does not carry, and why, in one line. */
  readonly plainText?: string;
  readonly members: readonly PanelMember[];
  /** All that the person at this window is or was called in this room: whoever says `@` and it means them. */
  readonly ownNames: readonly string[];
  readonly waiting: readonly { readonly name: string }[];
  /** Who is writing: "Ann is typing…"; empty when nobody is, absent where the room cannot tell. */
  readonly typing?: string;
  /** Id of the first message not seen yet. */
  readonly firstUnread?: string;
  /** How many messages are not seen yet. */
  readonly unread: number;
}

export interface PanelMember {
  readonly id: string;
  readonly name: string;
  readonly self: boolean;
  readonly host: boolean;
  readonly hue: Hue;
  /** Where the room tells it. */
  readonly presence?: 'here' | 'idle' | 'away';
  /** Is writing; not told of oneself. */
  readonly typing?: true;
}

/** A member's colour, one of {@link hueCount} of the theme's. */
export type Hue = number;

/** How many colours are told apart. */
export const hueCount = 6;

export type PanelMessage =
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly time: number;
      readonly author: string;
      readonly authorName: string;
      readonly own: boolean;
      /** The author's. */
      readonly hue: Hue;
      /** Empty when it was deleted. */
      readonly text: string;
      readonly edited?: true;
      /** Its author took it back; nothing else is told of it then. */
      readonly deleted?: true;
      /** It mentions the person at this window, or answers them. */
      readonly mention?: true;
      readonly reply?: PanelReply;
      /** In the order in which they were first put. */
      readonly reactions?: readonly PanelReaction[];
      readonly card?: PanelCard;
      /** Of own messages, where the room can tell; of others' only that they are `apart`. */
      readonly delivery?: PanelDelivery;
    }
  | {
      readonly kind: 'system';
      readonly id: string;
      readonly time: number;
      readonly text: string;
      /** `warning` asks for attention: a flood, a lost connection. */
      readonly tone: 'quiet' | 'warning';
    };

/** A message and its place: at the end, or `before` a known one. Ignored for a known message. */
export type PlacedMessage = PanelMessage & { readonly before?: string };

/** The message that another one answers. */
export interface PanelReply {
  /** Where a click leads; absent when it is not here any more. */
  readonly id?: string;
  readonly authorName: string;
  readonly hue: Hue;
  /** Its beginning, on one line; where there is none, why: "deleted", "an earlier message". */
  readonly text: string;
}

export interface PanelReaction {
  readonly emoji: string;
  readonly count: number;
  /** Whether the person at this window put it, too. */
  readonly own: boolean;
  /** "Ann, Ben and you". */
  readonly title: string;
}

/** What the page is told of a card, by its type. */
export interface PanelCards {
  readonly code: PanelExcerpt;
  readonly error: PanelExcerpt;
  readonly patch: PanelPatch;
}

/** What leads to code. Its texts are other people's, apart from those that say so. */
export type PanelCard = PanelCards[keyof PanelCards];

export interface PanelExcerpt {
  readonly kind: 'code' | 'error';
  /** In the person's language: "src/main.c, lines 10–12". */
  readonly place: string;
  readonly path: string;
  /** Number of the first line of `text`. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** In the person's language, what came of opening it: "moved to lines 14–16". */
  readonly note?: string;
  /** Of an error. */
  readonly error?: {
    readonly severity: 'error' | 'warning' | 'information' | 'hint';
    /** In the person's language. */
    readonly severityLabel: string;
    readonly message: string;
    /** "gcc C2065"; may be empty. */
    readonly origin: string;
    /** The lines that it is about; numbered like `line`. */
    readonly from: number;
    readonly to: number;
  };
}

export interface PanelPatch {
  readonly kind: 'patch';
  /** In the person's language: "Patch: 3 files". */
  readonly title: string;
  /** Whether the person can apply it: it is somebody else's. */
  readonly applicable: boolean;
  /** In the person's language, who has applied it: "Bo applied 2 of 3 files". */
  readonly applied: readonly string[];
  readonly files: readonly {
    readonly path: string;
    readonly change: 'modified' | 'added' | 'deleted';
    /** In the person's language. */
    readonly changeLabel: string;
    readonly added: number;
    readonly removed: number;
    /** In the person's language, what came of it: "applied", "conflict". */
    readonly note?: string;
  }[];
}

/** How far a message has come. */
export interface PanelDelivery {
  /**
   * `queued`: here only; `hub`: kept, received by nobody yet; `received`: by some; `all`: by all
   * others; `unsent`: it never went out; `apart`: another's, which the room has lost.
   */
  readonly state: 'queued' | 'hub' | 'received' | 'all' | 'unsent' | 'apart';
  /** What stands beside the icon: "2 of 5"; empty where the icon says it all. */
  readonly label: string;
  /** The whole of it, for hovering and for screen readers: "Received by 2 of 5: Ann and Ben". */
  readonly title: string;
}

export type { PanelStrings };
