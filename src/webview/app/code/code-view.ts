import { html, nothing, render } from 'lit/html.js';
import { BoundedSet } from '../../../util/bounded-map';
import type { PanelStrings } from '../base/messages';
import { codeLine } from './code-text';
import { highlightSoon } from './highlight-queue';
import { languageOf } from './languages';
import { type CodeLine, plainLines } from './spans';

/** What a {@link CodeView} shows. */
export interface ShownCode {
  readonly text: string;
  /** As its author wrote it; may be unknown or empty. */
  readonly language: string;
  /** For screen readers. */
  readonly label: string;
  readonly strings: PanelStrings;
  /** Number of the first line; without it lines have no numbers. */
  readonly firstLine?: number;
  /** Numbers of the lines that stand out. */
  readonly marked?: { readonly from: number; readonly to: number };
  /** Draws a line of no known language: it may be what a tool printed. */
  readonly drawLine?: (line: string) => unknown;
}

/** Code with more lines than this is folded. */
const maxLines = 24;
/** Lines that are left of it. */
const foldedLines = 16;
/** How many blocks are remembered as unfolded while they are out of sight. */
const maxUnfolded = 50;

const unfolded = new BoundedSet<string>(maxUnfolded);
/** Code wider than its place can be scrolled, then also by keyboard. */
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth;
    if (scrolls) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

/** Lines of code in one frame that scrolls sideways: coloured when the page finds time, folded when long. */
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

  disconnectedCallback(): void {
    const frame = this.querySelector('.code-scroll');
    if (frame) widths.unobserve(frame);
  }

  connectedCallback(): void {
    const frame = this.querySelector('.code-scroll');
    if (frame) widths.observe(frame);
  }

  /** Shows all lines if some that are folded away hold what is looked for. */
  unfoldFor(isIn: (text: string) => boolean): void {
    const { text = '' } = this.shown ?? {};
    const lines = text.split('\n');
    if (lines.length <= maxLines || unfolded.has(text)) return;
    if (isIn(lines.slice(foldedLines).join('\n'))) this.toggle();
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
    const folds = lines.length > maxLines;
    const folded = folds && !unfolded.has(shown.text);
    const label = folded
      ? strings.showAllLines.replace('{0}', `${lines.length}`)
      : strings.showFewerLines;
    render(
      html`<div class="code-scroll" role="group" aria-label=${shown.label}><pre dir="ltr"><code
        class=${shown.firstLine === undefined ? '' : 'numbered'}></code></pre></div>
      ${
        folds
          ? html`<button type="button" class="code-fold" aria-expanded=${!folded} @click=${this.toggle}>${label}</button>`
          : nothing
      }`,
      this,
    );
    this.fill(folded ? lines.slice(0, foldedLines) : lines, shown);
    if (this.isConnected) this.connectedCallback();
  }

  private fill(
    lines: readonly CodeLine[],
    { language, firstLine, marked, drawLine }: ShownCode,
  ): void {
    const draw = languageOf(language).id === undefined ? drawLine : undefined;
    const rows = lines.map((line, index) => codeLine(line, index === lines.length - 1, draw));
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
