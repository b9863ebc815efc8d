import { createHash } from 'node:crypto';
import type { MessageEntry } from '../room/log/log-entry';
import { MemberColors } from '../strings/member-colors';
import type { Translate } from '../strings/translate';
import { codeIn } from '../text/blocks';
import type { ExportBlock } from './card-blocks';
import type { ChatToExport, EventItem, MessageItem, RecordItem, RecordQuote } from './chat-record';
import { type ChatSummary, type SummaryRow, summaryRows } from './chat-summary';
import type { ChatWriter } from './chat-writer';
import { type Code, CodeHighlighter, codeHtml, type Highlight, visibleHtml } from './code-html';
import { type Html, html } from './html';
import { htmlStyle } from './html-style';
import { type TextTools, textHtml } from './text-html';

/**
 * Writes a chat as one HTML file that loads nothing and runs nothing: its style is allowed by its hash,
 * pictures are inside, and there is no script. It is light or dark as the reader's system is, and light on
 * paper.
 */
export class HtmlWriter implements ChatWriter {
  readonly colors: CodeHighlighter;
  private readonly hues = new MemberColors(() => []);
  /** The numbers of the messages so far, by id: quotes lead to them. */
  private readonly numbers = new Map<string, number>();
  private readonly days: string[] = [];

  constructor(
    private readonly chat: ChatToExport,
    highlight: Highlight | undefined,
    private readonly t: Translate,
  ) {
    this.colors = new CodeHighlighter(highlight);
  }

  *item(item: RecordItem): Generator<string> {
    if (item.day !== undefined) yield this.startDay(item.day).source;
    if (item.kind === 'event') {
      yield eventHtml(item).source;
      return;
    }
    for (const _ of this.colors.prepare(codeOf(item))) yield '';
    yield this.message(item).source;
  }

  document(summary: ChatSummary, items: string): string {
    const { chat, t } = this;
    const title = chat.room?.name || t('Chat');
    const hash = createHash('sha256').update(htmlStyle).digest('base64');
    const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
    const head = html`<!doctype html>
<html lang="${chat.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
`;
    const top = html`</head>
<body>
<header>
<h1><bdi>${title}</bdi></h1>
<dl>${summaryRows(summary, chat, t).map(rowHtml)}</dl>
</header>
${this.contents()}
<main>
`;
    const end = html`${this.days.length > 0 ? html`</section>` : undefined}
</main>
</body>
</html>
`;
    return `${head.source}<style>${htmlStyle}</style>\n${top.source}${items}${end.source}`;
  }

  /** Ends the section of the day before, if there is one. */
  private startDay(day: string): Html {
    const number = this.days.push(day);
    return html`${number > 1 ? html`</section>\n` : undefined}<section aria-labelledby="day-${number}">
<h2 id="day-${number}">${day}</h2>
`;
  }

  /** Links to the days, if there are several. */
  private contents(): Html | undefined {
    if (this.days.length < 2) return undefined;
    const items = this.days.map(
      (day, index) => html`<li><a href="#day-${index + 1}">${day}</a></li>`,
    );
    return html`<nav aria-label="${this.t('Days')}"><ul>${items}</ul></nav>`;
  }

  private message(item: MessageItem): Html {
    const { entry, time, marks, deleted, quote, parts, applied, reactions } = item;
    const number = this.numbers.size + 1;
    this.numbers.set(entry.id, number);
    const content =
      deleted === undefined
        ? [
            quote && this.quote(quote),
            saidHtml(item, this),
            parts.length > 0
              ? html`<div class="card">${parts.map((part) => cardPartHtml(part, this.colors))}</div>`
              : undefined,
            applied.map((words) => html`<p class="note" dir="auto">${words}</p>`),
            reactions.length > 0
              ? html`<ul class="reactions">${reactions.map(
                  ({ emoji, title }) => html`<li>${emoji} <bdi>${title}</bdi></li>`,
                )}</ul>`
              : undefined,
          ]
        : html`<p class="gone">${deleted}</p>`;
    return html`<article id="m${number}" class="hue-${this.hues.of(entry.anonymous ? '' : entry.author)}">
<h3><bdi>${item.author}</bdi> <a href="#m${number}">${timeHtml(entry, time)}</a>${marks.map(
      (mark) => html` <small>${mark}</small>`,
    )}</h3>
${content}
</article>
`;
  }

  numberOf(messageId: string): number | undefined {
    return this.numbers.get(messageId);
  }

  private quote({ id, author, text }: RecordQuote): Html {
    const number = id === undefined ? undefined : this.numbers.get(id);
    const words = html`${author === undefined ? undefined : html`<b><bdi>${author}</bdi></b> `}<span dir="auto">${text}</span>`;
    return number === undefined
      ? html`<p class="reply">${words}</p>`
      : html`<p class="reply"><a href="#m${number}">${words}</a></p>`;
  }
}

/** A message's text; for /me, the action follows the author's name. */
function saidHtml({ author, blocks, isAction }: MessageItem, tools: TextTools): Html {
  const content = textHtml(blocks, tools);
  return isAction
    ? html`<div class="text action"><b><bdi>${author}</bdi></b> ${content}</div>`
    : html`<div class="text">${content}</div>`;
}

/** All code of a message, in its text and its card. */
function* codeOf({ blocks, parts }: MessageItem): Generator<Code> {
  yield* codeIn(blocks);
  for (const part of parts) if (part.kind === 'verbatim') yield part;
}

function eventHtml({ entry, time, text }: EventItem): Html {
  return html`<p class="event">${timeHtml(entry, time)} <bdi>${text}</bdi></p>
`;
}

function timeHtml({ time }: Pick<MessageEntry, 'time'>, words: string): Html {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return html`<time>${words}</time>`;
  return html`<time datetime="${date.toISOString()}">${words}</time>`;
}

function rowHtml({ label, kind, values }: SummaryRow): Html {
  const items = values.map((value) => valueHtml(value, kind));
  return html`<div><dt>${label}</dt>${items}</div>
`;
}

function valueHtml(value: string, kind: SummaryRow['kind']): Html {
  switch (kind) {
    case 'words':
      return html`<dd><bdi>${value}</bdi></dd>`;
    case 'paths':
      return html`<dd class="path"><code dir="ltr">${value}</code></dd>`;
    case 'lines':
      return html`<dd class="line"><bdi>${value}</bdi></dd>`;
  }
}

/** Pictures that a document may contain; everything else is left out. */
const picture = /^data:image\/(?:webp|png|jpeg|gif);base64,[A-Za-z0-9+/]+=*$/;

/** A part of a card. */
export function cardPartHtml(part: ExportBlock, colors: CodeHighlighter): Html {
  switch (part.kind) {
    case 'line': {
      const { label, path, text } = part;
      return html`<p class="place-line">${
        label === undefined ? undefined : html`<b><bdi>${label}</bdi></b> `
      }${path === undefined ? undefined : html`<code dir="ltr">${visibleHtml(path)}</code> `}${
        text === undefined ? undefined : html`<bdi>${text}</bdi>`
      }</p>`;
    }
    case 'verbatim':
      return codeHtml(part, colors);
    case 'picture':
      return picture.test(part.source)
        ? html`<p><img src="${part.source}" alt="${part.alt}"></p>`
        : html`<p><bdi>${part.alt}</bdi></p>`;
  }
}
