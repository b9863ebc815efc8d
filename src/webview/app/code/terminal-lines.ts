import { html, nothing } from 'lit/html.js';
import { applyStyle, plainStyle } from '../../../text/terminal-style';
import type { PanelTerminal } from '../base/messages';
import { codeText } from './code-text';
import type { CodeView } from './code-view';
import { codeWithReferences } from './reference-links';
import { readPalette, type TerminalPalette, textColors } from './terminal-colors';

/** A part of a line in one style; `end` is in UTF-16 units from the line's start. */
interface StyledEnd {
  readonly end: number;
  readonly style: string;
}

/** A terminal's output, ready to be drawn line by line. */
export class TerminalLines {
  readonly text: string;
  private readonly lines: readonly string[];
  private readonly styles: readonly (readonly StyledEnd[])[];
  private readonly gaps: ReadonlyMap<number, string>;
  private readonly count: number;

  constructor({ output, gaps }: Pick<PanelTerminal, 'output' | 'gaps'>) {
    this.text = styledOutputText(output);
    this.lines = this.text.split('\n');
    this.styles = stylesOf(output);
    this.count = this.styles.length;
    this.gaps = new Map(gaps.map(({ after, label }) => [Math.min(after, this.count), label]));
  }

  /** Draws a line, with the places that it names as links. */
  draw(line: string, index: number): unknown {
    const ends = this.styles[index] ?? [];
    // Above a gap, the line below isn't what came next.
    const next = this.gaps.has(index + 1) ? undefined : this.lines[index + 1];
    const content = codeWithReferences(line, next, (whole, start, end) =>
      drawPart(whole, start, end, ends),
    );
    const after = index === this.count - 1 ? this.gapTemplate(this.count) : nothing;
    return html`${this.gapTemplate(index)}${content}${after}`;
  }

  /** Says that lines are missing, in CSS, so that it isn't part of the text that is searched and copied. */
  private gapTemplate(after: number): unknown {
    const label = this.gaps.get(after);
    return label === undefined
      ? nothing
      : html`<span class="output-gap" data-label=${label}></span>`;
  }
}

/** The text of an output, without its styles. */
export function styledOutputText(output: PanelTerminal['output']): string {
  return output.map((run) => (typeof run === 'string' ? run : run[0])).join('');
}

function stylesOf(output: PanelTerminal['output']): readonly (readonly StyledEnd[])[] {
  const lines: StyledEnd[][] = [[]];
  let end = 0;
  for (const run of output) {
    const [text, style] = typeof run === 'string' ? [run, ''] : run;
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) {
        lines.push([]);
        end = 0;
      }
      end += part.length;
      if (part !== '') lines.at(-1)?.push({ end, style });
    }
  }
  return lines;
}

function drawPart(line: string, start: number, end: number, ends: readonly StyledEnd[]): Node[] {
  const nodes: Node[] = [];
  let from = start;
  for (const part of ends) {
    if (part.end <= from) continue;
    const to = Math.min(part.end, end);
    if (to > from) nodes.push(...drawStyled(line.slice(from, to), part.style));
    from = to;
    if (from === end) break;
  }
  return nodes;
}

function drawStyled(text: string, codes: string): Node[] {
  if (codes === '') return codeText(text);
  const style = applyStyle(plainStyle, codes);
  const { color, background } = textColors(style, palette());
  const span = document.createElement('span');
  span.append(...codeText(text));
  // The page's policy forbids style attributes, but not this.
  if (color !== undefined) span.style.color = color;
  if (background !== undefined) span.style.backgroundColor = background;
  if (style.bold) span.style.fontWeight = 'bold';
  if (style.italic) span.style.fontStyle = 'italic';
  const lines = [style.underline && 'underline', style.strike && 'line-through'].filter(Boolean);
  if (lines.length > 0) span.style.textDecoration = lines.join(' ');
  return [span];
}

let current: TerminalPalette | undefined;
let observer: MutationObserver | undefined;

/** The theme's colors. When the theme changes, the editor changes the body's class, and everything is drawn again. */
function palette(): TerminalPalette {
  if (!observer) {
    observer = new MutationObserver(() => {
      current = undefined;
      for (const view of document.querySelectorAll<CodeView>('code-view')) view.redraw();
    });
    observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  }
  if (!current) {
    const style = getComputedStyle(document.documentElement);
    current = readPalette((name) => style.getPropertyValue(name));
  }
  return current;
}
