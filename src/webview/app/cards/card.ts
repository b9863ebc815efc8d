import { guard } from 'lit/directives/guard.js';
import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type {
  PanelCard,
  PanelCards,
  PanelExcerpt,
  PanelPatch,
  PanelStrings,
} from '../base/messages';
import { codeActions, type ShownCode } from '../code/code-view';
import { languageOf } from '../code/languages';

/** What the page knows of one card type. */
export interface CardView<C extends PanelCard> {
  /** Stands on the chip above the message box while such a card waits to be sent. */
  readonly icon: SVGTemplateResult;
  /** Draws a card. Its buttons post what a click asks of the extension host. */
  template(messageId: string, card: C, strings: PanelStrings): TemplateResult;
  /** What can be found of a card, in the order on the page; each text of its own is a line. */
  searchText(card: C): string;
  /** Selectors of the elements that hold the search text. */
  readonly searched: readonly string[];
  /** Estimates the height in CSS pixels of a card that was never drawn. */
  height(card: C): number;
  /** What a card without words says in one line: in a quote, and to screen readers. */
  oneLine(card: C): string;
}

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

type PatchedFile = PanelPatch['files'][number];

const fileHeight = 24;

/** Changes that somebody offers: each can be looked at before anything is applied. */
export const patchCard: CardView<PanelPatch> = {
  icon: icons.patch,
  template: patchTemplate,
  searchText: ({ title, files }) => [title, ...files.map(({ path }) => path)].join('\n'),
  searched: ['.card-title bdi', '.patch-preview bdi'],
  height: ({ files }) => frameHeight + files.length * fileHeight,
  oneLine: ({ title }) => title,
};

function patchTemplate(messageId: string, card: PanelPatch, strings: PanelStrings): TemplateResult {
  const { title, files, applied, applicable } = card;
  return html`<section class="card patch" data-card role="group" aria-label=${title}>
    <div class="card-head">
      <span class="card-title">${icons.patch}<bdi>${title}</bdi></span>
    </div>
    <ul class="patch-files">
      ${files.map((file, index) =>
        fileTemplate(file, strings, () => host.post({ type: 'openCard', messageId, file: index })),
      )}
    </ul>
    ${applied.map((words) => html`<p class="card-note" dir="auto">${words}</p>`)}
    ${
      applicable
        ? html`<div class="card-foot">
            <button
              type="button"
              class="primary"
              @click=${() => host.post({ type: 'applyPatch', messageId })}
            >${strings.applyPatch}</button>
          </div>`
        : nothing
    }
  </section>`;
}

const changeIcons = {
  modified: icons.changed,
  added: icons.added,
  deleted: icons.deleted,
} as const;

function fileTemplate(file: PatchedFile, strings: PanelStrings, preview: () => void) {
  const { path, change, changeLabel, added, removed, note } = file;
  const counts = strings.linesChanged.replace('{0}', `${added}`).replace('{1}', `${removed}`);
  const [, folder = '', name = path] = /^(.*\/)?([^/]+)$/.exec(path) ?? [];
  return html`<li class="patch-file">
    <span class="patch-change ${change}" role="img" aria-label=${changeLabel} title=${changeLabel}
      >${changeIcons[change]}</span>
    <button type="button" class="patch-preview" title="${strings.preview}: ${path}"
      aria-label="${strings.preview}: ${path}" @click=${preview}
      ><bdi><span class="patch-folder">${folder}</span>${name}</bdi></button>
    <span class="patch-counts" role="img" aria-label=${counts} title=${counts}
      ><span class="added">+${added}</span><span class="removed">−${removed}</span></span>
    ${note ? html`<span class="card-note">${note}</span>` : nothing}
  </li>`;
}

/** All that the page knows of each card type. A new type is one more row. */
const views: { readonly [T in keyof PanelCards]: CardView<PanelCards[T]> } = {
  code: codeCard,
  error: errorCard,
  patch: patchCard,
};

export function cardView(type: PanelCard['kind']): CardView<PanelCard> {
  // TypeScript does not see that a row takes the cards of its own type only.
  return views[type] as CardView<PanelCard>;
}

/** Selects, in a drawn row, what `searchText` tells of a card. */
export const searchedInCards = Object.values(views)
  .flatMap(({ searched }) => searched)
  .join(', ');

/** Draws a message's card; drawing it again costs a comparison. */
export function cardTemplate(messageId: string, card: PanelCard, strings: PanelStrings): unknown {
  return guard([messageId, card, strings], () =>
    cardView(card.kind).template(messageId, card, strings),
  );
}
