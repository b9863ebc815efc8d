import { html, nothing, type TemplateResult } from 'lit/html.js';
import type {
  FromWirePage,
  WireFilter,
  WireMarkView,
  WireState,
  WireStrings,
} from '../base/wire-messages';
import { filled } from './format';
import { icons } from './icons';
import { eventCounts } from './ladder';
import type { WirePageState } from './wire-host';

/** What the toolbar shows and does. */
export interface ToolbarContext {
  readonly state: WireState;
  readonly strings: WireStrings;
  readonly marks: readonly WireMarkView[];
  readonly kept: Required<WirePageState>;
  post(message: FromWirePage): void;
  keep(change: WirePageState): void;
  step(by: 1 | -1): void;
  saveDiagram(): void;
}

export function toolbarTemplate(context: ToolbarContext): TemplateResult {
  const { state, strings } = context;
  const { room, note } = state;
  return html`<header class="bar">
    <h1 class="hidden-text">${strings.chunks}</h1>
    <div class="tools">
      ${viewTemplate(context)} ${pauseTemplate(context)} ${filterTemplate(context)}
      ${findTemplate(context)} ${saveTemplate(context)}
    </div>
    <p class="about" role="status">
      ${room === undefined ? nothing : html`<bdi>${room}</bdi>`}
      ${note === undefined ? nothing : html` <span>${note}</span>`}
      ${state.dropped > 0 ? html` <span>${filled(strings.dropped, state.dropped)}</span>` : nothing}
    </p>
  </header>`;
}

function viewTemplate({ strings, kept, keep }: ToolbarContext): TemplateResult {
  const choice = (view: 'table' | 'diagram', label: string) => html`<button
    type="button"
    aria-pressed=${kept.view === view}
    @click=${() => keep({ view })}
  >${label}</button>`;
  const counts = html`<select
    aria-label=${strings.eventCount}
    @change=${(event: Event) => keep({ events: Number(textOf(event)) })}
  >${eventCounts.map(
    (count) =>
      html`<option value=${count} ?selected=${count === kept.events}>${filled(strings.lastEvents, count)}</option>`,
  )}</select>`;
  return html`<span class="group" role="group" aria-label=${strings.view}>
      ${choice('table', strings.table)}${choice('diagram', strings.diagram)}
    </span>
    ${kept.view === 'diagram' ? counts : nothing}`;
}

function pauseTemplate({ state, strings, post }: ToolbarContext): TemplateResult {
  const { paused, newer } = state;
  const label = paused ? strings.resume : strings.pause;
  return html`<button type="button" class="pause" @click=${() => post({ type: 'pause', paused: !paused })}
      >${paused ? icons.resume : icons.pause}${label}</button>
    ${newer > 0 ? html`<span class="newer">${filled(strings.newer, newer)}</span>` : nothing}`;
}

function filterTemplate({ state, strings, marks, post }: ToolbarContext): TemplateResult {
  const { filter, peers } = state;
  const set = (change: WireFilter) => post({ type: 'filter', ...filter, ...change });
  const option = (value: string | number, label: string, selected: boolean) =>
    html`<option value=${value} ?selected=${selected}>${label}</option>`;
  return html`<select
      aria-label=${strings.peer}
      @change=${(event: Event) => set({ peer: textOf(event) === '' ? undefined : Number(textOf(event)) })}
    >${option('', strings.allPeers, filter.peer === undefined)}${peers.map(({ id, name }) =>
      option(id, name, filter.peer === id),
    )}</select>
    <select
      aria-label=${strings.direction}
      @change=${(event: Event) =>
        set({ direction: (textOf(event) || undefined) as WireFilter['direction'] })}
    >${option('', strings.bothDirections, filter.direction === undefined)}${option(
      'in',
      strings.received,
      filter.direction === 'in',
    )}${option('out', strings.sent, filter.direction === 'out')}</select>
    <select
      aria-label=${strings.marks}
      @change=${(event: Event) => set({ mark: textOf(event) || undefined })}
    >${option('', strings.anyMark, filter.mark === undefined)}${marks.map(({ name, label }) =>
      option(name, label, filter.mark === name),
    )}</select>`;
}

function findTemplate({ state, strings, post, step }: ToolbarContext): TemplateResult {
  const { text, mode, hits, current } = state.find;
  const count = hits === 0 ? strings.findNothing : filled(strings.findCount, current ?? '?', hits);
  const keydown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  };
  const tool = (label: string, icon: unknown, by: 1 | -1) => html`<button
    type="button"
    class="tool"
    title=${label}
    aria-label=${label}
    ?disabled=${hits === 0}
    @click=${() => step(by)}
  >${icon}</button>`;
  const hex = mode === 'hex';
  return html`<span class="group find" role="search">
    <input
      id="find"
      type="search"
      autocomplete="off"
      spellcheck="false"
      aria-label=${strings.find}
      placeholder=${hex ? strings.findHex : strings.find}
      @input=${(event: Event) => post({ type: 'find', text: textOf(event), mode })}
      @keydown=${keydown}
    >
    <button
      type="button"
      class="tool"
      title=${strings.findHex}
      aria-pressed=${hex}
      @click=${() => post({ type: 'find', text, mode: hex ? 'text' : 'hex' })}
    >${strings.hex}</button>
    <span class="count" role="status">${text === '' ? nothing : count}</span>
    ${tool(strings.findPrevious, icons.arrowUp, -1)}${tool(strings.findNext, icons.arrowDown, 1)}
  </span>`;
}

function saveTemplate({ state, strings, kept, post, saveDiagram }: ToolbarContext): TemplateResult {
  const isEmpty = state.start === state.end;
  const button = (label: string, click: () => void) => html`<button
    type="button"
    ?disabled=${isEmpty}
    @click=${click}
  >${icons.save}${label}</button>`;
  if (kept.view === 'diagram') return button(strings.saveDiagram, saveDiagram);
  return html`${button(strings.saveCapture, () => post({ type: 'save', as: 'pcapng' }))}
    ${button(strings.saveText, () => post({ type: 'save', as: 'text' }))}`;
}

function textOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}
