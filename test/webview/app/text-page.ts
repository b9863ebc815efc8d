import '../../../src/webview/app/styles/panel.css';
import { html, render } from 'lit/html.js';
import { ReadOptionsCache } from '../../../src/text/mentions';
import { cardTemplate } from '../../../src/webview/app/cards/card';
import { Highlights } from '../../../src/webview/app/find/highlights';
import { Search } from '../../../src/webview/app/find/search';
import { markup, type TextContext } from '../../../src/webview/app/markdown/markup';
import type { PanelCard } from '../../../src/webview/card-messages';
import type { PanelMessage } from '../../../src/webview/messages';

/** A text or a card, drawn alone on the page. */
export type Content = { readonly text: string } | { readonly card: PanelCard };

export interface ContentContext extends Pick<TextContext, 'strings'> {
  /** Names of the members, including the user. */
  readonly names: readonly string[];
  readonly ownName: string;
  readonly plain: boolean;
}

/** The functions that tests call in the page. */
export interface TextPage {
  show(contents: readonly Content[], context: ContentContext): void;
  /** Empties the page. */
  clear(): void;
  /** Draws a text and lays it out, in one task. */
  layOut(text: string, context: ContentContext): void;
  /** The lines that the user sees of each text, and of an HTML document. */
  renderedLines(
    texts: readonly { readonly text: string; readonly html: string }[],
    context: ContentContext,
  ): readonly { readonly panel: readonly string[]; readonly preview: readonly string[] }[];
  /** How many matches a search finds in each text, and how many are highlighted. */
  find(
    texts: readonly string[],
    query: string,
    context: ContentContext,
  ): readonly { readonly found: number; readonly marked: number }[];
  /** Draws and lays out as many plain paragraphs as a text may have lines, without parsing. */
  layOutParagraphs(): void;
}

declare global {
  var textPage: TextPage;
}

const root = document.getElementById('panel') ?? document.body;

const readings = new ReadOptionsCache();

function contextOf({ strings, names, ownName, plain }: ContentContext): TextContext {
  const members = names.map((name) => ({ name, self: name === ownName }));
  const reading = readings.for({ invited: !plain, members, ownNames: [ownName] });
  return { strings, reading };
}

function draw(content: unknown): void {
  render(html`<div class="log" id="log"><div class="log-content">${content}</div></div>`, root);
}

function layOut(content: unknown): void {
  draw(content);
  root.getBoundingClientRect();
}

/** The formatting of a text node: bold, italic, strikethrough, code and link target, in this order. */
function styleOf(node: Node): string {
  const { parentElement: parent } = node;
  const tags = ['strong', 'em', 's', 'code'].filter((tag) => parent?.closest(tag));
  const link = parent?.closest('a');
  const url = link?.getAttribute('href') ?? link?.getAttribute('title');
  return [...tags, ...(url ? [new URL(url).href] : [])].join(' ');
}

/** The lines of a drawn text with their formatting; white space is collapsed. */
function linesOf(element: Element): string[] {
  const characters: { readonly text: string; readonly style: string }[] = [];
  const add = (text: string, style = '') => {
    for (const character of text) characters.push({ text: character, style });
  };
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Element) {
      if (node.matches('p, li, pre, ul, ol, blockquote, hr, br, h1, h2, h3, h4, h5, h6')) add('\n');
      if (node.matches('hr')) add('――\n');
      if (node instanceof HTMLInputElement) add(node.checked ? '[x] ' : '[ ] ');
    } else if (!node.parentElement?.closest('button, .code-head')) {
      add(node.textContent ?? '', styleOf(node));
    }
  }
  const lines: string[] = [];
  let [line, style] = ['', ''];
  for (const next of [...characters, { text: '\n', style: '' }]) {
    if (next.text === '\n') {
      if (line.trim() !== '') lines.push(line.trim());
      [line, style] = ['', ''];
    } else if (/[\s\u00a0]/.test(next.text)) {
      if (!/\s$/.test(line)) line += ' ';
    } else {
      if (next.style !== style) line += `⟨${next.style}⟩`;
      line += next.text;
      style = next.style;
    }
  }
  return lines;
}

globalThis.textPage = {
  show: (contents, context) =>
    draw(
      contents.map((content, index) => {
        const textContext = contextOf(context);
        const template =
          'text' in content
            ? markup(content.text, textContext)
            : cardTemplate(`m${index}`, content.card, textContext.strings);
        return html`<article class="row said"><div class="balloon"><div class="bubble" dir="auto">${template}</div></div></article>`;
      }),
    ),
  clear: () => layOut(''),
  layOut: (text, context) => layOut(markup(text, contextOf(context))),
  renderedLines: (texts, context) => {
    const textContext = contextOf(context);
    return texts.map(({ text, html: exported }) => {
      draw(markup(text, textContext));
      const { body } = new DOMParser().parseFromString(exported, 'text/html');
      return { panel: linesOf(root), preview: linesOf(body) };
    });
  },
  find: (texts, text, context) => {
    const query = { text, matchCase: false };
    const textContext = contextOf(context);
    return texts.map((each) => {
      draw(markup(each, textContext));
      new Highlights().show([root], query, undefined, 0);
      const message = { kind: 'message', id: 'm', text: each } as PanelMessage;
      const search = new Search([message], query, textContext.reading);
      search.advance(Number.POSITIVE_INFINITY);
      const marked = CSS.highlights.get('deskmate-find')?.size ?? 0;
      return { found: search.matches.length, marked };
    });
  },
  layOutParagraphs: () => {
    const paragraphs = Array.from({ length: 1500 }, (_, i) => html`<p dir="ltr">${i}</p>`);
    layOut(html`<div class="markup" dir="ltr">${paragraphs}</div>`);
  },
};
