import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import type { PanelCommand, PanelStatus } from '../messages';
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
};

/** How things stand, and what can be done now. */
export function roomBarTemplate(
  status: PanelStatus,
  run: (command: PanelCommand) => void,
): TemplateResult {
  return html`<header class="room-bar ${status.connection}">
    <div class="standing" role="status">
      <div class="headline">${connectionIcons[status.connection]}<span dir="auto">${status.headline}</span></div>
      ${detailTemplate(status)}
      ${problemTemplate(status.problem)}
    </div>
    ${status.actions.length > 0 ? actionsTemplate(status.actions, run) : nothing}
  </header>`;
}

function detailTemplate({ connection, detail, invited }: PanelStatus): unknown {
  if (!detail) return nothing;
  // Without a connection the line tells what goes on, not who may read along.
  const lock = invited && connection !== 'reconnecting' ? icons.lock : nothing;
  return html`<p class="detail">${lock}<span dir="auto">${detail}</span></p>`;
}

/** The last failure, where there is one. */
export function problemTemplate(problem: string | undefined): unknown {
  return problem
    ? html`<p class="problem">${icons.error}<span dir="auto">${problem}</span></p>`
    : nothing;
}

function actionsTemplate(
  actions: PanelStatus['actions'],
  run: (command: PanelCommand) => void,
): TemplateResult {
  return html`<div class="actions">
    ${actions.map(
      ({ command, label }) =>
        html`<button type="button" class="quiet" title=${label} @click=${() => run(command)}>${commandIcons[command]}<span>${label}</span></button>`,
    )}
  </div>`;
}
