import type { PanelClass } from './class-messages';
import type { ButtonCommand } from './from-panel';

/** All that the panel shows besides the messages. */
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
  /** What the member is in a room that nobody hosts: "owner". */
  readonly role?: string;
  /** Whether the owner has made it a moderator. */
  readonly moderator?: true;
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
