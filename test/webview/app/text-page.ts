import '../../../src/webview/app/styles/panel.css';
import { html, render } from 'lit/html.js';
import { Readings } from '../../../src/text/mentions';
import { cardTemplate } from '../../../src/webview/app/cards/card';
import { Highlights } from '../../../src/webview/app/find/highlights';
import { Search } from '../../../src/webview/app/find/search';
import { markup, type TextContext } from '../../../src/webview/app/markdown/markup';
import type { PanelCard, PanelMessage } from '../../../src/webview/messages';

/** A text or a card by itself on the page. */
export type Piece = { readonly text: string } | { readonly card: PanelCard };

export interface PieceContext extends Pick<TextContext, 'strings'> {
  /** Names of the members, one's own among them. */
  readonly names: readonly string[];
  readonly ownName: string;
  readonly plain: boolean;
}

/** What tests ask of the page. */
export interface TextPage {
  show(pieces: readonly Piece[], context: PieceContext): void;
  /** Draws nothing. */
  clear(): void;
  /** Draws a text up to the finished layout, in one task. */
  lay(text: string, context: PieceContext): void;
  /** What a person sees of each text, line by line, and of a document as HTML. */
  drawings(
    texts: readonly { readonly text: string; readonly html: string }[],
    context: PieceContext,
  ): readonly { readonly panel: readonly string[]; readonly preview: readonly string[] }[];
  /** How often a search finds something in each text, and how many places of it are marked. */
  find(
    texts: readonly string[],
    query: string,
    context: PieceContext,
  ): readonly { readonly found: number; readonly marked: number }[];
  /** The same for as many paragraphs as a text may have lines, made without a parser. */
  layParagraphs(): void;
}

declare global {
  var textPage: TextPage;
}

const root = document.getElementById('panel') ?? document.body;

const readings = new Readings();

function contextOf({ strings, names, ownName, plain }: PieceContext): TextContext {
  const members = names.map((name) => ({ name, self: name === ownName }));
  const reading = readings.for({ invited: !plain, members, ownNames: [ownName] });
  return { strings, reading };
}

function draw(content: unknown): void {
  render(html`<div class="log" id="log"><div class="log-content">${content}</div></div>`, root);
}

function lay(content: unknown): void {
  draw(content);
  root.getBoundingClientRect();
}

/** Bold, italic, struck, code, or a link and where to, in this order. */
function lookOf(node: Node): string {
  const { parentElement: parent } = node;
  const tags = ['strong', 'em', 's', 'code'].filter((tag) => parent?.closest(tag));
  const link = parent?.closest('a');
  const url = link?.getAttribute('href') ?? link?.getAttribute('title');
  return [...tags, ...(url ? [new URL(url).href] : [])].join(' ');
}

/** The lines of a drawn text, each with the looks in it; white space counts as one space. */
function linesOf(element: Element): string[] {
  const characters: { readonly text: string; readonly look: string }[] = [];
  const add = (text: string, look = '') => {
    for (const character of text) characters.push({ text: character, look });
  };
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Element) {
      if (node.matches('p, li, pre, ul, ol, blockquote, hr, br, h1, h2, h3, h4, h5, h6')) add('\n');
      if (node.matches('hr')) add('――\n');
      if (node instanceof HTMLInputElement) add(node.checked ? '[x] ' : '[ ] ');
    } else if (!node.parentElement?.closest('button, .code-head')) {
      add(node.textContent ?? '', lookOf(node));
    }
  }
  const lines: string[] = [];
  let [line, look] = ['', ''];
  for (const next of [...characters, { text: '\n', look: '' }]) {
    if (next.text === '\n') {
      if (line.trim() !== '') lines.push(line.trim());
      [line, look] = ['', ''];
    } else if (/[\s\u00a0]/.test(next.text)) {
      if (!/\s$/.test(line)) line += ' ';
    } else {
      if (next.look !== look) line += `⟨${next.look}⟩`;
      line += next.text;
      look = next.look;
    }
  }
  return lines;
}

globalThis.textPage = {
  show: (pieces, context) =>
    draw(
      pieces.map((piece, index) => {
        const whole = contextOf(context);
        const content =
          'text' in piece
            ? markup(piece.text, whole)
            : cardTemplate(`m${index}`, piece.card, whole.strings);
        return html`<article class="row said"><div class="balloon"><div class="bubble" dir="auto">${content}</div></div></article>`;
      }),
    ),
  clear: () => lay(''),
  lay: (text, context) => lay(markup(text, contextOf(context))),
  drawings: (texts, context) => {
    const whole = contextOf(context);
    return texts.map(({ text, html: shown }) => {
      draw(markup(text, whole));
      const { body } = new DOMParser().parseFromString(shown, 'text/html');
      return { panel: linesOf(root), preview: linesOf(body) };
    });
  },
  find: (texts, text, context) => {
    const query = { text, matchCase: false };
    const whole = contextOf(context);
    return texts.map((each) => {
      draw(markup(each, whole));
      new Highlights().show([root], query, undefined, 0);
      const message = { kind: 'message', id: 'm', text: each } as PanelMessage;
      const search = new Search([message], query, whole.reading);
      search.advance(Number.POSITIVE_INFINITY);
      const marked = CSS.highlights.get('deskmate-find')?.size ?? 0;
      return { found: search.matches.length, marked };
    });
  },
  layParagraphs: () => {
    const paragraphs = Array.from({ length: 1500 }, (_, i) => html`<p dir="ltr">${i}</p>`);
    lay(html`<div class="markup" dir="ltr">${paragraphs}</div>`);
  },
};
