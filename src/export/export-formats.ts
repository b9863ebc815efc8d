import type { Translate } from '../strings/translate';
import { HtmlWriter } from './chat-html';
import { JsonWriter } from './chat-json';
import { MarkdownWriter } from './chat-markdown';
import { ChatReader, type ChatToExport } from './chat-record';
import { SummaryCollector } from './chat-summary';
import type { ChatWriter } from './chat-writer';
import type { Highlight } from './code-html';

export interface ExportTools {
  /** Colors code; absent: code has one color. */
  readonly highlight?: Highlight | undefined;
}

/** A format that a chat can be exported in. */
interface ExportFormat {
  readonly label: string;
  /** The icon in the list of formats. */
  readonly icon: string;
  /** The file's extension, without the dot. */
  readonly extension: string;
  /** The editor's language id. */
  readonly language: string;
  /** Whether the user reads it in the editor first; otherwise it is saved as a file at once. */
  readonly opens: boolean;
  detail(t: Translate): string;
  writer(chat: ChatToExport, tools: ExportTools, t: Translate): ChatWriter;
}

/** The formats, in the order of the list that people choose from. */
export const exportFormats = {
  html: {
    label: 'HTML',
    icon: 'browser',
    extension: 'html',
    language: 'html',
    opens: false,
    detail: (t) => t('One file with everything in it, to read in a browser, print or hand in'),
    writer: (chat, { highlight }, t) => new HtmlWriter(chat, highlight, t),
  },
  markdown: {
    label: 'Markdown',
    icon: 'markdown',
    extension: 'md',
    language: 'markdown',
    opens: true,
    detail: (t) => t('Opens in the editor, to change or save'),
    writer: (chat, _, t) => new MarkdownWriter(chat, t),
  },
  json: {
    label: 'JSON',
    icon: 'json',
    extension: 'json',
    language: 'json',
    opens: false,
    detail: (t) => t('For your own programs; docs/EXPORT.md describes it'),
    writer: (chat) => new JsonWriter(chat),
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof exportFormats;

/** The format with this name; undefined if there is none. */
export function exportFormat(name: string): ExportFormat | undefined {
  return Object.hasOwn(exportFormats, name) ? exportFormats[name as ExportFormatName] : undefined;
}

/** Exports a chat, a little with each step. */
export function* exportSteps(
  chat: ChatToExport,
  format: ExportFormat,
  tools: ExportTools,
  t: Translate,
): Generator<void, string, undefined> {
  const reader = new ChatReader(chat, t);
  const collector = new SummaryCollector();
  const writer = format.writer(chat, tools, t);
  const pieces: string[] = [];
  for (const entry of chat.entries) {
    const item = reader.read(entry);
    collector.add(item);
    yield;
    for (const piece of writer.item(item)) {
      pieces.push(piece);
      yield;
    }
  }
  return writer.document(collector.summary, pieces.join(''));
}
