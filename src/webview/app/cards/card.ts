import { guard } from 'lit/directives/guard.js';
import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { languageOf } from '../../../text/languages';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type {
  PanelCard,
  PanelCards,
  PanelExcerpt,
  PanelFile,
  PanelPatch,
  PanelStrings,
} from '../base/messages';
import { codeActions } from '../code/code-actions';
import type { ShownCode } from '../code/code-view';

/** Everything that depends on a card's type. */
export interface CardRenderer<C extends PanelCard> {
  /** Shown on the chip above the message box while the card waits to be sent. */
  readonly icon: SVGTemplateResult;
  /** Draws a card. Its buttons post their actions to the extension host. */
  template(messageId: string, card: C, strings: PanelStrings): TemplateResult;
  /** A card's searchable text, in the order on the page; each element's text is a separate line. */
  searchText(card: C): string;
  /** Selectors of the elements that contain the search text. */
  readonly searched: readonly string[];
  /** Estimates the height of a card that was never drawn, in CSS pixels. */
  height(card: C): number;
  /** Describes a card without text in one line, for quotes and screen readers. */
  oneLine(card: C): string;
}

/** The height of the frame around a card's code or files, in CSS pixels; as in the style sheet. */
const frameHeight = 64;
/** The height of a line of code. */
const lineHeight = 16;
/** Longer code is folded to this many lines. */
const foldedLines = 16;

/** An excerpt of a member's file. */
const codeCard: CardRenderer<PanelExcerpt> = {
  icon: icons.selection,
  template: excerptTemplate,
  searchText: ({ place, error, text }) =>
    [...(error ? [`${error.message} ${error.origin}`] : []), place, text].join('\n'),
  searched: ['.card-error p', '.card-place bdi', '.card pre'],
  height: ({ text }) => frameHeight + Math.min(foldedLines, text.split('\n').length) * lineHeight,
  oneLine: ({ place }) => place,
};

/** An error with the lines around it. */
const errorCard: CardRenderer<PanelExcerpt> = { ...codeCard, icon: icons.error };

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

/** The height of a row of a patch, with its file. */
const fileHeight = 24;

/** A patch that a member offers; each file can be previewed before it is applied. */
const patchCard: CardRenderer<PanelPatch> = {
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

/** A file that a member sent. */
const fileCard: CardRenderer<PanelFile> = {
  icon: icons.file,
  template: fileCardTemplate,
  searchText: ({ name }) => name,
  searched: ['.card-title bdi'],
  height: () => frameHeight,
  oneLine: ({ name }) => name,
};

function fileCardTemplate(_messageId: string, { name, size, note }: PanelFile): TemplateResult {
  return html`<section class="card file" data-card role="group" aria-label=${name}>
    <div class="card-head">
      <span class="card-title">${icons.file}<bdi>${name}</bdi></span>
      <span class="card-note">${size}</span>
    </div>
    ${note ? html`<p class="card-note">${note}</p>` : nothing}
  </section>`;
}

/** One row for each card type. */
const renderers: { readonly [T in keyof PanelCards]: CardRenderer<PanelCards[T]> } = {
  code: codeCard,
  error: errorCard,
  patch: patchCard,
  file: fileCard,
};

/** The renderer for a card type. */
export function cardRenderer(type: PanelCard['kind']): CardRenderer<PanelCard> {
  // TypeScript can't see that each row takes only cards of its own type.
  return renderers[type] as CardRenderer<PanelCard>;
}

/** A selector for the elements of a drawn row that contain the cards' search text. */
export const searchedInCards = Object.values(renderers)
  .flatMap(({ searched }) => searched)
  .join(', ');

/** Draws a message's card; skips the work when nothing has changed. */
export function cardTemplate(messageId: string, card: PanelCard, strings: PanelStrings): unknown {
  return guard([messageId, card, strings], () =>
    cardRenderer(card.kind).template(messageId, card, strings),
  );
}
