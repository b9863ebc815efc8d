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
  | { readonly type: 'messages'; readonly messages: readonly PanelMessage[] }
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
  | { readonly type: 'seen'; readonly messageId: string };

/** What the panel's buttons do. */
export type PanelCommand = 'host' | 'join' | 'leave' | 'copyAddress' | 'showLog' | 'rejoin';

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
  /** The last failure and what to do about it, in words. */
  readonly problem?: string;
  /** Buttons that make sense beside the headline now, with their labels. */
  readonly actions: readonly { readonly command: PanelCommand; readonly label: string }[];
  /** Whether a message can be sent now. */
  readonly canSend: boolean;
  readonly members: readonly PanelMember[];
  readonly waiting: readonly { readonly name: string }[];
  /** Id of the first message not seen yet. */
  readonly firstUnread?: string;
}

export interface PanelMember {
  readonly id: string;
  readonly name: string;
  readonly self: boolean;
  readonly host: boolean;
}

export type PanelMessage =
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly time: number;
      readonly author: string;
      readonly authorName: string;
      readonly own: boolean;
      readonly text: string;
      /** `queued`: on its way; `unsent`: the connection ended before it went out. */
      readonly delivery?: 'queued' | 'unsent';
    }
  | {
      readonly kind: 'system';
      readonly id: string;
      readonly time: number;
      readonly text: string;
      /** `warning` asks for attention: a flood, a lost connection. */
      readonly tone: 'quiet' | 'warning';
    };

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
  readonly queued: string;
  readonly unsent: string;
  readonly today: string;
  readonly yesterday: string;
}
