import '@vscode-elements/elements/dist/vscode-badge/vscode-badge.js';
import '@vscode-elements/elements/dist/vscode-button/vscode-button.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/vscode-toolbar-button.js';
import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { host } from './host';
import { icons } from './icons';
import type { ButtonCommand, PanelStatus } from './messages';

/*
 * Components made for VS Code's webviews; they style themselves with constructed style sheets, which
 * the page's policy allows. Where the panel has an element of its own, it is for one of these reasons
 * (version 2.5):
 * - `vscode-collapsible`: its header has no role, does not say whether it is open, and ignores Space.
 * - `vscode-context-menu`: its items have no roles and never the focus. The editor's own menu is used.
 * - `vscode-icon`: needs the icon font in the page and in every shadow root; see icons.ts.
 * - `vscode-textarea`: the composer grows with its text, completes names and has its button inside.
 * - `vscode-scrollable`: the log is virtual and keeps the reading position itself.
 * - `vscode-button` on a message: hundreds of elements with a shadow root each, where a plain button
 *   does the same.
 */

const commandIcons: Record<ButtonCommand, SVGTemplateResult> = {
  host: icons.hosting,
  join: icons.joined,
  leave: icons.leave,
  copyAddress: icons.copy,
  copyInvite: icons.copy,
  showLog: icons.log,
  rejoin: icons.rejoin,
  sendSelection: icons.selection,
  sendPatch: icons.patch,
};

export function runCommand(command: ButtonCommand): void {
  host.post({ type: 'command', command });
}

/** A button as wide as its words. */
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

/** An icon that is a button, with its words beside it or as a tooltip alone. */
export function toolTemplate(
  command: ButtonCommand,
  label: string,
  withWords = false,
): TemplateResult {
  return html`<vscode-toolbar-button label=${label} title=${label} @click=${() => runCommand(command)}
    >${commandIcons[command]}${withWords ? html`<span class="tool-label">${label}</span>` : nothing}</vscode-toolbar-button
  >`;
}

/** Keeps Space on a `vscode-button` from scrolling the page, as it does on a button of the browser. */
function keepSpace(event: KeyboardEvent): void {
  if (event.key === ' ') event.preventDefault();
}

/** A member of a lab room is called by its address as Python prints it: `('127.0.0.1', 50412)`. */
const address = /^(\('[^']*')(, \d+(?:, \d+, \d+)?\))$/;

/**
 * A name, isolated so that its direction cannot disturb what stands around it. The two parts of an
 * address look different: the port is what tells two members on one computer apart.
 */
export function personName(name: string): TemplateResult {
  const parts = address.exec(name);
  return parts
    ? html`<bdi class="name address"><span class="address-host">${parts[1]}</span><span class="address-port">${parts[2]}</span></bdi>`
    : html`<bdi class="name">${name}</bdi>`;
}
