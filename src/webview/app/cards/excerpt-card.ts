import { html, nothing, type TemplateResult } from 'lit/html.js';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelExcerpt, PanelStrings } from '../base/messages';
import { codeActions } from '../code/code-actions';
import type { ShownCode } from '../code/code-view';
import { languageOf } from '../code/languages';
import type { CardView } from './card-view';

/** As in the style sheet: all around the code, and a line of it, in CSS pixels. */
const frameHeight = 64;
const lineHeight = 16;
/** Longer code is folded to as many lines. */
const foldedLines = 16;

/** A piece of somebody's file. */
export const codeCard: CardView<PanelExcerpt> = {
  icon: icons.selection,
  template: excerptTemplate,
  searchText: ({ place, error, text }) =>
    [...(error ? [`${error.message} ${error.origin}`] : []), place, text].join('\n'),
  searched: ['.card-error p', '.card-place bdi', '.card pre'],
  height: ({ text }) => frameHeight + Math.min(foldedLines, text.split('\n').length) * lineHeight,
  oneLine: ({ place }) => place,
};

/** An error with the lines around it. */
export const errorCard: CardView<PanelExcerpt> = { ...codeCard, icon: icons.error };

function excerptTemplate(
  messageId: string,
  card: PanelExcerpt,
  strings: PanelStrings,
): TemplateResult {
  const { error, place, text, language, note } = card;
  const open = () => host.post({ type: 'openCard', messageId });
  const code: ShownCode = {
    text,
    language,
    label: place,
    strings,
    firstLine: card.line,
    ...(error ? { marked: { from: error.from, to: error.to } } : {}),
  };
  const { name } = languageOf(language);
  return html`<section class="card ${card.kind}" data-card role="group" aria-label=${place}>
    ${error ? errorTemplate(error) : nothing}
    <div class="card-head">
      <button type="button" class="card-place" title=${card.path} @click=${open}
        >${icons.file}<bdi>${place}</bdi></button>
      ${name === '' ? nothing : html`<span class="code-language">${name}</span>`}
      ${codeActions(text, strings)}
    </div>
    <code-view .code=${code}></code-view>
    ${note ? html`<p class="card-note">${note}</p>` : nothing}
  </section>`;
}

const severityIcons = {
  error: icons.error,
  warning: icons.warning,
  information: icons.info,
  hint: icons.info,
} as const;

function errorTemplate(error: NonNullable<PanelExcerpt['error']>): TemplateResult {
  const { severity, severityLabel, message, origin } = error;
  return html`<div class="card-error ${severity}">
    <span class="severity" role="img" aria-label=${severityLabel} title=${severityLabel}
      >${severityIcons[severity]}</span>
    <p dir="auto">${message}${
      origin === '' ? nothing : html` <bdi class="card-origin">${origin}</bdi>`
    }</p>
  </div>`;
}
