import MarkdownIt, { type MarkdownIt as Markdown, type StateInline, type Token } from 'markdown-it';
import { InlineState } from './inline-state';
import type { Literal } from './literals';
import type { Names } from './mentions';
import { safeUrl } from './safe-url';

/** Nesting at which the parser stops: it would leave out what is deeper. */
const deepest = 24;

/**
 * Parses GFM as people chat in it: without HTML, images, tables and entities, which stay as typed, and
 * with every line break and indentation kept. Undefined when it is nested deeper than anybody writes.
 */
export function parse(text: string, names: Names): readonly Token[] | undefined {
  const tokens = markdown.parse(text, { names });
  return tokens.some(({ level }) => level >= deepest - 1) ? undefined : tokens;
}

/** What a token of type `literal` stands for. */
export function literalOf(token: Token): Literal {
  return (token.meta as { literal: Literal }).literal;
}

/** Up to the next character that a rule below begins or ends with. */
const plain = /[^\\`*_~[\]<]+/y;

function text(state: StateInline, silent: boolean): boolean {
  plain.lastIndex = state.pos;
  const run = plain.exec(state.src)?.[0].length;
  if (run === undefined || !(state instanceof InlineState)) return false;
  const end = Math.min(state.pos + run, state.posMax, state.nextLiteral(state.pos));
  if (!silent) state.pending += state.src.slice(state.pos, end);
  state.pos = end;
  return true;
}

function literal(state: StateInline, silent: boolean): boolean {
  if (!(state instanceof InlineState)) return false;
  const found = state.literalAt(state.pos);
  if (!found || found.end > state.posMax) return false;
  // A link holds no other.
  if (state.linkLevel > 0 && found.kind !== 'mention') return false;
  if (!silent) {
    const token = state.push('literal', '', 0);
    token.content = state.src.slice(found.start, found.end);
    token.meta = { literal: found };
  }
  state.pos = found.end;
  return true;
}

function chatMarkdown(): Markdown {
  const made = new MarkdownIt('default', { html: false, linkify: false, maxNesting: deepest });
  made.disable(['table', 'reference', 'image', 'entity', 'newline']);
  made.inline.ruler.at('text', text);
  made.inline.ruler.before('text', 'literal', literal);
  made.inline.State = InlineState;
  // Addresses go to the extension host as they are written; what may not be opened stays text.
  made.normalizeLink = (url) => url;
  made.normalizeLinkText = (url) => url;
  made.validateLink = (url) => safeUrl(url) !== undefined;
  return made;
}

const markdown = chatMarkdown();
