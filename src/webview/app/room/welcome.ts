import { html, type TemplateResult } from 'lit/html.js';
import type { ButtonCommand, PanelStatus, PanelStrings } from '../base/messages';
import { emblem } from '../emblem';
import { buttonTemplate, problemTemplate } from './room-bar';

/** What a person finds who has never been in a room. */
export function welcomeTemplate(
  status: PanelStatus,
  strings: PanelStrings,
  run: (command: ButtonCommand) => void,
): TemplateResult {
  const others = status.actions.filter(({ command }) => command !== 'host' && command !== 'join');
  return html`<main class="welcome">
    ${emblem}
    <h1>${strings.welcomeTitle}</h1>
    <p>${strings.welcomeText}</p>
    <div role="status">${problemTemplate(status.problem)}</div>
    <div class="welcome-actions">
      ${buttonTemplate({ command: 'host', label: strings.hostRoom }, false, run)}
      ${buttonTemplate({ command: 'join', label: strings.joinRoom }, true, run)}
      ${others.map(
        ({ command, label }) =>
          html`<button type="button" class="link" @click=${() => run(command)}>${label}</button>`,
      )}
    </div>
  </main>`;
}
