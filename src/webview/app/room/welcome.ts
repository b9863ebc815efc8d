import { html, svg, type TemplateResult } from 'lit/html.js';
import { buttonTemplate, runCommand } from '../base/components';
import type { PanelStatus, PanelStrings } from '../base/messages';
import { problemTemplate } from './room-bar';

/** Two speech bubbles side by side at one desk: the extension's sign, in the theme's colours. */
const emblem = svg`<svg class="emblem" viewBox="0 0 96 72" width="96" height="72" fill="none"
  stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
  <path class="emblem-first" d="M10 6h36a6 6 0 0 1 6 6v18a6 6 0 0 1-6 6H28l-9 9v-9h-9a6 6 0 0 1-6-6V12a6 6 0 0 1 6-6z"/>
  <path class="emblem-second" d="M62 16h24a6 6 0 0 1 6 6v16a6 6 0 0 1-6 6h-7v9l-9-9h-8a6 6 0 0 1-6-6V22a6 6 0 0 1 6-6z"/>
  <path class="emblem-first" d="M15 16h24M15 26h15"/>
  <path class="emblem-second" d="M66 26h16M66 34h10"/>
  <path class="emblem-desk" d="M4 62h88M14 62v6M82 62v6"/>
</svg>`;

/** What a person finds who has never been in a room. */
export function welcomeTemplate(status: PanelStatus, strings: PanelStrings): TemplateResult {
  const others = status.actions.filter(({ command }) => command !== 'host' && command !== 'join');
  return html`<main class="welcome">
    ${emblem}
    <h1>${strings.welcomeTitle}</h1>
    <p>${strings.welcomeText}</p>
    <div role="status">${problemTemplate(status.problem)}</div>
    <div class="welcome-actions">
      ${buttonTemplate({ command: 'host', label: strings.hostRoom }, false)}
      ${buttonTemplate({ command: 'join', label: strings.joinRoom }, true)}
      ${others.map(
        ({ command, label }) =>
          html`<button type="button" class="link" @click=${() => runCommand(command)}>${label}</button>`,
      )}
    </div>
  </main>`;
}
