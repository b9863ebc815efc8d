import type { FromPanel, ToPanel } from './messages';

/** The message at the top edge of the log, and how far its top is above that edge, in CSS pixels. */
export interface ReadingPosition {
  readonly id: string;
  readonly offset: number;
}

/** An own message whose text is being changed: as it was, and as it stands in the composer. */
export interface KeptEdit {
  readonly id: string;
  readonly original: string;
  readonly text: string;
}

/** What the composer is about besides the draft, by the ids of messages. */
export interface Composing {
  /** The message that the draft replies to. */
  readonly reply?: string;
  /** Which of `edits` stands in the field. */
  readonly edit?: string;
  readonly edits: readonly KeptEdit[];
}

/** What this page remembers by itself while it is hidden or reloaded. */
export interface PageState {
  /** Absent: at the bottom. */
  readonly reading?: ReadingPosition | undefined;
  /** As the person wants it; absent: as it fits. */
  readonly participantsOpen?: boolean;
  /** Absent: a new message that replies to none. */
  readonly composing?: Composing | undefined;
}

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The editor hands it out only once. */
let api: VsCodeApi | undefined;

function editor(): VsCodeApi {
  api ??= acquireVsCodeApi();
  return api;
}

/** The extension host as the page sees it. Whatever handles an action posts here itself. */
export const host = {
  post(message: FromPanel): void {
    editor().postMessage(message);
  },

  listen(receive: (message: ToPanel) => void): void {
    // Only the editor's own frame can reach this one, which has no other window around it.
    window.addEventListener('message', (event: MessageEvent<ToPanel>) => receive(event.data));
  },

  remembered(): PageState {
    return editor().getState() ?? {};
  },

  remember(change: Partial<PageState>): void {
    editor().setState({ ...host.remembered(), ...change });
  },
};
