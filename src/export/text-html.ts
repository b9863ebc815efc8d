import { type Block, type Inline, type Item, inlineText, type List } from '../text/blocks';
import { type CodeHighlighter, codeHtml, visibleHtml } from './code-html';
import { type Html, html } from './html';

/** What converting a text to HTML needs. */
export interface TextTools {
  /** Prepared with the text's code. */
  readonly colors: CodeHighlighter;
  /** The number of a message in the document; undefined if it isn't in it yet. */
  numberOf(messageId: string): number | undefined;
}

/** A text as HTML, as the panel shows it. */
export function textHtml(blocks: readonly Block[], tools: TextTools): readonly Html[] {
  return blocks.map((block) => blockHtml(block, tools));
}

function blockHtml(block: Block, tools: TextTools): Html {
  switch (block.kind) {
    case 'paragraph':
      return html`<p dir="auto">${inlineHtml(block.content, tools)}</p>`;
    case 'heading':
      return html`<p class="heading" dir="auto">${inlineHtml(block.content, tools)}</p>`;
    case 'quote':
      return html`<blockquote>${textHtml(block.blocks, tools)}</blockquote>`;
    case 'list':
      return listHtml(block, tools);
    case 'rule':
      return html`<hr>`;
    case 'code':
      return codeHtml(block, tools.colors);
    case 'plain':
      return html`<p dir="auto">${inlineHtml(block.content, tools)}</p>`;
    case 'tall':
      return codeHtml({ text: block.text, language: '' }, tools.colors);
  }
}

function listHtml({ ordered, items }: List, tools: TextTools): Html {
  const content = items.map((item) => itemHtml(item, ordered, tools));
  return ordered ? html`<ol>${content}</ol>` : html`<ul>${content}</ul>`;
}

function itemHtml({ number, task, blocks }: Item, ordered: boolean, tools: TextTools): Html {
  const box =
    task === undefined ? undefined : html`<span class="box">${task === 'done' ? '☑' : '☐'}</span> `;
  const content = html`${box}${textHtml(blocks, tools)}`;
  // The numbers that were typed stay, even if they jump.
  if (ordered) return html`<li value="${number}">${content}</li>`;
  return task === undefined ? html`<li>${content}</li>` : html`<li class="task">${content}</li>`;
}

function inlineHtml(content: readonly Inline[], tools: TextTools): readonly Html[] {
  return content.map((part) => partHtml(part, tools));
}

function partHtml(part: Inline, tools: TextTools): Html {
  switch (part.kind) {
    case 'text':
      return html`${part.text}`;
    case 'strong':
      return html`<strong>${inlineHtml(part.content, tools)}</strong>`;
    case 'emphasis':
      return html`<em>${inlineHtml(part.content, tools)}</em>`;
    case 'strike':
      return html`<s>${inlineHtml(part.content, tools)}</s>`;
    case 'code':
      return html`<code>${visibleHtml(part.text)}</code>`;
    case 'link':
      return linkHtml(part, tools);
    case 'message':
      return messageHtml(part, tools);
    case 'reference':
      return html`<span class="place">${part.text}</span>`;
    case 'mention':
      return html`<span class="mention">${part.text}</span>`;
  }
}

/** The parser has checked the address. The target is printed, too, where the text doesn't show it. */
function linkHtml(
  { url, content }: Extract<Inline, { readonly kind: 'link' }>,
  tools: TextTools,
): Html {
  const isShown = inlineText(content).includes(url.replace(/^mailto:|\/$/g, ''));
  const target = isShown ? undefined : html`<span class="target"> (${url})</span>`;
  return html`<a href="${url}" rel="noopener noreferrer nofollow">${inlineHtml(content, tools)}</a>${target}`;
}

/** Leads to the message in the document. Outside the editor, its address leads nowhere. */
function messageHtml(
  { text, id }: Extract<Inline, { readonly kind: 'message' }>,
  tools: TextTools,
): Html {
  const number = id === undefined ? undefined : tools.numberOf(id);
  return number === undefined
    ? html`<span class="message-link">${text}</span>`
    : html`<a class="message-link" href="#m${number}">${text}</a>`;
}
