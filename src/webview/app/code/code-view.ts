import { html, nothing, render } from 'lit/html.js';
import { languageOf } from '../../../text/languages';
import { BoundedMap, BoundedSet } from '../../../util/bounded-map';
import { loadScript } from '../base/load-script';
import type { PanelStrings } from '../base/messages';
import { type CodeLine, codeLine, type Highlight, plainLines } from './code-text';

declare global {
  /** Set by the highlighter's script when it has run. */
  var deskmateHighlight: Highlight | undefined;
}

/** What a {@link CodeView} shows. */
export interface ShownCode {
  readonly text: string;
  /** The text as it is in the file, if less of it is shown. */
  readonly source?: string;
  /** As the author wrote it; may be unknown or empty. */
  readonly language: string;
  /** The label for screen readers. */
  readonly label: string;
  readonly strings: PanelStrings;
  /** The number of the first line; absent: lines have no numbers. */
  readonly firstLine?: number;
  /** The numbers of the first and last highlighted line. */
  readonly marked?: { readonly from: number; readonly to: number };
  /** Draws a line of code in an unknown language, which may be a tool's output; `index` counts from 0. */
  readonly drawLine?: (line: string, index: number) => unknown;
  /** Which lines are left when many are folded: the first ones (default), the last ones, or all. */
  readonly keeps?: 'start' | 'end' | 'all';
  /** Indexes of lines to highlight. */
  readonly highlighted?: readonly number[];
}

/** Code with more lines is folded. */
const maxLines = 24;
/** The number of lines shown when folded. */
const foldedLines = 16;
/** The number of unfolded blocks to remember while they are scrolled out of view. */
const maxUnfolded = 50;

const unfolded = new BoundedSet<string>(maxUnfolded);
/** Makes code that is wider than its frame scrollable by keyboard, too. */
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth;
    if (scrolls) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

/** Lines of code in a frame that scrolls sideways: highlighted when the page is idle, folded when long. */
export class CodeView extends HTMLElement {
  private shown: ShownCode | undefined;
  private lines: readonly CodeLine[] = [];

  set code(next: ShownCode) {
    const { shown } = this;
    this.shown = next;
    if (shown?.text !== next.text || shown.language !== next.language) {
      this.lines = plainLines(next.text);
      const { id } = languageOf(next.language);
      if (id !== undefined) this.highlight(next, id);
    }
    this.draw();
  }

  /** All of the code as it is in the file, also what is folded. */
  get text(): string {
    return this.shown?.source ?? this.shown?.text ?? '';
  }

  disconnectedCallback(): void {
    const frame = this.querySelector('.code-scroll');
    if (frame) widths.unobserve(frame);
  }

  connectedCallback(): void {
    const frame = this.querySelector('.code-scroll');
    if (frame) widths.observe(frame);
  }

  /** Unfolds the code when `isIn` finds its match in the folded lines. */
  unfoldFor(isIn: (text: string) => boolean): void {
    const { text = '' } = this.shown ?? {};
    const lines = text.split('\n');
    if (!this.folds || unfolded.has(text)) return;
    const hidden =
      this.shown?.keeps === 'end' ? lines.slice(0, -foldedLines) : lines.slice(foldedLines);
    if (isIn(hidden.join('\n'))) this.toggle();
  }

  /** Draws everything again, because colors have changed. */
  redraw(): void {
    this.draw();
  }

  private get folds(): boolean {
    return this.lines.length > maxLines && this.shown?.keeps !== 'all';
  }

  private highlight(code: ShownCode, language: string): void {
    highlightSoon(code.text, language, (lines) => {
      if (!lines || this.shown?.text !== code.text || this.shown.language !== code.language) return;
      this.lines = lines;
      if (this.querySelector('code')) this.draw();
    });
  }

  private draw(): void {
    const { shown, lines } = this;
    if (!shown) return;
    const { strings } = shown;
    const { folds } = this;
    const folded = folds && !unfolded.has(shown.text);
    const label = folded
      ? strings.showAllLines.replace('{0}', `${lines.length}`)
      : strings.showFewerLines;
    const toggle = folds
      ? html`<button type="button" class="code-fold" aria-expanded=${!folded} @click=${this.toggle}>${label}</button>`
      : nothing;
    const keepsEnd = shown.keeps === 'end';
    render(
      html`${keepsEnd ? toggle : nothing}<div class="code-scroll" role="group" aria-label=${shown.label}><pre dir="ltr"><code
        class=${shown.firstLine === undefined ? '' : 'numbered'}></code></pre></div>
      ${keepsEnd ? nothing : toggle}`,
      this,
    );
    const first = folded && keepsEnd ? lines.length - foldedLines : 0;
    this.fill(folded ? lines.slice(first, first + foldedLines) : lines, shown, first);
    if (this.isConnected) this.connectedCallback();
  }

  private fill(
    lines: readonly CodeLine[],
    { language, firstLine, marked, drawLine, highlighted }: ShownCode,
    first: number,
  ): void {
    const draw = languageOf(language).id === undefined ? drawLine : undefined;
    const rows = lines.map((line, index) =>
      codeLine(line, index === lines.length - 1, draw && ((text) => draw(text, first + index))),
    );
    for (const index of highlighted ?? []) rows[index - first]?.classList.add('marked');
    if (firstLine !== undefined) {
      for (const [index, row] of rows.entries()) {
        const number = firstLine + index;
        row.dataset.line = `${number}`;
        if (marked && number >= marked.from && number <= marked.to) row.classList.add('marked');
      }
    }
    const element = this.querySelector('code');
    element?.style.setProperty('--digits', `${String((firstLine ?? 0) + lines.length - 1).length}`);
    element?.replaceChildren(...rows);
  }

  private readonly toggle = (): void => {
    const text = this.shown?.text ?? '';
    if (!unfolded.delete(text)) unfolded.add(text);
    this.draw();
  };
}

customElements.define('code-view', CodeView);

/** The number of cached results, for rows that scroll back into view. */
const maxResults = 100;

type Lines = readonly CodeLine[] | undefined;

const results = new BoundedMap<string, Lines>(maxResults);
const waiting = new Map<string, ((lines: Lines) => void)[]>();

/**
 * Highlights code when the page is idle, one block at a time. Calls `done` with the lines, or with
 * undefined when the code stays plain; calls it at once when the result is cached.
 */
function highlightSoon(text: string, language: string, done: (lines: Lines) => void): void {
  const key = `${language}\n${text}`;
  if (results.has(key)) {
    done(results.get(key));
    return;
  }
  const others = waiting.get(key);
  if (others) {
    others.push(done);
    return;
  }
  waiting.set(key, [done]);
  if (waiting.size === 1) requestIdleCallback(highlightNext, { timeout: 500 });
}

async function highlightNext(): Promise<void> {
  // Without the highlighter, code stays plain.
  const highlight = (await loadScript('highlighter')) ? globalThis.deskmateHighlight : undefined;
  const [key] = waiting.keys();
  if (key === undefined) return;
  const end = key.indexOf('\n');
  const lines = highlight?.(key.slice(end + 1), key.slice(0, end));
  results.set(key, lines);
  const callbacks = waiting.get(key) ?? [];
  waiting.delete(key);
  if (waiting.size > 0) requestIdleCallback(highlightNext, { timeout: 500 });
  for (const done of callbacks) done(lines);
}
