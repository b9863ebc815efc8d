import { type SVGTemplateResult, svg } from 'lit/html.js';

/** Small line icons, drawn in the colour of the text around them and silent for screen readers. */
function icon(content: SVGTemplateResult, spins = false): SVGTemplateResult {
  return svg`<svg class=${spins ? 'icon spins' : 'icon'} viewBox="0 0 16 16" width="16" height="16"
    fill="none" stroke="currentColor" stroke-width="1.2" stroke-linecap="round"
    stroke-linejoin="round" aria-hidden="true">${content}</svg>`;
}

export const icons = {
  send: icon(svg`<path d="M2.2 2.6 14 8 2.2 13.4l1.6-5.4zM3.8 8H9"/>`),
  arrowDown: icon(svg`<path d="M8 2.5v11M3.5 9 8 13.5 12.5 9"/>`),
  chevron: icon(svg`<path d="m6 3.5 4.5 4.5L6 12.5"/>`),
  warning: icon(svg`<path d="M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1"/>`),
  error: icon(svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.8v4M8 11v.1"/>`),
  clock: icon(svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.6V8l2.4 1.6"/>`),
  tick: icon(svg`<path d="m3 8.8 3.2 3.4L13 4.4"/>`),
  ticks: icon(svg`<path d="m.8 8.8 3.2 3.4 6.8-7.8M7.4 11.4l.8.8L15 4.4"/>`),
  lock: icon(svg`<path d="M3.5 7h9v6.5h-9zM5.3 7V4.8a2.7 2.7 0 0 1 5.4 0V7"/>`),
  home: icon(svg`<path d="M2.5 7.5 8 2.5l5.5 5M4 6.5v7h8v-7M6.8 13.5V9.8h2.4v3.7"/>`),
  person: icon(
    svg`<circle cx="8" cy="5.2" r="2.7"/><path d="M2.8 13.8c.4-3 2.4-4.6 5.2-4.6s4.8 1.6 5.2 4.6"/>`,
  ),
  offline: icon(svg`<circle cx="8" cy="8" r="6"/><path d="m3.8 3.8 8.4 8.4"/>`),
  joined: icon(svg`<path d="M2 3.2h12v8H8.2L5 13.8v-2.6H2z"/>`),
  hosting: icon(
    svg`<circle cx="8" cy="8" r="1.4"/><path d="M5.2 10.8a4 4 0 0 1 0-5.6M10.8 5.2a4 4 0 0 1 0 5.6M3.2 12.8a6.8 6.8 0 0 1 0-9.6M12.8 3.2a6.8 6.8 0 0 1 0 9.6"/>`,
  ),
  spinner: icon(svg`<path d="M8 2a6 6 0 1 0 6 6"/>`, true),
  leave: icon(svg`<path d="M9.5 2.5h-7v11h7M6 8h8M11.2 5.2 14 8l-2.8 2.8"/>`),
  copy: icon(svg`<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/>`),
  log: icon(svg`<path d="M3 2.5h10v11H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3"/>`),
  rejoin: icon(
    svg`<path d="M13 6.5A5.3 5.3 0 0 0 3.2 5.6M3 2.6v3.2h3.2M3 9.5a5.3 5.3 0 0 0 9.8.9M13 13.4v-3.2H9.8"/>`,
  ),
};
