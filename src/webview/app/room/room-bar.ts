import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit/html.js';
import { paragraph } from '../../../text/paragraph';
import { buttonTemplate, runCommand, toolTemplate } from '../base/components';
import { icons } from '../base/icons';
import type { ButtonCommand, PanelStatus, PanelStrings } from '../base/messages';
import { codeTemplate, requestsTemplate } from './join-requests';

const connectionIcons: Record<PanelStatus['connection'], SVGTemplateResult> = {
  offline: icons.offline,
  connecting: icons.spinner,
  waiting: icons.clock,
  joined: icons.joined,
  hosting: icons.hosting,
  reconnecting: icons.spinner,
};

/**
 * Commands that the view's title bar already has; an editor tab has no such bar. See "view/title" in
 * package.json.
 */
const inViewTitle: readonly ButtonCommand[] = ['copyInvite', 'copyAddress', 'leave'];

type Action = PanelStatus['actions'][number];

/** A part that can be folded, and its button. */
export interface Fold {
  readonly open: boolean;
  readonly toggle: () => void;
}

export interface RoomBarView {
  readonly status: PanelStatus;
  readonly strings: PanelStrings;
  readonly people: Fold;
  /** Background information about the room. */
  readonly about: Fold;
}

/** The room's state, on one line unless something needs attention, and the available commands. */
export function roomBarTemplate(view: RoomBarView): TemplateResult {
  const { status, strings, people, about } = view;
  const { connection, detail, problem } = status;
  const quiet = aboutTexts(status);
  return html`<header class="room-bar ${connection}">
    <div class="standing" role="status">
      ${headlineTemplate(status)}
      ${detail ? detailTemplate(detail) : nothing}
      ${about.open ? quiet.map(detailTemplate) : nothing}
      ${problemTemplate(problem)}
    </div>
    <div class="bar-tools">
      ${mutedTemplate(status.muted)}
      ${weatherTemplate(status.weather)}
      ${peopleTemplate(status, strings, people)}
      ${quiet.length > 0 ? aboutTemplate(status, quiet, about) : nothing}
      ${toolsTemplate(status.actions.filter((action) => !isButton(action, connection)))}
    </div>
    ${buttonsTemplate(status.actions.filter((action) => isButton(action, connection)))}
    ${codeTemplate(status, strings)} ${requestsTemplate(status, strings)}
  </header>`;
}

/** The tooltip shows what the line cuts off; screen readers get all of it. */
function headlineTemplate({ connection, headline, title }: PanelStatus): TemplateResult {
  const icon = connectionIcons[connection];
  if (title === undefined) {
    return html`<h1 class="headline">${icon}<span dir="auto">${headline}</span></h1>`;
  }
  return html`<h1 class="headline short" title=${headline}>${icon}<span
      dir="auto" aria-hidden="true">${title}</span><span class="hidden-text">${headline}</span></h1>`;
}

function detailTemplate(text: string): TemplateResult {
  return html`<p class="detail" title=${text}><span dir="auto">${text}</span></p>`;
}

/** Background information about the room; none outside a room. */
function aboutTexts({ connection, about, plainText }: PanelStatus): readonly string[] {
  return connection === 'offline' ? [] : [about, plainText].filter((text) => text !== undefined);
}

function aboutTemplate(
  { invited }: PanelStatus,
  texts: readonly string[],
  { open, toggle }: Fold,
): TemplateResult {
  const label = paragraph(texts);
  return html`<button
    type="button"
    class="bar-button about"
    title=${label}
    aria-label=${label}
    aria-expanded=${open ? 'true' : 'false'}
    @click=${toggle}
  >${invited ? icons.lock : icons.info}</button>`;
}

/** Says that the room is muted; a click ends that. */
function mutedTemplate(label: string | undefined): unknown {
  if (label === undefined) return nothing;
  return html`<button
    type="button"
    class="bar-button muted"
    title=${label}
    aria-label=${label}
    @click=${() => runCommand('unmuteRoom')}
  >${icons.muted}</button>`;
}

/** The network weather that the user makes; a click changes it. */
function weatherTemplate(weather: PanelStatus['weather']): unknown {
  if (!weather) return nothing;
  const { label, title } = weather;
  return html`<button
    type="button"
    class="bar-button weather"
    title=${title}
    aria-label=${title}
    @click=${() => runCommand('setWeather')}
  >${icons.weather}<span class="weather-label" dir="auto">${label}</span></button>`;
}

/** The button with the number of members and of people waiting. */
function peopleTemplate(
  { members, waiting }: PanelStatus,
  strings: PanelStrings,
  { open, toggle }: Fold,
): unknown {
  if (members.length === 0 && waiting.length === 0) return nothing;
  const people = `${strings.participants}: ${members.length}`;
  const line = waiting.length > 0 ? `, ${strings.waitingLine}: ${waiting.length}` : '';
  return html`<button
    type="button"
    class="bar-button people-toggle"
    title=${people + line}
    aria-expanded=${open ? 'true' : 'false'}
    @click=${toggle}
  >
    <span class="hidden-text">${people}${line}</span>
    ${icons.people}<span aria-hidden="true">${members.length}</span>
    ${line ? html`${icons.clock}<span aria-hidden="true">${waiting.length}</span>` : nothing}
  </button>`;
}

/** The last failure, if there is one. */
function problemTemplate(problem: string | undefined): unknown {
  return problem
    ? html`<p class="problem">${icons.error}<span dir="auto">${problem}</span></p>`
    : nothing;
}

/** Whether an action is shown with its label; others may be icons only. */
function isButton({ command }: Action, connection: PanelStatus['connection']): boolean {
  return connection === 'offline' || isChoice({ command });
}

/** Whether the action is an alternative to waiting, and so not what most users should do first. */
function isChoice({ command }: Pick<Action, 'command'>): boolean {
  return command === 'continueRoom';
}

function buttonsTemplate(actions: readonly Action[]): unknown {
  if (actions.length === 0) return nothing;
  return html`<div class="actions">
    ${actions.map((action, index) => buttonTemplate(action, index > 0 || isChoice(action)))}
  </div>`;
}

function toolsTemplate(actions: readonly Action[]): unknown {
  const hasTitle = document.documentElement.dataset.place === 'view';
  return actions
    .filter(({ command }) => !(hasTitle && inViewTitle.includes(command)))
    .map(({ command, label }) => toolTemplate(command, label, true));
}

/** Two speech bubbles side by side: the extension's logo, in the theme's colors. */
const emblem = svg`<svg class="emblem" viewBox="0 0 96 72" width="96" height="72" fill="none"
  stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
  <path class="emblem-first" d="M10 6h36a6 6 0 0 1 6 6v18a6 6 0 0 1-6 6H28l-9 9v-9h-9a6 6 0 0 1-6-6V12a6 6 0 0 1 6-6z"/>
  <path class="emblem-second" d="M62 16h24a6 6 0 0 1 6 6v16a6 6 0 0 1-6 6h-7v9l-9-9h-8a6 6 0 0 1-6-6V22a6 6 0 0 1 6-6z"/>
  <path class="emblem-first" d="M15 16h24M15 26h15"/>
  <path class="emblem-second" d="M66 26h16M66 34h10"/>
  <path class="emblem-desk" d="M4 62h88M14 62v6M82 62v6"/>
</svg>`;

/** The welcome page, for a user who isn't in a room. */
export function welcomeTemplate(status: PanelStatus, strings: PanelStrings): TemplateResult {
  return html`<main class="welcome">
    ${emblem}
    <h1 class=${status.asking ? 'hidden-text' : nothing}>${strings.welcomeTitle}</h1>
    ${codeTemplate(status, strings)}
    ${status.asking ? nothing : welcomeBody(status, strings)}
  </main>`;
}

function welcomeBody(status: PanelStatus, strings: PanelStrings): TemplateResult {
  const others = status.actions.filter(({ command }) => command !== 'host' && command !== 'join');
  return html`<p>${strings.welcomeText}</p>
    <div role="status">${problemTemplate(status.problem)}</div>
    <div class="welcome-actions">
      ${buttonTemplate({ command: 'host', label: strings.hostRoom }, false)}
      ${buttonTemplate({ command: 'join', label: strings.joinRoom }, true)}
      ${others.map(
        ({ command, label }) =>
          html`<button type="button" class="link" @click=${() => runCommand(command)}>${label}</button>`,
      )}
    </div>`;
}
