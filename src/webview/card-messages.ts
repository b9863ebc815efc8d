import type { PanelFileName, PanelTransfer } from './file-messages';

/** How the extension host describes cards to the panel, in messages and above the message box. */

/** The panel's form of each card type. */
export interface PanelCards {
  readonly code: PanelExcerpt;
  readonly error: PanelExcerpt;
  readonly patch: PanelPatch;
  readonly file: PanelFile;
  readonly terminal: PanelTerminal;
}

/** A card in a message. Its texts are from its author, unless they are marked as in the display language. */
export type PanelCard = PanelCards[keyof PanelCards];

export interface PanelExcerpt {
  readonly kind: 'code' | 'error';
  /** In the display language: "src/main.c, lines 10–12". */
  readonly place: string;
  readonly path: string;
  /** Number of the first line of `text`. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** In the display language, the result of opening it: "moved to lines 14–16". */
  readonly note?: string;
  /** Only with `kind: 'error'`. */
  readonly error?: {
    readonly severity: 'error' | 'warning' | 'information' | 'hint';
    /** In the display language. */
    readonly severityLabel: string;
    readonly message: string;
    /** "gcc C2065"; may be empty. */
    readonly origin: string;
    /** The first and last line of the error, numbered like `line`. */
    readonly from: number;
    readonly to: number;
    /** The call stack, its top first; only frames with a path can be opened. */
    readonly frames: readonly {
      readonly name: string;
      readonly path?: string;
      readonly line?: number;
    }[];
    /** Variables that the author chose. */
    readonly locals: readonly { readonly name: string; readonly value: string }[];
  };
}

export interface PanelPatch {
  readonly kind: 'patch';
  /** In the display language: "Patch: 3 files". */
  readonly title: string;
  /** Whether the user can apply it: false for their own patch. */
  readonly applicable: boolean;
  /** How much of it the user has applied. */
  readonly here?: {
    /** In the display language: "Applied", "2 of 3 files applied". */
    readonly label: string;
    readonly whole: boolean;
  };
  /** In the display language, which others have applied it: "Bo applied 2 of 3 files". */
  readonly applied: readonly string[];
  readonly files: readonly {
    readonly path: string;
    readonly change: 'modified' | 'added' | 'deleted';
    /** In the display language. */
    readonly changeLabel: string;
    readonly added: number;
    readonly removed: number;
    /** In the display language, the result: "applied", "conflict". */
    readonly note?: string;
  }[];
}

export interface PanelFile extends PanelFileName {
  readonly kind: 'file';
  /** What a click opens it as; absent where it can only be saved. */
  readonly opens?: 'picture' | 'text';
  /** Whether it can be saved. */
  readonly isKept: boolean;
  /** While it is being received, or after that has stopped. */
  readonly transfer?: PanelTransfer;
  /** In the display language: "Saved as hub.log", "No longer kept in the room". */
  readonly note?: string;
}

export interface PanelTerminal {
  readonly kind: 'terminal';
  /** "$ make"; in the display language where there is no command. */
  readonly title: string;
  /** The whole command; empty for a part of a terminal. */
  readonly command: string;
  /** In the display language: "exit code 2 · 3.1 s"; may be empty. */
  readonly facts: string;
  /** Whether the command failed. */
  readonly failed: boolean;
  /** Plain texts, and texts with a style, as in deskmate/1. */
  readonly output: readonly (string | readonly [text: string, style: string])[];
  /** Where lines are missing: after how many lines of `output`, and in the display language how many. */
  readonly gaps: readonly { readonly after: number; readonly label: string }[];
}

/** A card that is sent with the draft. Its texts are in the display language or from the user's own files. */
export interface PanelAttachment {
  readonly id: number;
  readonly kind: PanelCard['kind'];
  /** "src/main.c, lines 10–12", "Patch: 3 files". */
  readonly label: string;
  /** One line of the card's content. */
  readonly detail: string;
  /** All of it, for a card that must be seen before it goes. */
  readonly review?: PanelReview;
}

/** What will be sent of an output, and what else the user can choose. */
export interface PanelReview {
  readonly card: PanelTerminal;
  /** Indexes of the lines that may hold a secret, from 0. */
  readonly marked: readonly number[];
  readonly markedCommand: boolean;
  readonly parts: readonly {
    readonly part: 'all' | 'errors' | number;
    /** In the display language. */
    readonly label: string;
    readonly chosen: boolean;
  }[];
  /** Present when lines may hold secrets, chosen or not. In the display language. */
  readonly secrets?: {
    readonly warning: string;
    /** The label of the box that leaves these lines out. */
    readonly label: string;
    readonly leftOut: boolean;
  };
}
