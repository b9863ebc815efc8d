import { guard } from 'lit/directives/guard.js';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type {
  FromWirePage,
  ToWirePage,
  WireFilter,
  WireStart,
  WireState,
} from '../base/wire-messages';
import { BytesPane } from './bytes-pane';
import { icons } from './icons';
import { ladderFile, ladderTemplate } from './ladder';
import type { MarkLabels } from './marks';
import { RowCache } from './row-cache';
import { WireTable } from './table';
import { toolbarTemplate } from './toolbar';
import { type WirePageState, wireHost } from './wire-host';

/** The whole page of the wire view: the toolbar, then the table with the bytes of a chunk, or the diagram. */
export class WirePage {
  private start: WireStart | undefined;
  private state: WireState | undefined;
  private marks: MarkLabels = new Map();
  private kept: Required<WirePageState>;
  private readonly cache = new RowCache(wireHost.post);
  private readonly table: WireTable;
  private followed = 0;
  private readonly pane: BytesPane;

  constructor(private readonly root: HTMLElement) {
    this.kept = { view: 'table', events: 50, ...wireHost.remembered() };
    this.table = new WireTable(this.cache, this.draw, this.selected);
    this.pane = new BytesPane(this.draw, (number) => wireHost.post({ type: 'bytes', number }));
    document.addEventListener('keydown', this.keydown);
    window.addEventListener('resize', this.draw);
    wireHost.listen((message) => this.apply(message));
    wireHost.post({ type: 'ready' });
  }

  private apply(message: ToWirePage): void {
    switch (message.type) {
      case 'start':
        this.start = message.start;
        this.marks = new Map(message.start.marks.map((mark) => [mark.name, mark]));
        document.documentElement.lang = message.start.language;
        return;
      case 'state':
        this.cache.turnTo(message.state.generation);
        this.cache.take(message.state.generation, message.rows);
        this.take(message.state);
        break;
      case 'rows':
        if (!this.cache.answer(message.generation, message.rows)) return;
        this.selected();
        break;
      case 'bytes':
        this.pane.take(message.number, message.base64);
        break;
      case 'reveal':
        this.table.reveal(message.index);
        return;
    }
    this.draw();
  }

  private take(state: WireState): void {
    const before = this.state?.filter;
    this.state = state;
    if (!before || isSameFilter(before, state.filter)) return;
    this.table.reset();
    this.selected();
  }

  private readonly draw = (): void => {
    const { start, state } = this;
    if (!start || !state) return;
    const { strings, marks } = start;
    const { start: _, end: __, ...rest } = state;
    const isEmpty = state.start === state.end;
    const bar = guard([JSON.stringify(rest), isEmpty, this.kept], () =>
      toolbarTemplate({
        ...{ state, strings, marks, kept: this.kept },
        post: this.post,
        keep: (change) => this.keep(change),
        step: (by) => wireHost.post({ type: 'step', from: this.table.place, by }),
        saveDiagram: this.saveDiagram,
      }),
    );
    render(html`<main class="wire">${bar}${this.bodyTemplate(start, state)}</main>`, this.root);
    if (this.showsTable(state)) {
      this.table.afterRender(state);
      this.pane.afterRender();
    }
    this.follow(state);
  };

  /** Says how many of the newest rows are in view, when that changes. */
  private follow(state: WireState): void {
    const rows = this.showsTable(state) ? this.table.followed : this.kept.events;
    if (rows === this.followed) return;
    this.followed = rows;
    wireHost.post({ type: 'follow', rows });
  }

  private showsTable({ start, end }: WireState): boolean {
    return this.kept.view === 'table' && end > start;
  }

  private bodyTemplate({ strings }: WireStart, state: WireState): TemplateResult {
    const { marks, cache, table, pane } = this;
    if (state.start === state.end) {
      const isFiltered = Object.values(state.filter).some((value) => value !== undefined);
      return html`<div class="empty">
        <p>${isFiltered ? strings.noMatches : strings.empty}</p>
        ${isFiltered ? nothing : html`<p>${strings.emptyHint}</p>`}
      </div>`;
    }
    if (!this.showsTable(state)) {
      return ladderTemplate({ state, strings, marks, count: this.kept.events, cache });
    }
    const jump = html`<button type="button" class="jump" title=${strings.jumpToNewest}
      aria-label=${strings.jumpToNewest} @click=${() => table.jumpToNewest()}>${icons.arrowDown}</button>`;
    const isNone = !table.selection;
    return html`<div class="table">${table.template({ state, strings, marks })}${table.atEnd ? nothing : jump}</div>
      <section class="detail" aria-label=${strings.bytes}>
        <div class="tools">
          <button type="button" ?disabled=${isNone} @click=${() => this.copy('python')}
            >${icons.copy}${strings.copyPython}</button>
          <button type="button" ?disabled=${isNone} @click=${() => this.copy('text')}
            >${icons.copy}${strings.copyText}</button>
        </div>
        ${pane.template(table.current, strings)}
      </section>`;
  }

  /** Another row has the cursor, or its content has come. */
  private readonly selected = (): void => {
    this.pane.open(this.table.current?.number);
  };

  /** What the user chooses applies to the next choice at once, before the extension host has answered. */
  private readonly post = (message: FromWirePage): void => {
    const { state } = this;
    if (state && message.type === 'filter') this.take({ ...state, filter: message });
    if (state && message.type === 'find')
      this.take({ ...state, find: { ...state.find, ...message } });
    wireHost.post(message);
    this.draw();
  };

  private keep(change: WirePageState): void {
    this.kept = { ...this.kept, ...change };
    wireHost.remember(change);
    this.draw();
  }

  /** Copies the selected bytes, or all of the selected rows if no bytes are selected. */
  private copy(as: 'python' | 'text'): void {
    const { current, selection } = this.table;
    const bytes = this.pane.selection;
    if (bytes && current) {
      wireHost.post({ type: 'copyBytes', as, number: current.number, ...bytes });
    } else if (selection) wireHost.post({ type: 'copyRows', as, ...selection });
  }

  private readonly saveDiagram = (): void => {
    const drawn = document.querySelector<SVGElement>('#ladder svg');
    if (drawn) wireHost.post({ type: 'saveDiagram', svg: ladderFile(drawn) });
  };

  /**
   * Handles keys that work everywhere. The editor handles every key event that reaches the window, so a used
   * key must not propagate.
   */
  private readonly keydown = (event: KeyboardEvent): void => {
    const command = event.ctrlKey || event.metaKey;
    const field = document.querySelector<HTMLInputElement>('#find');
    if (command && event.key === 'f') {
      field?.focus();
      field?.select();
    } else if (command && event.key === 'c' && event.target !== field) {
      this.copy(this.pane.selection && !this.pane.copiesText ? 'python' : 'text');
    } else if (event.key === 'F3') {
      wireHost.post({ type: 'step', from: this.table.place, by: event.shiftKey ? -1 : 1 });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function isSameFilter(one: WireFilter, other: WireFilter): boolean {
  return one.peer === other.peer && one.direction === other.direction && one.mark === other.mark;
}
