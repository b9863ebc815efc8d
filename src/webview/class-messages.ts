import type { ButtonCommand } from './from-panel';

/** What a class has besides what every room has. */
export interface PanelClass {
  /** What has become of the user's own request, or when the next is possible: "2 before you". */
  readonly request?: { readonly text: string; readonly topic?: string; readonly look: RequestLook };
  /** The buttons beside it. */
  readonly actions: readonly { readonly command: ButtonCommand; readonly label: string }[];
  /** What the user needs to know about who may write to everyone; absent: everyone may. */
  readonly note?: string;
  /** Whether the user can write to everyone. */
  readonly toEveryone: boolean;
  /** Who can get a private message on the lines on which the user can write: "Helpers only (private)". */
  readonly recipients: readonly PanelRecipient[];
  /** The line that the draft goes to. */
  readonly line?: PanelLine;
  /** Lines with messages that the user hasn't seen: "Private message from Ann". */
  readonly unseen: readonly PanelRecipient[];
}

/** How a request's line looks. */
export type RequestLook = 'waiting' | 'paused' | 'taken' | 'none';

/** Who gets a private message, and a text about it. */
export interface PanelRecipient {
  /** As `recipientId` makes it. */
  readonly id: string;
  readonly label: string;
}

/** The newest messages of a private line. */
export interface PanelLine {
  /** The recipient that the draft has. */
  readonly id: string;
  /** The student whose line it is. */
  readonly student: string;
  /** Who sees it: "Private: only you and the helpers". */
  readonly title: string;
  readonly messages: readonly PanelPrivateMessage[];
}

export interface PanelPrivateMessage {
  /** Unique in its line. */
  readonly id: string;
  readonly author: string;
  readonly authorName: string;
  readonly own: boolean;
  /** When it was written, in words. */
  readonly time: string;
  readonly text: string;
  /** The card that is with it, in one line. */
  readonly card?: string;
  /** The host doesn't have it yet. */
  readonly queued?: true;
  /** That its student asks to stay anonymous, or that it is published, in words. */
  readonly note?: string;
  /** The user can publish it for everyone. */
  readonly canPublish?: true;
  /** What becomes public then, if that isn't what is shown already. */
  readonly preview?: PanelPreview;
}

/** A message as everyone will see it. */
export interface PanelPreview {
  /** "Everyone will see it as from an anonymous student, published by you." */
  readonly title: string;
  readonly text: string;
  /** All fields of its card. */
  readonly card?: string;
}
