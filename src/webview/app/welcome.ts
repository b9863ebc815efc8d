import { html, type TemplateResult } from 'lit/html.js';
import type { PanelCommand, PanelStatus, PanelStrings } from '../messages';
import { emblem } from './emblem';
import { problemTemplate } from './room-bar';

/** What a person finds who has never been in a room. */
export function welcomeTemplate(
  status: PanelStatus,
  strings: PanelStrings,
  run: (command: PanelCommand) => void,
): TemplateResult {
  const others = status.actions.filter(({ command }) => command !== 'host' && command !== 'join');
  return html`<main class="welcome">
    ${emblem}
    <h1>${strings.welcomeTitle}</h1>
    <p>${strings.welcomeText}</p>
    <div role="status">${problemTemplate(status.problem)}</div>
    <div class="welcome-actions">
      <button type="button" class="primary" @click=${() => run('host')}>${strings.hostRoom}</button>
      <button type="button" class="secondary" @click=${() => run('join')}>${strings.joinRoom}</button>
      ${others.map(
        ({ command, label }) =>
          html`<button type="button" class="link" @click=${() => run(command)}>${label}</button>`,
      )}
    </div>
  </main>`;
}
