import { html, nothing, svg, type TemplateResult } from 'lit/html.js';
import type { WireRow, WireState, WireStrings } from '../base/wire-messages';
import { filled } from './format';
import { type Ladder, type LadderArrow, layOutLadder } from './ladder-layout';
import type { MarkLabels } from './marks';
import type { RowCache } from './row-cache';

/** Half the height of an arrow's head, in CSS pixels. */
const head = 4;

/** How many events a diagram can have. */
export const eventCounts = [20, 50, 100, 200];

interface LadderContext {
  readonly state: WireState;
  readonly strings: WireStrings;
  readonly marks: MarkLabels;
  /** The number of events. */
  readonly count: number;
  readonly cache: RowCache;
}

/** The last events between this window and its peers as a sequence diagram. */
export function ladderTemplate({
  state,
  strings,
  marks,
  count,
  cache,
}: LadderContext): TemplateResult {
  const from = Math.max(state.start, state.end - count);
  cache.want(from, state.end, state);
  const rows: WireRow[] = [];
  for (let index = from; index < state.end; index += 1) {
    const row = cache.at(index);
    if (row) rows.push(row);
  }
  const ladder = layOutLadder(rows, marks, strings.thisWindow);
  const { arrows, lanes, others } = ladder;
  const summary = filled(strings.diagramSummary, arrows.length, lanes.length - 1);
  return html`<div id="ladder" class="ladder" tabindex="0" role="region" aria-label=${strings.diagram}>
    ${others > 0 ? html`<p class="hint">${filled(strings.otherPeers, others)}</p>` : nothing}
    ${drawing(ladder, summary)}
  </div>`;
}

function drawing(ladder: Ladder, summary: string): TemplateResult {
  const { width, height, lanes, arrows, breaks } = ladder;
  const described = arrows.map(({ time, label, notes }) => [time, label, notes].join(' ').trim());
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    role="img"
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
    aria-labelledby="ladder-title"
    aria-describedby="ladder-text"
  >
    <title id="ladder-title">${summary}</title>
    <desc id="ladder-text">${described.join('\n')}</desc>
    ${lanes.map(
      ({ x, name }) => svg`<line class="lane" x1=${x} x2=${x} y1="36" y2=${height - 26}></line>
        ${[24, height - 10].map((y) => svg`<text class="name" x=${x} y=${y} text-anchor="middle">${name}</text>`)}`,
    )}
    ${breaks.map(
      ({ y, label }) => svg`<line class="break" x1="8" x2=${width - 8} y1=${y} y2=${y}></line>
        <text class="time" x="8" y=${y - 4}>${label}</text>`,
    )}
    ${arrows.map(arrowTemplate)}
  </svg>`;
}

function arrowTemplate({ y, from, to, style, label, notes, time }: LadderArrow): TemplateResult {
  const way = Math.sign(to - from);
  const middle = (from + to) / 2;
  const end =
    style === 'lost'
      ? svg`<path class="cross" d="M${to - head} ${y - head}l${2 * head} ${2 * head}m0 ${-2 * head}l${-2 * head} ${2 * head}"></path>`
      : svg`<path class="head ${style}" d="M${to} ${y}l${-2 * head * way} ${-head}v${2 * head}z"></path>`;
  return svg`<g>
    <text class="time" x="8" y=${y + 4}>${time}</text>
    <line class="arrow ${style}" x1=${from} x2=${to} y1=${y} y2=${y}></line>
    ${end}
    <text class="label" x=${middle} y=${y - 6} text-anchor="middle">${label}</text>
    <text class="notes" x=${middle} y=${y + 14} text-anchor="middle">${notes}</text>
  </g>` as unknown as TemplateResult;
}

const ink = '#1f2328';
const faint = '#59636e';
const line = { stroke: ink, 'stroke-width': '1.5' };

/** How the parts look in a file, whatever the theme: on a white background of their own. */
const looks: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lane: { stroke: faint, 'stroke-dasharray': '2 3' },
  name: { fill: ink, 'font-weight': 'bold' },
  break: { stroke: faint, 'stroke-dasharray': '6 4' },
  time: { fill: faint, 'font-size': '11' },
  arrow: line,
  head: { fill: ink },
  cross: { stroke: '#b3261e', 'stroke-width': '2', fill: 'none' },
  label: { fill: ink },
  notes: { fill: '#8a4600', 'font-size': '11' },
};

const styleLooks: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lost: { 'stroke-dasharray': '5 4', stroke: '#b3261e' },
  repeated: { 'stroke-dasharray': '5 4' },
  quiet: { 'stroke-width': '1', opacity: '0.7' },
};

/** The diagram as a file of its own. */
export function ladderFile(drawn: SVGElement): string {
  const copy = drawn.cloneNode(true) as SVGElement;
  const comments = document.createNodeIterator(copy, NodeFilter.SHOW_COMMENT);
  for (let node = comments.nextNode(); node; node = comments.nextNode()) (node as Comment).remove();
  for (const part of copy.querySelectorAll('[class]')) {
    const attributes = Array.from(part.classList, (name) => ({
      ...looks[name],
      ...styleLooks[name],
    }));
    for (const [name, value] of Object.entries(Object.assign({}, ...attributes)))
      part.setAttribute(name, `${value}`);
    part.removeAttribute('class');
  }
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({ width: '100%', height: '100%', fill: '#ffffff' }))
    paper.setAttribute(name, value);
  copy.querySelector('desc')?.after(paper);
  copy.setAttribute('font-family', 'ui-monospace, Menlo, Consolas, monospace');
  copy.setAttribute('font-size', '12');
  return new XMLSerializer().serializeToString(copy);
}
