import { html, type TemplateResult } from 'lit/html.js';
import type { Times } from './times';

/** What a time is written with. */
interface TimeContext {
  readonly times: Times;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** A message's time: relative to see, exact on hover and for programs. Grows old by {@link ageTimes}. */
export function timeTemplate(time: number, { times, now }: TimeContext): TemplateResult {
  return html`<time
    title=${times.exact(time)}
    datetime=${isoTime(time)}
    .textContent=${times.label(time, now)}
  ></time>`;
}

/** Brings all times in an element up to date, and leaves alone what says the same as before. */
export function ageTimes(element: HTMLElement, { times, now }: TimeContext): void {
  for (const label of element.querySelectorAll('time')) {
    const text = times.label(Date.parse(label.dateTime), now);
    if (label.textContent !== text) label.textContent = text;
  }
}

/** Empty for a time that is no date. */
function isoTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
