import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import type { PanelCommand, PanelStatus } from '../messages';
import { keepSpace } from './components';
import { icons } from './icons';

const connectionIcons: Record<PanelStatus['connection'], SVGTemplateResult> = {
  offline: icons.offline,
  connecting: icons.spinner,
  waiting: icons.clock,
  joined: icons.joined,
  hosting: icons.hosting,
  reconnecting: icons.spinner,
};

const commandIcons: Record<PanelCommand, SVGTemplateResult> = {
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

type Run = (command: PanelCommand) => void;
type Action = PanelStatus['actions'][number];

/** How things stand, and what can be done now. */
export function roomBarTemplate(status: PanelStatus, run: Run): TemplateResult {
  const { connection, headline, actions } = status;
  return html`<header class="room-bar ${connection}">
    <div class="standing" role="status">
      <h1 class="headline">${connectionIcons[connection]}<span dir="auto">${headline}</span></h1>
      ${detailTemplate(status)}
      ${plainTextTemplate(status)}
      ${problemTemplate(status.problem)}
    </div>
    ${actions.length > 0 ? actionsTemplate(connection, actions, run) : nothing}
  </header>`;
}

function detailTemplate({ connection, detail, invited }: PanelStatus): unknown {
  if (!detail) return nothing;
  // Without a connection the line tells what goes on, not who may read along.
  const lock = invited && connection !== 'reconnecting' ? icons.lock : nothing;
  return html`<p class="detail" title=${detail}>${lock}<span dir="auto">${detail}</span></p>`;
}

/** What a lab room does not carry; beside "Not in a room" nobody misses it. */
function plainTextTemplate({ connection, plainText }: PanelStatus): unknown {
  return plainText && connection !== 'offline'
    ? html`<p class="detail" title=${plainText}>${icons.info}<span dir="auto">${plainText}</span></p>`
    : nothing;
}

/** The last failure, where there is one. */
export function problemTemplate(problem: string | undefined): unknown {
  return problem
    ? html`<p class="problem">${icons.error}<span dir="auto">${problem}</span></p>`
    : nothing;
}

/** In no room they are what one came for; in a room they stand aside. */
function actionsTemplate(
  connection: PanelStatus['connection'],
  actions: readonly Action[],
  run: Run,
): TemplateResult {
  return html`<div class="actions">
    ${actions.map((action, index) =>
      connection === 'offline'
        ? buttonTemplate(action, index > 0, run)
        : toolTemplate(action.command, action.label, run, true),
    )}
  </div>`;
}

/** A button as wide as its words. */
export function buttonTemplate(
  { command, label }: Action,
  secondary: boolean,
  run: Run,
): TemplateResult {
  return html`<vscode-button
    ?secondary=${secondary}
    @keydown=${keepSpace}
    @click=${() => run(command)}
  >${label}</vscode-button>`;
}

/** An icon that is a button, with its words beside it or as a tooltip alone. */
export function toolTemplate(
  command: PanelCommand,
  label: string,
  run: Run,
  words = false,
): TemplateResult {
  return html`<vscode-toolbar-button label=${label} title=${label} @click=${() => run(command)}
    >${commandIcons[command]}${words ? html`<span class="tool-label">${label}</span>` : nothing}</vscode-toolbar-button
  >`;
}
