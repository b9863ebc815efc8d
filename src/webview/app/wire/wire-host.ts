import type { FromWirePage, ToWirePage } from '../base/wire-messages';

interface VsCodeApi {
  postMessage(message: FromWirePage): void;
  getState(): WirePageState | undefined;
  setState(state: WirePageState): void;
}

/** What the page stores, to restore when it is hidden or reloaded. */
export interface WirePageState {
  readonly view?: 'table' | 'diagram';
  /** Number of events in the diagram. */
  readonly events?: number;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The editor returns it only once per page. */
let api: VsCodeApi | undefined;

function editor(): VsCodeApi {
  api ??= acquireVsCodeApi();
  return api;
}

/** The extension host, as the wire view's page sees it. */
export const wireHost = {
  post(message: FromWirePage): void {
    editor().postMessage(message);
  },

  listen(receive: (message: ToWirePage) => void): void {
    // No origin check: only the editor's own frame can post to this one.
    window.addEventListener('message', (event: MessageEvent<ToWirePage>) => receive(event.data));
  },

  /** The stored state; empty at first. */
  remembered(): WirePageState {
    return editor().getState() ?? {};
  },

  /** Merges a change into the stored state. */
  remember(change: WirePageState): void {
    editor().setState({ ...wireHost.remembered(), ...change });
  },
};
