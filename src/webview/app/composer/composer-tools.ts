import { html, nothing } from 'lit/html.js';
import type { ButtonCommand, PanelStatus, PanelStrings } from '../base/messages';
import { toolTemplate } from '../room/room-bar';
import { typingTemplate } from './typing';

/** The line above the composer: who is writing, and what else than words can be sent. */
export function composerToolsTemplate(
  status: PanelStatus,
  strings: PanelStrings,
  run: (command: ButtonCommand) => void,
): unknown {
  if (!status.invited || !status.canSend) return nothing;
  const tools = html`${toolTemplate('sendSelection', strings.sendSelection, run)}${toolTemplate('sendPatch', strings.sendPatch, run)}`;
  return html`<div class="composer-tools">${typingTemplate(status)}<div class="tools">${tools}</div></div>`;
}
