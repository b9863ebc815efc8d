import { type Block, type Inline, type Item, inlineText, type List } from '../../../text/blocks';
import { type CodeHighlighter, codeHtml, visibleHtml } from './code-html';
import { type Html, html } from './html';

/** A text as HTML, as the panel shows it. @param colors prepared with the text's code */
export function textHtml(blocks: readonly Block[], colors: CodeHighlighter): readonly Html[] {
  return blocks.map((block) => blockHtml(block, colors));
}

function blockHtml(block: Block, colors: CodeHighlighter): Html {
  switch (block.kind) {
    case 'paragraph':
      return html`<p dir="auto">${inlineHtml(block.content)}</p>`;
    case 'heading':
      return html`<p class="heading" dir="auto">${inlineHtml(block.content)}</p>`;
    case 'quote':
      return html`<blockquote>${textHtml(block.blocks, colors)}</blockquote>`;
    case 'list':
      return listHtml(block, colors);
    case 'rule':
      return html`<hr>`;
    case 'code':
      return codeHtml(block, colors);
    case 'plain':
      return html`<p dir="auto">${inlineHtml(block.content)}</p>`;
    case 'tall':
      return codeHtml({ text: block.text, language: '' }, colors);
  }
}

function listHtml({ ordered, items }: List, colors: CodeHighlighter): Html {
  const content = items.map((item) => itemHtml(item, ordered, colors));
  return ordered ? html`<ol>${content}</ol>` : html`<ul>${content}</ul>`;
}

function itemHtml({ number, task, blocks }: Item, ordered: boolean, colors: CodeHighlighter): Html {
  const box =
    task === undefined ? undefined : html`<span class="box">${task === 'done' ? '☑' : '☐'}</span> `;
  const content = html`${box}${textHtml(blocks, colors)}`;
  // The numbers that were typed stay, even if they jump.
  if (ordered) return html`<li value="${number}">${content}</li>`;
  return task === undefined ? html`<li>${content}</li>` : html`<li class="task">${content}</li>`;
}

function inlineHtml(content: readonly Inline[]): readonly Html[] {
  return content.map(partHtml);
}

function partHtml(part: Inline): Html {
  switch (part.kind) {
    case 'text':
      return html`${part.text}`;
    case 'strong':
      return html`<strong>${inlineHtml(part.content)}</strong>`;
    case 'emphasis':
      return html`<em>${inlineHtml(part.content)}</em>`;
    case 'strike':
      return html`<s>${inlineHtml(part.content)}</s>`;
    case 'code':
      return html`<code>${visibleHtml(part.text)}</code>`;
    case 'link':
      return linkHtml(part);
    case 'place':
      return html`<span class="place">${part.text}</span>`;
    case 'mention':
      return html`<span class="mention">${part.text}</span>`;
  }
}

/** The parser has checked the address. The target is printed, too, where the text doesn't show it. */
function linkHtml({ url, content }: Extract<Inline, { readonly kind: 'link' }>): Html {
  const isShown = inlineText(content).includes(url.replace(/^mailto:|\/$/g, ''));
  const target = isShown ? undefined : html`<span class="target"> (${url})</span>`;
  return html`<a href="${url}" rel="noopener noreferrer nofollow">${inlineHtml(content)}</a>${target}`;
}
