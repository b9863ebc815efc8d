import '@vscode-elements/elements/dist/vscode-badge/vscode-badge.js';
import '@vscode-elements/elements/dist/vscode-button/vscode-button.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/vscode-toolbar-button.js';
import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { host } from './host';
import { icons } from './icons';
import type { ButtonCommand, PanelStatus } from './messages';

/*
 * Uses the components of `@vscode-elements`, which are made for VS Code's webviews; they style themselves
 * with constructed style sheets, which the page's policy allows. The panel has its own element in place of
 * the following ones, for these reasons (version 2.5):
 * - `vscode-collapsible`: its header has no role, doesn't say whether it is open, and ignores Space.
 * - `vscode-context-menu`: its items have no roles and never get the focus. The editor's own menu is used.
 * - `vscode-icon`: needs the icon font in the page and in every shadow root; see icons.ts.
 * - `vscode-textarea`: the composer grows with its text, completes names and contains its button.
 * - `vscode-scrollable`: the log is virtual and keeps the reading position itself.
 * - `vscode-button` on a message: hundreds of elements with a shadow root each, where a plain button is
 *   enough.
 */

const commandIcons: Record<ButtonCommand, SVGTemplateResult> = {
  host: icons.hosting,
  join: icons.joined,
  leave: icons.leave,
  copyAddress: icons.copy,
  copyInvite: icons.copy,
  showLog: icons.log,
  rejoin: icons.rejoin,
  continueRoom: icons.continueRoom,
  setWeather: icons.weather,
  sendSelection: icons.selection,
  sharePlace: icons.lock,
  sendPatch: icons.patch,
  sendTerminalOutput: icons.terminal,
  unmuteRoom: icons.muted,
  sendFile: icons.attach,
  cancelRequest: icons.close,
  imStuck: icons.help,
  pauseRequest: icons.paused,
  resumeRequest: icons.clock,
  withdrawRequest: icons.close,
};

/** Asks the extension host to run a command. */
export function runCommand(command: ButtonCommand): void {
  host.post({ type: 'command', command });
}

/** A button with a text label. */
export function buttonTemplate(
  { command, label }: PanelStatus['actions'][number],
  secondary: boolean,
): TemplateResult {
  return html`<vscode-button
    ?secondary=${secondary}
    @keydown=${keepSpace}
    @click=${() => runCommand(command)}
  >${label}</vscode-button>`;
}

/** An icon button. Its label is a tooltip, or also visible text when `showLabel` is set. */
export function toolTemplate(
  command: ButtonCommand,
  label: string,
  showLabel = false,
): TemplateResult {
  return html`<vscode-toolbar-button label=${label} title=${label} @click=${() => runCommand(command)}
    >${commandIcons[command]}${showLabel ? html`<span class="tool-label">${label}</span>` : nothing}</vscode-toolbar-button
  >`;
}

/** Keeps Space on a `vscode-button` from scrolling the page, as a native button does. */
function keepSpace(event: KeyboardEvent): void {
  if (event.key === ' ') event.preventDefault();
}
