import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { WireChunkRow, WireRow, WireState, WireStrings } from '../base/wire-messages';
import { clockTime, deltaTime, filled } from './format';
import { icons } from './icons';
import { type MarkLabels, marksTemplate } from './marks';
import type { RowCache } from './row-cache';

/** Height of a row in CSS pixels; the style sheet has the same. */
export const rowHeight = 22;

/** Rows drawn beyond the visible ones, on each side: more while the user scrolls. */
const scrolledOverscan = 8;
const followedOverscan = 1;

export interface TableContext {
  readonly state: WireState;
  readonly strings: WireStrings;
  readonly marks: MarkLabels;
}

/**
 * The table of chunks: a grid that draws only the rows in view. It follows the newest row as long as its end
 * is in view, and keeps its place otherwise.
 */
export class WireTable {
  /** Index of the row with the cursor; undefined before the first selection. */
  private cursor: number | undefined;
  /** Where the selection began. */
  private anchor = 0;
  private isFollowing = true;
  private start = 0;

  constructor(
    private readonly cache: RowCache,
    private readonly redraw: () => void,
    private readonly onSelect: () => void,
  ) {}

  /** The selected rows: index of the first one and of the one after the last; undefined for none. */
  get selection(): { readonly from: number; readonly to: number } | undefined {
    const { cursor, anchor } = this;
    if (cursor === undefined) return undefined;
    return { from: Math.min(cursor, anchor), to: Math.max(cursor, anchor) + 1 };
  }

  /** The row with the cursor, if the page has it. */
  get current(): WireChunkRow | undefined {
    const row = this.cursor === undefined ? undefined : this.cache.at(this.cursor);
    return row?.type === 'chunk' ? row : undefined;
  }

  /** Where a search continues. */
  get place(): number {
    return this.cursor ?? this.start - 1;
  }

  /** Whether the newest row is in view and stays there. */
  get atEnd(): boolean {
    return this.isFollowing;
  }

  /** How many of the newest rows are in view while it follows them; 0 while it doesn't. */
  get followed(): number {
    const height = element()?.clientHeight ?? window.innerHeight;
    return this.isFollowing ? Math.ceil(height / rowHeight) + followedOverscan : 0;
  }

  /** Forgets the selection, because the indexes mean other rows. */
  reset(): void {
    this.cursor = undefined;
    this.isFollowing = true;
  }

  jumpToNewest(): void {
    this.isFollowing = true;
    this.redraw();
  }

  /** Selects a row and scrolls to it. */
  reveal(index: number, extend = false): void {
    this.cursor = index;
    if (!extend) this.anchor = index;
    this.scrollTo(index);
    this.redraw();
    this.onSelect();
  }

  focus(): void {
    element()?.focus();
  }

  template(context: TableContext): TemplateResult {
    const { state, strings } = context;
    const { cursor } = this;
    const { from, to } = this.visible(state);
    this.cache.want(from, to, state);
    const isDrawn = cursor !== undefined && cursor >= from && cursor < to;
    const columns = [
      strings.time,
      strings.delta,
      strings.peer,
      strings.length,
      strings.text,
      strings.hex,
    ];
    return html`<div
      id="grid"
      class="grid"
      role="grid"
      tabindex="0"
      aria-label=${strings.chunks}
      aria-multiselectable="true"
      aria-rowcount=${state.end - state.start + 1}
      aria-activedescendant=${isDrawn ? `row-${cursor}` : nothing}
      @scroll=${this.scrolled}
      @keydown=${this.keydown}
      @pointerdown=${this.pressed}
    >
      <div role="rowgroup" class="head"><div role="row" class="row" aria-rowindex="1">
        ${columns.map((name) => html`<span role="columnheader" class="cell" title=${name}>${name}</span>`)}
      </div></div>
      <div class="space" role="presentation"><div class="rows" role="rowgroup">
        ${repeat(
          indexes(from, to),
          (index) => index,
          (index) => this.rowTemplate(index, context),
        )}
      </div></div>
    </div>`;
  }

  /** Call after drawing: places the rows, and follows the newest one. */
  afterRender(state: WireState): void {
    const grid = element();
    if (!grid) return;
    const space = grid.querySelector<HTMLElement>('.space');
    const rows = grid.querySelector<HTMLElement>('.rows');
    if (!space || !rows) return;
    const lost = state.start - this.start;
    this.start = state.start;
    space.style.height = `${(state.end - state.start) * rowHeight}px`;
    rows.style.top = `${(this.visible(state).from - state.start) * rowHeight}px`;
    if (this.isFollowing) grid.scrollTop = grid.scrollHeight;
    else if (lost > 0) grid.scrollTop -= lost * rowHeight;
  }

  private rowTemplate(index: number, context: TableContext): TemplateResult {
    const row = this.cache.at(index);
    const { selection } = this;
    const selected = selection !== undefined && index >= selection.from && index < selection.to;
    const at = `${index - context.state.start + 2}`;
    const classes = ['row', selected ? 'selected' : '', index === this.cursor ? 'cursor' : ''];
    if (row?.type === 'chunk' && row.found) classes.push('found');
    return html`<div
      id="row-${index}"
      class=${classes.join(' ')}
      role="row"
      data-index=${index}
      aria-rowindex=${at}
      aria-selected=${selected}
    >${guard([row], () => (row ? cells(row, context) : html`<span role="gridcell"></span>`))}</div>`;
  }

  /** The rows to draw: index of the first one and of the one after the last. */
  private visible({ start, end }: WireState): { readonly from: number; readonly to: number } {
    const grid = element();
    const height = grid?.clientHeight ?? window.innerHeight;
    const count = Math.ceil(height / rowHeight);
    const overscan = this.isFollowing ? followedOverscan : scrolledOverscan;
    const top = this.isFollowing
      ? end - count
      : start + Math.floor((grid?.scrollTop ?? 0) / rowHeight);
    return {
      from: Math.max(start, top - overscan),
      to: Math.min(end, Math.max(start, top) + count + overscan),
    };
  }

  private scrollTo(index: number): void {
    const grid = element();
    if (!grid) return;
    const top = (index - this.start) * rowHeight;
    const page = grid.clientHeight - rowHeight;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + rowHeight > grid.scrollTop + page) grid.scrollTop = top + rowHeight - page;
    this.isFollowing = isAtEnd(grid);
  }

  private readonly scrolled = (): void => {
    const grid = element();
    if (!grid) return;
    this.isFollowing = isAtEnd(grid);
    this.redraw();
  };

  private readonly pressed = (event: PointerEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>('[data-index]');
    if (!row || event.button !== 0) return;
    this.reveal(Number(row.dataset.index), event.shiftKey);
  };

  private readonly keydown = (event: KeyboardEvent): void => {
    const grid = element();
    if (!grid || event.altKey) return;
    const page = Math.max(1, Math.floor(grid.clientHeight / rowHeight) - 2);
    const last = this.start + Number(grid.getAttribute('aria-rowcount')) - 2;
    const command = event.ctrlKey || event.metaKey;
    const from = this.cursor ?? last + 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowUp: from - 1,
      ArrowDown: from + 1,
      PageUp: from - page,
      PageDown: from + page,
      Home: this.start,
      End: last,
    };
    const target = targets[event.key];
    if (command && event.key.toLowerCase() === 'a') {
      this.anchor = this.start;
      this.reveal(last, true);
    } else if (target === undefined || command) return;
    else if (last >= this.start) {
      this.reveal(Math.min(last, Math.max(this.start, target)), event.shiftKey);
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

function element(): HTMLElement | null {
  return document.getElementById('grid');
}

function isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < rowHeight;
}

function indexes(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}

/** A name; what doesn't fit is left out before the port, which tells members on one computer apart. */
function peerTemplate(name: string): TemplateResult {
  const port = /[,:] ?\d+(?:, \d+, \d+)?\)?$/.exec(name)?.[0] ?? '';
  const rest = name.slice(0, name.length - port.length);
  return html`<bdi class="name"><span class="host">${rest}</span><span>${port}</span></bdi>`;
}

function cells(row: WireRow, { strings, marks }: TableContext): TemplateResult {
  const time = html`<span role="gridcell" class="cell time">${clockTime(row.time)}</span>`;
  if (row.type === 'divider') {
    return html`${time}<span role="gridcell" class="cell divider" aria-colspan="5">${row.label}</span>`;
  }
  const { direction, delta, peer, length, summary, text, hex } = row;
  const way = direction === 'in' ? strings.received : strings.sent;
  const arrow = direction === 'in' ? icons.received : icons.sent;
  return html`${time}
    <span role="gridcell" class="cell delta">${delta === undefined ? nothing : deltaTime(delta)}</span>
    <span role="gridcell" class="cell peer ${direction}" title=${`${way}: ${peer.name}`}
      >${arrow}<span class="hidden-text">${way}</span>${peerTemplate(peer.name)}</span>
    <span role="gridcell" class="cell length" aria-label=${filled(strings.byteCount, length)}>${length}</span>
    <span role="gridcell" class="cell text"
      >${marksTemplate(row.marks, marks)}${summary ? html`<b>${summary}</b> ` : nothing}<bdi>${text}</bdi></span>
    <span role="gridcell" class="cell hex">${hex}</span>`;
}
