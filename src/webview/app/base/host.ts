import type { FromPanel, ToPanel } from './messages';

/** The message at the top edge of the log, and how many CSS pixels of it are above that edge. */
export interface ReadingPosition {
  readonly id: string;
  readonly offset: number;
}

/** An own message that is being edited: its original text, and the text in the composer. */
export interface SavedEdit {
  readonly id: string;
  readonly original: string;
  readonly text: string;
}

/** What the composer is writing besides the draft, as message ids. */
export interface Composing {
  /** The message that the draft replies to. */
  readonly reply?: string;
  /** The edit in `edits` that the field shows. */
  readonly edit?: string;
  readonly edits: readonly SavedEdit[];
}

/** What the page stores, to restore when it is hidden or reloaded. */
export interface PageState {
  /** Absent: the log is at the bottom. */
  readonly reading?: ReadingPosition | undefined;
  /** The user's choice; absent: the list is open when there is room for it. */
  readonly participantsOpen?: boolean;
  /** Absent: a new message that isn't a reply. */
  readonly composing?: Composing | undefined;
  /** The emoji that the user used before, the latest first, and the modifier of their skin tone. */
  readonly emoji?: { readonly recent: readonly string[]; readonly tone: string };
}

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The editor returns it only once per page. */
let api: VsCodeApi | undefined;

function editor(): VsCodeApi {
  api ??= acquireVsCodeApi();
  return api;
}

/** The extension host, as the page sees it. Code that handles an action posts its message here. */
export const host = {
  /** Sends a message to the extension host. */
  post(message: FromPanel): void {
    editor().postMessage(message);
  },

  listen(receive: (message: ToPanel) => void): void {
    // No origin check: only the editor's own frame can post to this one.
    window.addEventListener('message', (event: MessageEvent<ToPanel>) => receive(event.data));
  },

  /** The stored state; empty at first. */
  remembered(): PageState {
    return editor().getState() ?? {};
  },

  /** Merges a change into the stored state. */
  remember(change: Partial<PageState>): void {
    editor().setState({ ...host.remembered(), ...change });
  },
};
