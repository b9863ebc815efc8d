import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PanelExcerpt } from '../base/messages';
import { codeActions } from '../code/code-actions';
import '../code/code-view';
import { icons } from '../base/icons';
import type { TextContext } from '../base/text-context';
import type { ShownCode } from '../code/code-view';
import { languageOf } from '../code/languages';

/** A piece of somebody's file, or an error with the lines around it. */
export function excerptCard(
  messageId: string,
  card: PanelExcerpt,
  context: TextContext,
): TemplateResult {
  const { error, place, text, language, note } = card;
  const open = () => context.post({ type: 'openCard', messageId });
  const code: ShownCode = {
    text,
    language,
    label: place,
    strings: context.strings,
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
      ${codeActions(text, context)}
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
