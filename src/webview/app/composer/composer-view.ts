import { guard } from 'lit/directives/guard.js';
import { keyed } from 'lit/directives/keyed.js';
import { live } from 'lit/directives/live.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { toolTemplate } from '../base/components';
import { endFirst } from '../base/end-first';
import { removesByKey } from '../base/focus';
import { icons } from '../base/icons';
import type {
  PanelAttachedFile,
  PanelAttachment,
  PanelClass,
  PanelStatus,
  PanelStrings,
} from '../base/messages';
import { personName } from '../base/person-name';
import { cardRenderer } from '../cards/card';
import { attachedFilesId, attachedTemplate } from '../files/attached';
import { namedText, type UserMessage } from '../state/message-log';
import { type CompletionList, completionListId } from './completion-list';
import { recipientTemplate } from './private-line';
import { reviewTemplate } from './review';

/** The number of lines up to which the field grows. */
const maxLines = 8;
/** The length of a quoted text, in UTF-16 units; no panel is wide enough to show more on one line. */
const maxQuote = 300;
/** The chip's id; it describes what is sent with the message. */
const attachmentId = 'attachment';
/** The id of the text that says that the chips aren't part of an edit. */
const forNextId = 'for-next-title';

/** The message that is being replied to or edited. */
export interface ComposerTarget {
  readonly kind: 'reply' | 'edit';
  readonly message: UserMessage;
}

/** The state that the composer draws. */
export interface ComposerView {
  readonly canSend: boolean;
  readonly text: string;
  /** Why the last text wasn't sent. */
  readonly refusal: string | undefined;
  /** The card that is sent with the new message. */
  readonly attachment: PanelAttachment | undefined;
  /** The files that are sent after it. */
  readonly files: readonly PanelAttachedFile[];
  /** Whether there is nothing to send. */
  readonly isEmpty: boolean;
  /** The message that is being replied to or edited. */
  readonly target: ComposerTarget | undefined;
  readonly completions: CompletionList;
  /** The student on whose private line it goes; undefined: to everyone. */
  readonly to: string | undefined;
  readonly classroom: PanelClass | undefined;
}

/** The composer's event handlers. */
export interface ComposerEvents {
  readonly submit: (event: Event) => void;
  /** Someone else is to get the message. */
  readonly address: (to: string | undefined) => void;
  /** The reply or edit was cancelled. */
  readonly close: () => void;
  /** The card was removed from the message. */
  readonly detach: () => void;
  /** A waiting file was removed. */
  readonly removeFile: (id: number) => void;
  readonly input: (event: Event) => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly caretMoved: (event: Event) => void;
  readonly blur: () => void;
  readonly compositionStart: () => void;
  readonly compositionEnd: (event: Event) => void;
  /** The button for emoji was pressed. */
  readonly emoji: (event: Event, strings: PanelStrings) => void;
}

/** The form for writing messages. */
export function composerTemplate(
  view: ComposerView,
  on: ComposerEvents,
  strings: PanelStrings,
): TemplateResult {
  const { canSend, text, refusal, attachment, files, isEmpty, target, completions, classroom } =
    view;
  const editing = target?.kind === 'edit';
  // An edit changes what everyone has.
  const to = editing ? undefined : view.to;
  const hint = editing ? strings.saveHint : strings.sendHint;
  const isWaiting = attachment !== undefined || files.length > 0;
  const described = [
    target && 'composer-bar',
    editing && isWaiting && forNextId,
    attachment && attachmentId,
    files.length > 0 && attachedFilesId,
    'composer-hint',
  ];
  const cardTemplate = editing ? attachmentTemplate : waitingCardTemplate;
  const fileChips = attachedTemplate(files, strings, on.removeFile);
  const chips = html`${attachment ? cardTemplate(attachment, strings, on.detach) : nothing}
    ${to === undefined || files.length === 0 ? fileChips : waitingTemplate(fileChips, strings.filesNotPrivate)}`;
  const placeholder = to === undefined ? strings.placeholder : strings.privatePlaceholder;
  return html`<form class=${to === undefined ? 'composer' : 'composer private'} @submit=${on.submit}>
    ${completions.template(strings)}
    ${refusal ? html`<p class="refusal" role="alert">${icons.error}<span dir="auto">${refusal}</span></p>` : nothing}
    ${editing ? nothing : recipientTemplate(to, classroom, strings, on.address)}
    ${editing && isWaiting ? waitingTemplate(chips, strings.forNextMessage) : nothing}
    ${target ? barTemplate(target, strings, on.close) : nothing}
    ${editing ? nothing : chips}
    <div class=${canSend ? 'field' : 'field off'}>
      <textarea
        id="composer"
        aria-label=${strings.message}
        aria-describedby=${described.filter(Boolean).join(' ')}
        aria-autocomplete="list"
        aria-controls=${completions.open ? completionListId : nothing}
        aria-activedescendant=${completions.activeId ?? nothing}
        dir="auto"
        rows=${Math.min(maxLines, text.split('\n', maxLines).length)}
        placeholder=${canSend ? placeholder : strings.placeholderOffline}
        .value=${live(text)}
        ?disabled=${!canSend}
        @input=${on.input}
        @keydown=${on.keydown}
        @selectionchange=${on.caretMoved}
        @blur=${on.blur}
        @compositionstart=${on.compositionStart}
        @compositionend=${on.compositionEnd}
      ></textarea>
      <button
        type="button"
        class="insert-emoji"
        aria-label=${strings.insertEmoji}
        title=${strings.insertEmoji}
        aria-haspopup="dialog"
        ?disabled=${!canSend}
        @click=${(event: Event) => on.emoji(event, strings)}
      >${icons.react}</button>
      <button
        type="submit"
        class="send"
        aria-label=${editing ? strings.save : strings.send}
        title=${hint}
        ?disabled=${!canSend || (isEmpty && !editing)}
      >${editing ? icons.tick : icons.send}</button>
    </div>
    <p class="hint" id="composer-hint">${hint}</p>
  </form>`;
}

/** What waits for another message: away from the field, which doesn't send it. */
function waitingTemplate(chips: unknown, title: string): TemplateResult {
  return html`<div class="for-next">
    <p class="for-next-title" id=${forNextId}>${title}</p>
    ${chips}
  </div>`;
}

/** The card that is sent with the message: all of it if it must be seen before it goes, otherwise a chip. */
function waitingCardTemplate(
  attachment: PanelAttachment,
  strings: PanelStrings,
  detach: () => void,
): unknown {
  const { id, review, label } = attachment;
  if (!review) return attachmentTemplate(attachment, strings, detach);
  const shown = guard([attachment, strings], () => reviewTemplate(id, review, strings));
  return html`<div
    class="reviewed"
    id=${attachmentId}
    role="group"
    aria-label=${strings.attached.replace('{0}', () => label)}
  >${keyed(id, shown)}${removeTemplate(label, strings, detach)}</div>`;
}

/** Removes the card from the message, also with Delete and Backspace. */
function removeTemplate(label: string, strings: PanelStrings, detach: () => void): TemplateResult {
  const remove = strings.detach.replace('{0}', () => label);
  return html`<button
    type="button"
    class="action"
    title=${remove}
    aria-label=${remove}
    @click=${detach}
    @keydown=${removesByKey(detach)}
  >${icons.close}</button>`;
}

/** The bar above the field that shows the message being replied to or edited. */
function barTemplate(
  { kind, message }: ComposerTarget,
  strings: PanelStrings,
  close: () => void,
): TemplateResult {
  const editing = kind === 'edit';
  const label = editing ? strings.stopEditing : strings.stopReplying;
  return html`<div class="composer-bar hue-${message.hue}" id="composer-bar">
    ${editing ? icons.edit : icons.reply}
    <span class="bar-title">${
      editing
        ? strings.editing
        : html`${strings.replyingTo} ${message.own && !message.anonymous ? strings.you : personName(message.authorName)}`
    }</span>
    <span class="quote-text" dir="auto">${oneLine(message)}</span>
    <button type="button" class="action" title=${label} aria-label=${label} @click=${close}>
      ${icons.close}
    </button>
  </div>`;
}

/** The start of a message's text, on one line; for a message without text, a description of its card. */
function oneLine(message: UserMessage): string {
  const { card } = message;
  const shown = namedText(message).trim();
  if (shown !== '' || !card) return shown.slice(0, maxQuote).replace(/\s+/g, ' ');
  return cardRenderer(card.kind).oneLine(card);
}

/** The chip of a card that is sent with the message. Its button, Delete and Backspace remove it. */
function attachmentTemplate(
  { kind, label, detail }: PanelAttachment,
  strings: PanelStrings,
  detach: () => void,
): TemplateResult {
  return html`<div
    class="attachment ${kind}"
    id=${attachmentId}
    role="group"
    aria-label=${strings.attached.replace('{0}', () => label)}
    title=${`${label}\n${detail}`}
  >
    ${cardRenderer(kind).icon}
    <span class="attachment-label">${endFirst(label)}</span>
    <span class="attachment-detail" dir="auto">${detail}</span>
    ${removeTemplate(label, strings, detach)}
  </div>`;
}

/** The line above the composer: who is typing, and buttons for sending code. */
export function composerToolsTemplate(status: PanelStatus, strings: PanelStrings): unknown {
  if (!status.invited || !status.canSend) return nothing;
  const attach =
    status.noFiles === undefined ? toolTemplate('sendFile', strings.attachFiles) : nothing;
  const tools = html`${attach}${toolTemplate('sendSelection', strings.sendSelection)}${toolTemplate('sendPatch', strings.sendPatch)}${toolTemplate('sendTerminalOutput', strings.sendTerminalOutput)}`;
  return html`<div class="composer-tools">${typingTemplate(status)}<div class="tools">${tools}</div></div>`;
}

/** Who is typing. The line keeps its height when no one is, so that nothing above it moves. */
function typingTemplate({ typing }: PanelStatus): unknown {
  if (typing === undefined) return nothing;
  // Silent for screen readers: it changes all the time, and they read the message itself.
  return html`<p class="typing" aria-live="off">${
    typing === ''
      ? nothing
      : html`<span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span><bdi title=${typing}>${typing}</bdi>`
  }</p>`;
}
