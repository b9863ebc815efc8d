import type { Card, CardOf, CardType, ExcerptCard, FileCard, PatchCard } from '../../protocol/card';
import { outputText } from '../../protocol/card-rules';
import type { Applied } from '../../protocol/frames';
import { fitsEntry } from '../../protocol/message-text';
import { readThumb } from '../../protocol/picture';
import {
  appliedByText,
  cardTitle,
  changeText,
  formatFileSize,
  severityLabel,
} from '../../strings/card-text';
import { excerptProblem } from '../../strings/code-text';
import type { Translate } from '../../strings/translate';
import type {
  PanelAttachment,
  PanelCard,
  PanelExcerpt,
  PanelFile,
  PanelPatch,
} from '../../webview/card-messages';
import type { PanelThumbnail } from '../../webview/file-messages';
import type { CodeCards } from '../code/code-cards';
import { opensAs } from '../files/file-preview';
import type { FileCardState, ReceivedFiles } from '../files/received-files';
import { appliedHereText, patchProblem } from '../patch/patch-text';
import type { Patches } from '../patch/patches';
import { OutputReview } from '../terminal/output-review';
import { panelTerminal } from '../terminal/panel-terminal';
import { commandOutput } from '../terminal/terminal-card';

/** What happened to a card in this window, such as "applied"; `file`: index of a file in a patch. */
export type CardNoteLookup = (file?: number) => string | undefined;

/** What a card's view needs from its message and this window. */
export interface CardContext {
  readonly noteOf: CardNoteLookup;
  /** What this window shows of its file. */
  fileState(card: FileCard): FileCardState;
  /** Whether the user sent it. */
  readonly own: boolean;
  /** How much of its patch the user has applied; undefined: nothing. */
  readonly appliedHere: Applied | undefined;
  /** Which others have applied its patch, by name, and how much of it they applied. */
  readonly applied: readonly (readonly [name: string, Applied])[];
}

/** Runs what the user can do with a card. */
export interface CardActions {
  readonly cards: Pick<CodeCards, 'open'>;
  readonly patches: Pick<Patches, 'preview' | 'apply'>;
  readonly files: Pick<ReceivedFiles, 'open' | 'save' | 'act'>;
}

/** How the interface shows a card type, and what it does with it. */
interface CardView<C> {
  /** The card as the panel shows it in its message. */
  panel(card: C, context: CardContext, t: Translate): PanelCard;
  /** The card's content, for the line above the message box. */
  detail(card: C): string;
  /** Why the card doesn't fit into one message with this text, for people; undefined when it fits. */
  problem(card: C, text: string, t: Translate): string | undefined;
  /** Opens the code or the change; absent where there is only a text. @param file index of a file in a patch */
  open?(messageId: string, card: C, file: number, actions: CardActions): Promise<void>;
  /** For a type that the user must see as a whole before it is sent. */
  review?(card: C): OutputReview;
  /** Applies the card to the user's own files; absent where the protocol's `canBeApplied` is false. */
  apply?(messageId: string, card: C, actions: CardActions): Promise<void>;
  /** Saves the card's file where the user chooses; absent for cards without one. */
  save?(messageId: string, card: C, actions: CardActions): Promise<void>;
}

const views: { readonly [T in CardType]: CardView<CardOf<T>> } = {
  code: {
    panel: (card, { noteOf }, t) => ({ kind: 'code', ...excerpt(card, noteOf, t) }),
    detail: ({ text }) => text,
    problem: excerptProblem,
    open: (messageId, card, _file, { cards }) => cards.open(messageId, card),
  },
  error: {
    panel: (card, { noteOf }, t) => ({
      kind: 'error',
      ...excerpt(card, noteOf, t),
      error: problem(card, t),
    }),
    detail: ({ message }) => message,
    problem: excerptProblem,
    open: (messageId, card, _file, { cards }) => cards.open(messageId, card),
  },
  patch: {
    panel: patch,
    detail: ({ files }) => files.map(({ path }) => path).join(', '),
    problem: patchProblem,
    open: async (messageId, card, file, { patches }) => {
      if (file < card.files.length) await patches.preview(messageId, card, file);
    },
    apply: (messageId, card, { patches }) => patches.apply(messageId, card),
  },
  file: {
    panel: filePanel,
    detail: ({ size }) => formatFileSize(size),
    problem: () => undefined,
    open: (messageId, card, _file, { files }) => files.open(messageId, card),
    save: (messageId, card, { files }) => files.save(messageId, card),
  },
  terminal: {
    panel: (card, _context, t) => panelTerminal(card, t),
    // Its end, where errors are.
    detail: (card) => outputText(card).trim().split('\n').at(-1) ?? '',
    problem: (card, text, t) =>
      fitsEntry(text, card)
        ? undefined
        : t('The output is too long for one message. Send fewer lines, or a shorter text.'),
    review: (card) => new OutputReview(commandOutput(card)),
  },
};

/** The view of a card's type. */
export function cardView(card: Card): CardView<Card> {
  return views[card.type] as CardView<Card>;
}

/** Why a card doesn't fit into one message with this text, for people; undefined when it fits. */
export function cardProblem(card: Card, text: string, t: Translate): string | undefined {
  return cardView(card).problem(card, text, t);
}

/** Maximum length of an attached card's detail, in UTF-16 units; the page cuts it to one line. */
const maxDetail = 200;

/** An attached card, not sent yet: where it is from, and one line of its content. */
export function attachedCard(card: Card, t: Translate): Omit<PanelAttachment, 'id'> {
  const detail = oneLine(cardView(card).detail(card));
  return { kind: card.type, label: cardTitle(card, t), detail };
}

function oneLine(text: string): string {
  return text.trim().slice(0, maxDetail).replace(/\s+/g, ' ');
}

function excerpt(
  card: ExcerptCard,
  noteOf: CardNoteLookup,
  t: Translate,
): Omit<PanelExcerpt, 'kind' | 'error'> {
  const { path, line, language, text } = card;
  const note = noteOf();
  return {
    place: cardTitle(card, t),
    path,
    line,
    language,
    text,
    ...(note !== undefined && { note }),
  };
}

function problem(
  { severity, message, source, code, at, frames = [], locals = [] }: CardOf<'error'>,
  t: Translate,
): NonNullable<PanelExcerpt['error']> {
  return {
    severity,
    severityLabel: severityLabel(severity, t),
    message,
    origin: [source, code].filter(Boolean).join(' '),
    from: at.line,
    to: at.endLine,
    frames: frames.map(({ name, path, line }) => ({
      name,
      ...(path !== undefined && line !== undefined && { path, line }),
    })),
    locals: locals.map(({ name, value, type }) => ({
      name: type === undefined ? name : `${name}: ${type}`,
      value,
    })),
  };
}

function patch(
  card: PatchCard,
  { noteOf, own, appliedHere, applied }: CardContext,
  t: Translate,
): PanelPatch {
  return {
    kind: 'patch',
    title: cardTitle(card, t),
    applicable: !own,
    ...(appliedHere && {
      here: {
        label: appliedHereText(appliedHere, t),
        whole: appliedHere.files === appliedHere.of,
      },
    }),
    applied: applied.map(([name, how]) => appliedByText(name, how, t)),
    files: card.files.map(({ path, change, diff }, index) => {
      const note = noteOf(index);
      return {
        path,
        change,
        changeLabel: changeText(change, t),
        added: linesWith('+', diff),
        removed: linesWith('-', diff),
        ...(note !== undefined && { note }),
      };
    }),
  };
}

/** The number of lines in a diff's hunks that begin with this mark. */
function linesWith(mark: '+' | '-', diff: string): number {
  let count = diff.startsWith(mark) ? 1 : 0;
  for (let at = diff.indexOf(`\n${mark}`); at >= 0; at = diff.indexOf(`\n${mark}`, at + 1)) {
    count += 1;
  }
  return count;
}

function filePanel(card: FileCard, { fileState }: CardContext): PanelFile {
  const { name, size, thumb } = card;
  const thumbnail = thumb === undefined ? undefined : thumbnailOf(thumb);
  const { isKept, transfer, note } = fileState(card);
  const opens = isKept ? opensAs(card) : undefined;
  return {
    kind: 'file',
    name,
    size: formatFileSize(size),
    ...(thumbnail && { thumbnail }),
    ...(opens && { opens }),
    isKept,
    ...(transfer && { transfer }),
    ...(note !== undefined && { note }),
  };
}

/** A card's thumbnail, unless its header says that it may not be shown. */
function thumbnailOf(data: string): PanelThumbnail | undefined {
  const picture = readThumb(data);
  return picture && { data, width: picture.width, height: picture.height };
}
