/**
 * Every message between the extension host and the panel, named by direction. All texts in them are
 * in the person's language already; the panel words nothing itself.
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
  /** The text of the `send` with this id was taken. */
  | { readonly type: 'sent'; readonly id: number }
  /** It was not taken, and why; the panel puts the text back into the composer. */
  | { readonly type: 'refused'; readonly id: number; readonly reason: string }
  /** Whether the window has the person's attention; a panel cannot tell by itself. */
  | { readonly type: 'focus'; readonly focused: boolean };

/** From the panel to the extension host. */
export type FromPanel =
  /** The script runs and wants a snapshot. */
  | { readonly type: 'ready' }
  /** `id` counts up in one page; every `send` is answered with `sent` or `refused`, in order. */
  | { readonly type: 'send'; readonly id: number; readonly text: string }
  /** The composer's text, after every change. */
  | { readonly type: 'draft'; readonly draft: string }
  /** The person pressed one of the panel's buttons. */
  | { readonly type: 'command'; readonly command: PanelCommand }
  /** The panel is in a focused window and shows the newest message. */
  | { readonly type: 'seen'; readonly messageId: string }
  /** The person is writing; less often than every 2 s, and only where {@link PanelStatus.typing} is told. */
  | { readonly type: 'typing' };

/** What the panel's buttons do. */
export type PanelCommand =
  | 'host'
  | 'join'
  | 'leave'
  | 'copyAddress'
  | 'copyInvite'
  | 'showLog'
  | 'rejoin';

export interface PanelSnapshot {
  readonly status: PanelStatus;
  readonly messages: readonly PanelMessage[];
  readonly draft: string;
  readonly strings: PanelStrings;
  /** BCP 47 tag of the display language, for dates and `lang`. */
  readonly language: string;
  /** The most messages kept; the panel drops the oldest beyond it as the log does. */
  readonly messageLimit: number;
}

export interface PanelStatus {
  readonly connection: 'offline' | 'connecting' | 'waiting' | 'joined' | 'hosting' | 'reconnecting';
  /** One line that says how things stand: "Hosting on 192.168.1.5:9000". */
  readonly headline: string;
  /** A second, quieter line: "Anyone who reaches the port can read and speak." */
  readonly detail?: string;
  /** A room by invite: encrypted, and its members can be acted on. */
  readonly invited: boolean;
  /** The last failure and what to do about it, in words. */
  readonly problem?: string;
  /** Buttons that make sense beside the headline now, with their labels. */
  readonly actions: readonly { readonly command: PanelCommand; readonly label: string }[];
  /** Whether a message can be sent now. */
  readonly canSend: boolean;
  readonly members: readonly PanelMember[];
  readonly waiting: readonly { readonly name: string }[];
  /** Who is writing: "Ann is typing…"; empty when nobody is, absent where the room cannot tell. */
  readonly typing?: string;
  /** Id of the first message not seen yet. */
  readonly firstUnread?: string;
}

export interface PanelMember {
  readonly id: string;
  readonly name: string;
  readonly self: boolean;
  readonly host: boolean;
  readonly hue: Hue;
  /** Where the room tells it. */
  readonly presence?: 'here' | 'idle' | 'away';
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
      /** Of own messages, where the room can tell. */
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

/** How far an own message has come. */
export interface PanelDelivery {
  /**
   * `queued`: here only; `hub`: kept, received by nobody yet; `received`: by some; `all`: by all
   * others; `unsent`: it never went out.
   */
  readonly state: 'queued' | 'hub' | 'received' | 'all' | 'unsent';
  /** What stands beside the icon: "2 of 5"; empty where the icon says it all. */
  readonly label: string;
  /** The whole of it, for hovering and for screen readers: "Received by 2 of 5: Ann and Ben". */
  readonly title: string;
}

/** The panel's fixed words. A `{0}` is replaced by the panel. */
export interface PanelStrings {
  readonly messages: string;
  readonly message: string;
  readonly send: string;
  readonly participants: string;
  readonly waitingLine: string;
  readonly you: string;
  readonly host: string;
  readonly placeholder: string;
  readonly placeholderOffline: string;
  readonly sendHint: string;
  readonly welcomeTitle: string;
  readonly welcomeText: string;
  readonly hostRoom: string;
  readonly joinRoom: string;
  readonly noMessages: string;
  readonly newMessages: string;
  readonly jumpToNewest: string;
  readonly showEarlier: string;
  readonly edited: string;
  readonly deleted: string;
  /** What a member's dot says. */
  readonly here: string;
  readonly idle: string;
  readonly away: string;
  readonly today: string;
  readonly yesterday: string;
}
