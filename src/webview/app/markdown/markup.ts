import { guard } from 'lit/directives/guard.js';
import { html, type TemplateResult } from 'lit/html.js';
import { type Block, type Inline, type Item, inlineText } from '../../../text/blocks';
import type { ReadOptions } from '../../../text/mentions';
import { readText } from '../../../text/read-text';
import type { PanelStrings } from '../base/messages';
import { codeActions } from '../code/code-actions';
import { codeText } from '../code/code-text';
import '../code/code-view';
import { languageOf } from '../../../text/languages';
import type { ShownCode } from '../code/code-view';
import { codeWithReferences, link, messageLink, referenceLink } from '../code/reference-links';

/** What drawing a message's text needs besides the text. */
export interface TextContext {
  readonly strings: PanelStrings;
  /** How to read the room's texts; the same object until something about it changes. */
  readonly reading: ReadOptions;
}

/**
 * Draws a message's text; skips the work when nothing has changed. The text comes from others, so it only
 * ever becomes text nodes. The templates contain no white space, because it would be visible.
 */
export function markup(text: string, { strings, reading }: TextContext): unknown {
  return guard([text, strings, reading], () => {
    const content = blocksTemplate(readText(text, reading), strings);
    return html`<div class="markup" dir=${directionOf(text)}>${content}</div>`;
  });
}

function blocksTemplate(blocks: readonly Block[], strings: PanelStrings): unknown[] {
  return blocks.map((block) => blockTemplate(block, strings));
}

function blockTemplate(block: Block, strings: PanelStrings): unknown {
  switch (block.kind) {
    case 'paragraph': {
      const content = inlineTemplate(block.content);
      // In a list without gaps, the item itself contains the text.
      return block.tight ? content : html`<p dir=${direction(block.content)}>${content}</p>`;
    }
    case 'heading': {
      const content = inlineTemplate(block.content);
      return html`<p class="heading h${block.level}" dir=${direction(block.content)}>${content}</p>`;
    }
    case 'quote':
      return html`<blockquote>${blocksTemplate(block.blocks, strings)}</blockquote>`;
    case 'list': {
      const items = block.items.map((item) => itemTemplate(item, block.ordered, strings));
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'rule':
      return html`<hr />`;
    case 'code':
      return codeTemplate(block.text, block.language, strings);
    case 'plain':
      return inlineTemplate(block.content);
    case 'tall':
      return tallTemplate(block.text, strings);
  }
}

/** Keeps the numbers as typed: someone may answer only questions 1 and 3. */
function itemTemplate(item: Item, ordered: boolean, strings: PanelStrings): TemplateResult {
  const { number, task, blocks } = item;
  const [first] = blocks;
  const dir = first && 'content' in first ? direction(first.content) : 'ltr';
  const content = blocksTemplate(blocks, strings);
  if (task === undefined) {
    return ordered
      ? html`<li value=${number} dir=${dir}>${content}</li>`
      : html`<li dir=${dir}>${content}</li>`;
  }
  const done = task === 'done';
  return html`<li class="task" dir=${dir}><input
      type="checkbox" disabled .checked=${done} aria-label=${done ? strings.taskDone : strings.taskOpen}
    />${content}</li>`;
}

/** A code block, with its language and buttons. */
function codeTemplate(text: string, language: string, strings: PanelStrings): TemplateResult {
  const name = languageOf(language).name || strings.code;
  const lines = text.split('\n');
  const code: ShownCode = {
    text,
    language,
    label: name,
    strings,
    drawLine: (line, index) => codeWithReferences(line, lines[index + 1]),
  };
  return html`<div class="code-block"><div class="code-head"><span class="code-language">${name}</span>${codeActions(text, strings)}</div><code-view .code=${code}></code-view></div>`;
}

/** The number of lines shown when a text is folded. */
export const foldedLines = 100;

/** A text with too many lines to draw as Markdown; folded, so that it doesn't fill the log. */
function tallTemplate(text: string, strings: PanelStrings): TemplateResult {
  const lines = text.split('\n');
  const beginning = lines.slice(0, foldedLines).join('\n');
  const rest = lines.slice(foldedLines).join('\n');
  const all = strings.showAllLines.replace('{0}', `${lines.length}`);
  return html`${beginning}<details class="text-rest"><summary><span class="unfold">${all}</span><span class="fold">${strings.showFewerLines}</span></summary>${rest}</details>`;
}

function inlineTemplate(content: readonly Inline[]): unknown[] {
  return content.map(partTemplate);
}

function partTemplate(part: Inline): unknown {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'strong':
      return html`<strong>${inlineTemplate(part.content)}</strong>`;
    case 'emphasis':
      return html`<em>${inlineTemplate(part.content)}</em>`;
    case 'strike':
      return html`<s>${inlineTemplate(part.content)}</s>`;
    case 'code': {
      const { text, reference } = part;
      const shown = reference ? codeText(text) : codeWithReferences(text);
      const drawn = html`<code class="inline-code" dir="ltr">${shown}</code>`;
      return reference ? referenceLink(reference, drawn) : drawn;
    }
    case 'link':
      return link(part.url, inlineTemplate(part.content));
    case 'message':
      return messageLink(part);
    case 'reference':
      return referenceLink(part.reference, part.text);
    case 'mention':
      return html`<bdi class=${part.self ? 'mention-pill own' : 'mention-pill'}>${part.text}</bdi>`;
  }
}

function direction(content: readonly Inline[]): string {
  return directionOf(inlineText(content));
}

const letter = /\p{L}/u;
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * A text's direction by its first letter, for `dir`. With `auto`, the browser would detect it separately
 * for each drawn part.
 */
function directionOf(text: string): 'ltr' | 'rtl' {
  return rightToLeft.test(letter.exec(text)?.[0] ?? '') ? 'rtl' : 'ltr';
}
