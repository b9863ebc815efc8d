import type { Translate } from '../strings/translate';
import { codeSpan, fencedCode, plainMarkdown } from '../text/markdown-text';
import type { ExportBlock } from './card-blocks';
import type { ChatToExport, MessageItem, RecordItem, RecordQuote } from './chat-record';
import { type ChatSummary, type SummaryRow, summaryRows } from './chat-summary';
import type { ChatWriter } from './chat-writer';
import { textMarkdown } from './text-markdown';

/**
 * Writes a chat as a Markdown document: each day is a heading and each message a list item, so that no
 * message can affect anything outside its item.
 */
export class MarkdownWriter implements ChatWriter {
  constructor(
    private readonly chat: ChatToExport,
    private readonly t: Translate,
  ) {}

  *item(item: RecordItem): Generator<string> {
    const { day, time } = item;
    const content =
      item.kind === 'message' ? messageMarkdown(item) : [`*${time} · ${plainMarkdown(item.text)}*`];
    const heading = day === undefined ? [] : [`## ${plainMarkdown(day)}`, ''];
    yield [...heading, ...listItem(content), '', ''].join('\n');
  }

  document(summary: ChatSummary, items: string): string {
    const { chat, t } = this;
    const name = plainMarkdown(chat.room?.name ?? '');
    const rows = summaryRows(summary, chat, t).flatMap((row) => rowMarkdown(row, t));
    const title = `# ${name || plainMarkdown(t('Chat'))}`;
    return [title, '', ...rows, '', items.replace(/\n$/, '')].join('\n');
  }
}

function rowMarkdown({ label, kind, values }: SummaryRow, t: Translate): string[] {
  switch (kind) {
    case 'words':
      return [`- ${t('{0}: {1}', label, values.map(plainMarkdown).join(' '))}`];
    case 'paths':
      return [`- ${t('{0}: {1}', label, values.map(pathCode).join(', '))}`];
    case 'lines':
      return [`- ${t('{0}:', label)}`, ...values.map((line) => `  - ${plainMarkdown(line)}`)];
  }
}

/** Lines as a list item. Their indentation keeps them inside it. */
function listItem(lines: readonly string[]): string[] {
  return lines.map((line, index) => {
    if (index === 0) return `- ${line}`;
    return line === '' ? '' : `  ${line}`;
  });
}

/**
 * The lines of a document for one message: author and time, the message it replies to, its content, and the
 * reactions.
 */
function messageMarkdown(item: MessageItem): string[] {
  const { author, time, marks, deleted, quote, parts, applied, reactions } = item;
  const head = [`**${plainMarkdown(author)}** ${time}`, ...marks].join(' · ');
  if (deleted !== undefined) return [head, '', `*${deleted}*`];
  const reacted = reactions.map(
    ({ emoji, title }) => `${plainMarkdown(emoji)} ${plainMarkdown(title)}`,
  );
  const groups = [
    [head],
    quote ? [quoteMarkdown(quote)] : [],
    saidMarkdown(item),
    ...parts.map(cardPartMarkdown),
    applied.length > 0 ? [applied.map(plainMarkdown).join(' · ')] : [],
    reacted.length > 0 ? [reacted.join(' · ')] : [],
  ];
  return groups
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index ? ['', ...lines] : lines));
}

/** A message's text; for /me, the action follows the author's name. */
function saidMarkdown({ author, blocks, isAction }: MessageItem): string[] {
  const lines = textMarkdown(blocks);
  if (!isAction) return lines;
  const name = plainMarkdown(author);
  return lines.map((line, index) => (index === 0 ? `${name} ${line}` : line));
}

function quoteMarkdown({ author, text }: RecordQuote): string {
  if (author === undefined) return `> ${text}`;
  return `> **${plainMarkdown(author)}** ${plainMarkdown(text)}`;
}

function cardPartMarkdown(part: ExportBlock): string[] {
  switch (part.kind) {
    case 'line': {
      const { label, path, text } = part;
      const pieces = [
        label === undefined ? '' : `**${plainMarkdown(label)}**`,
        path === undefined ? '' : pathCode(path),
        text === undefined ? '' : plainMarkdown(text),
      ];
      return [pieces.filter((piece) => piece !== '').join(' ')];
    }
    case 'verbatim':
      return fencedCode(part.text, part.language);
    case 'picture':
      // Previews load no pictures from `data:` URLs of this size.
      return [`*${plainMarkdown(part.alt)}*`];
  }
}

/** A path from another member, as one line of Markdown code. */
function pathCode(path: string): string {
  return codeSpan(path.replace(/\s+/g, ' ').trim());
}
