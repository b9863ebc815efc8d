import { html, type TemplateResult } from 'lit/html.js';
import type { Block, Inline, Item } from '../../../text/blocks';
import { inlineText } from '../../../text/drawn-text';
import type { TextContext } from '../base/text-context';
import { codeBlock } from '../code/code-block';
import { directionOf } from './direction';
import { inlineTemplate } from './inline';
import { tallText } from './tall-text';

/** Draws a text that was read. Templates have no white space of their own: it would be seen. */
export function blocksTemplate(blocks: readonly Block[], context: TextContext): unknown[] {
  return blocks.map((block) => blockTemplate(block, context));
}

function blockTemplate(block: Block, context: TextContext): unknown {
  switch (block.kind) {
    case 'paragraph': {
      const content = inlineTemplate(block.content, context);
      // In a list without gaps the item itself holds the text.
      return block.tight ? content : html`<p dir=${direction(block.content)}>${content}</p>`;
    }
    case 'heading': {
      const content = inlineTemplate(block.content, context);
      return html`<p class="heading h${block.level}" dir=${direction(block.content)}>${content}</p>`;
    }
    case 'quote':
      return html`<blockquote>${blocksTemplate(block.blocks, context)}</blockquote>`;
    case 'list': {
      const items = block.items.map((item) => itemTemplate(item, block.ordered, context));
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'rule':
      return html`<hr />`;
    case 'code':
      return codeBlock(block.text, block.language, context);
    case 'plain':
      return inlineTemplate(block.content, context);
    case 'tall':
      return tallText(block.text, context.strings);
  }
}

/** Numbers stay those that were typed: somebody may answer questions 1 and 3. */
function itemTemplate(item: Item, ordered: boolean, context: TextContext): TemplateResult {
  const { taskDone, taskOpen } = context.strings;
  const { number, task, blocks } = item;
  const [first] = blocks;
  const dir = first && 'content' in first ? direction(first.content) : 'ltr';
  const content = blocksTemplate(blocks, context);
  if (task === undefined) {
    return ordered
      ? html`<li value=${number} dir=${dir}>${content}</li>`
      : html`<li dir=${dir}>${content}</li>`;
  }
  const done = task === 'done';
  return html`<li class="task" dir=${dir}><input
      type="checkbox" disabled .checked=${done} aria-label=${done ? taskDone : taskOpen}
    />${content}</li>`;
}

function direction(content: readonly Inline[]): string {
  return directionOf(inlineText(content));
}
