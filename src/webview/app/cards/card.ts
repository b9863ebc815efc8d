import { guard } from 'lit/directives/guard.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { dedent } from '../../../text/indent';
import { languageOf } from '../../../text/languages';
import { endFirst } from '../base/end-first';
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
import { codeText } from '../code/code-text';
import type { ShownCode } from '../code/code-view';
import { referenceLink } from '../code/reference-links';
import { fitThumbnail } from '../files/thumbnail-size';
import { transferTemplate } from '../files/transfer';
import { type CardRenderer, foldedLines, frameHeight, lineHeight } from './card-renderer';
import { terminalCard } from './terminal-card';

/** An excerpt of a member's file. */
const codeCard: CardRenderer<PanelExcerpt> = {
  icon: icons.selection,
  template: excerptTemplate,
  searchText: ({ place, error, text }) =>
    [
      ...(error ? [`${error.message} ${error.origin}`] : []),
      place,
      dedent(text),
      ...(error?.locals ?? []).flatMap(({ name, value }) => [name, value]),
      ...(error?.frames ?? []).flatMap(({ name, path, line }) =>
        path === undefined ? [name] : [name, `${path}:${line}`],
      ),
    ].join('\n'),
  searched: ['.card-error p', '.card-place bdi', '.card pre', '.locals bdi', '.frames bdi'],
  height: ({ text, error }) =>
    frameHeight +
    Math.min(foldedLines, text.split('\n').length) * lineHeight +
    ((error?.locals.length ?? 0) + Math.min(error?.frames.length ?? 0, shownFrames + 1)) *
      lineHeight,
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
    // Only what is shown: everything else needs the lines as they are in the file.
    text: dedent(text),
    source: text,
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
      <button type="button" class="card-place" title=${place} @click=${open}
        >${icons.file}${endFirst(place)}</button>
      ${name === '' ? nothing : html`<span class="code-language">${name}</span>`}
      ${codeActions(text, strings)}
    </div>
    <code-view .code=${code}></code-view>
    ${error && error.locals.length > 0 ? localsTemplate(error.locals, strings) : nothing}
    ${error && error.frames.length > 0 ? framesTemplate(error.frames, strings) : nothing}
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

/** The frames shown before the rest is folded. */
const shownFrames = 6;

type Frames = NonNullable<PanelExcerpt['error']>['frames'];

/** The call stack; a frame in the author's folder opens in the reader's own copy. */
function framesTemplate(frames: Frames, strings: PanelStrings): TemplateResult {
  const rows = frames.map(({ name, path, line = 1 }) => {
    if (path === undefined) return html`<li class="foreign"><bdi dir="ltr">${name}</bdi></li>`;
    const place = html`<bdi dir="ltr">${codeText(`${path}:${line}`)}</bdi>`;
    return html`<li><bdi dir="ltr">${name}</bdi> ${referenceLink({ path, line }, place)}</li>`;
  });
  const rest = rows.slice(shownFrames);
  return html`<div class="stack" role="group" aria-label=${strings.callStack}>
    <ol class="frames">${rows.slice(0, shownFrames)}</ol>
    ${
      rest.length === 0
        ? nothing
        : html`<details><summary>${strings.moreFrames.replace('{0}', `${rest.length}`)}</summary><ol class="frames">${rest}</ol></details>`
    }
  </div>`;
}

type Locals = NonNullable<PanelExcerpt['error']>['locals'];

function localsTemplate(locals: Locals, strings: PanelStrings): TemplateResult {
  const rows = locals.map(
    ({ name, value }) =>
      html`<div><dt><bdi dir="ltr">${codeText(name)}</bdi></dt><dd><bdi dir="ltr">${codeText(value)}</bdi></dd></div>`,
  );
  return html`<dl class="locals" aria-label=${strings.variables}>${rows}</dl>`;
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
  menu: ({ applicable }) => ({ messageHasPatch: applicable }),
  oneLine: ({ title }) => title,
};

function patchTemplate(messageId: string, card: PanelPatch, strings: PanelStrings): TemplateResult {
  const { title, files, applied, applicable, here } = card;
  return html`<section class="card patch" data-card role="group" aria-label=${title}>
    <div class="card-head">
      <span class="card-title">${icons.patch}<bdi>${title}</bdi></span>
    </div>
    <ul class="patch-files">
      ${files.map((file, index) =>
        fileTemplate(file, strings, () => host.post({ type: 'openCard', messageId, file: index })),
      )}
    </ul>
    ${applied.map((text) => html`<p class="card-note" dir="auto">${text}</p>`)}
    ${
      applicable
        ? html`<div class="card-foot">
            ${here ? html`<span class="applied-here">${here.whole ? icons.tick : icons.info}${here.label}</span>` : nothing}
            <button
              type="button"
              class=${here?.whole ? 'secondary' : 'primary'}
              data-action="apply"
              @click=${() => host.post({ type: 'applyPatch', messageId })}
            >${applyLabel(here, strings)}</button>
          </div>`
        : nothing
    }
  </section>`;
}

function applyLabel(here: PanelPatch['here'], strings: PanelStrings): string {
  if (!here) return strings.applyPatch;
  return here.whole ? strings.applyAgain : strings.applyRest;
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
      >${endFirst(html`<span class="patch-folder">${folder}</span>${name}`)}</button>
    <span class="patch-counts" role="img" aria-label=${counts} title=${counts}
      ><span class="added">+${added}</span><span class="removed">−${removed}</span></span>
    ${note ? html`<span class="card-note">${note}</span>` : nothing}
  </li>`;
}

/** The height of a row with a file's name. */
const nameHeight = 34;
/** The padding around a picture, above and below. */
const picturePadding = 8;

/** A file that a member sent; a picture shows a thumbnail. A click opens pictures and texts. */
const fileCard: CardRenderer<PanelFile> = {
  icon: icons.anyFile,
  template: fileCardTemplate,
  searchText: ({ name }) => name,
  searched: ['.file-title bdi'],
  height: ({ thumbnail }) =>
    nameHeight + (thumbnail ? fitThumbnail(thumbnail).height + picturePadding : 0),
  menu: ({ isKept }) => ({ messageHasFile: isKept }),
  oneLine: ({ name }) => name,
};

function fileCardTemplate(
  messageId: string,
  card: PanelFile,
  strings: PanelStrings,
): TemplateResult {
  const { name, size, thumbnail, opens, isKept, transfer, note } = card;
  const open = strings.openFile.replace('{0}', () => name);
  const save = strings.saveFile.replace('{0}', () => name);
  const click = () => host.post({ type: 'openCard', messageId });
  const title = html`${thumbnail || opens === 'picture' ? icons.picture : icons.anyFile}<span class="file-title"
    ><bdi title=${name}>${name}</bdi> <span class="file-size">${size}</span></span>`;
  return html`<section class="card file" data-card role="group" aria-label=${`${name}, ${size}`}>
    ${
      thumbnail
        ? html`<button type="button" class="file-picture" title=${opens ? open : nothing} aria-label=${open}
            ?disabled=${!opens} @click=${click}
            ><file-thumbnail .thumbnail=${thumbnail}></file-thumbnail></button>`
        : nothing
    }
    <div class="card-head">
      ${
        opens && !thumbnail
          ? html`<button type="button" class="card-place" data-action="open" title=${`${open} ${size}`} aria-label=${`${open} ${size}`} @click=${click}
              >${title}</button>`
          : html`<span class="card-title">${title}</span>`
      }
      <div class="file-actions">${
        isKept
          ? html`<button type="button" class="action" data-action="save" title=${save} aria-label=${save}
              @click=${() => host.post({ type: 'saveFile', messageId })}>${icons.save}</button>`
          : nothing
      }</div>
    </div>
    ${
      transfer
        ? transferTemplate(card, transfer, strings, (action) =>
            host.post({ type: 'fileTransfer', messageId, action }),
          )
        : nothing
    }
    ${
      // The result of a click is announced; that nothing can be done isn't, because many cards may say so at once.
      note ? html`<p class="card-note" role=${isKept ? 'status' : nothing}>${note}</p>` : nothing
    }
  </section>`;
}

/** One row for each card type. */
const renderers: { readonly [T in keyof PanelCards]: CardRenderer<PanelCards[T]> } = {
  code: codeCard,
  error: errorCard,
  patch: patchCard,
  file: fileCard,
  terminal: terminalCard,
};

/** The renderer for a card type. */
export function cardRenderer(type: PanelCard['kind']): CardRenderer<PanelCard> {
  // TypeScript can't see that each row takes only cards of its own type.
  return renderers[type] as CardRenderer<PanelCard>;
}

/** What a message's menu offers for its card; see {@link CardRenderer.menu}. */
export function cardMenu(card: PanelCard): Readonly<Record<string, boolean>> {
  return cardRenderer(card.kind).menu?.(card) ?? {};
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
