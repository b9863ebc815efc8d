import MarkdownIt, {
  type MarkdownIt as Markdown,
  type StateBlock,
  type StateInline,
  type Token,
} from 'markdown-it';
import { type Literal, safeUrl } from './links';
import { InlineState } from './marks';
import type { Names } from './mentions';

/** Nesting at which the parser stops: it would leave out what is deeper. */
const deepest = 24;

/**
 * Parses GFM as people chat in it, where what is typed stays: without HTML, images, tables, entities and
 * escapes, and with every line break and indentation kept. Undefined when it is nested deeper than anybody
 * writes.
 */
export function parse(text: string, names: Names): readonly Token[] | undefined {
  markdown ??= chatMarkdown();
  const tokens = markdown.parse(text, { names });
  return tokens.some(({ level }) => level >= deepest - 1) ? undefined : tokens;
}

let markdown: Markdown | undefined;

/** What a token of type `literal` stands for. */
export function literalOf(token: Token): Literal {
  return (token.meta as { literal: Literal }).literal;
}

function chatMarkdown(): Markdown {
  const made = new MarkdownIt('default', { html: false, linkify: false, maxNesting: deepest });
  made.disable(['table', 'reference', 'lheading', 'image', 'entity', 'newline', 'autolink']);
  for (const [name, { alt, isTyped }] of Object.entries(blockRules)) {
    made.block.ruler.at(name, unlessTyped(blockRule(name), isTyped), { alt });
  }
  const paragraph = blockRule('paragraph');
  made.block.ruler.at('paragraph', (state, start, end, silent) => {
    const indent = Math.max(0, (state.sCount[start] ?? 0) - state.blkIndent);
    const tokens = state.tokens.length;
    const done = paragraph(state, start, end, silent);
    const inline = state.tokens[tokens + 1];
    if (inline) inline.content = ' '.repeat(indent) + inline.content;
    return done;
  });
  made.inline.ruler.at('text', text);
  made.inline.ruler.at('escape', backslash);
  made.inline.ruler.at('backticks', backticks);
  made.inline.ruler.before('text', 'literal', literal);
  made.inline.State = InlineState;
  // Addresses go to the extension host as they are written; what may not be opened stays text.
  made.normalizeLink = (url) => url;
  made.normalizeLinkText = (url) => url;
  made.validateLink = (url) => safeUrl(url) !== undefined;
  return made;
}

type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean;

/** Whether a line that looks as if it began something is meant as it is typed. */
type IsTyped = (line: string, state: StateBlock, start: number, end: number) => boolean;

/** One of the parser's own rules. */
function blockRule(name: string): BlockRule {
  const { ruler } = new MarkdownIt('default').block;
  ruler.enableOnly([name]);
  const [rule] = ruler.getRules('');
  if (!rule) throw new Error(`the parser has no rule ${name}`);
  return rule;
}

const lists = ['paragraph', 'reference', 'blockquote'];
const blocks = [...lists, 'list'];

/** Within which blocks the rules begin, and where they do not. */
const blockRules: Readonly<Record<string, { readonly alt: string[]; isTyped: IsTyped }>> = {
  // Marks by themselves would show nothing of what was typed.
  heading: { alt: blocks, isTyped: (line) => /^[# \t]+$/.test(line) },
  list: { alt: lists, isTyped: (line) => /^(?:[-+*]|\d+[.)])[ \t]*$/.test(line) },
  // `>>> import os` and `>_<` are no quotes.
  blockquote: { alt: blocks, isTyped: (line) => !/^>[ \t]+[^ \t]/.test(line) },
  hr: { alt: blocks, isTyped: (line) => !line.startsWith('-') },
  // Many end what they say with ~~~; as a fence it would take in all that follows.
  fence: {
    alt: blocks,
    isTyped: (line, state, start, end) =>
      start + 1 >= end || (line.startsWith('~') && !hasTildes(state)),
  },
};

/** Whether a line of tildes comes further down, which ends a block. */
function hasTildes({ src, eMarks, line, env }: StateBlock): boolean {
  const kept = env as { lastTildes?: number };
  kept.lastTildes ??= [...src.matchAll(/^[ \t>]*~{3,}[ \t]*$/gm)].at(-1)?.index ?? -1;
  return kept.lastTildes >= (eMarks[line] ?? 0);
}

function unlessTyped(rule: BlockRule, isTyped: IsTyped): BlockRule {
  return (state, start, end, silent) => {
    const from = (state.bMarks[start] ?? 0) + (state.tShift[start] ?? 0);
    const line = state.src.slice(from, state.eMarks[start]);
    if (isTyped(line, state, start, end)) return false;
    return rule(state, start, end, silent);
  };
}

/** Up to the next character that a rule below begins or ends with. */
const plain = /[^\\`*_~[\]]+/y;

function text(state: StateInline, silent: boolean): boolean {
  plain.lastIndex = state.pos;
  const run = plain.exec(state.src)?.[0].length;
  if (run === undefined || !(state instanceof InlineState)) return false;
  const end = Math.min(state.pos + run, state.posMax, state.nextLiteral(state.pos));
  if (!silent) state.pending += state.src.slice(state.pos, end);
  state.pos = end;
  return true;
}

/** Takes away the meaning of the mark after it, and stays visible, as in `\\server\_docs`. */
function backslash(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src[pos] !== '\\' || pos + 1 >= posMax || !/[\\`*_~[\]]/.test(src.charAt(pos + 1))) {
    return false;
  }
  if (!silent) state.pending += src.slice(pos, pos + 2);
  state.pos += 2;
  return true;
}

/** Code, with its line breaks. */
function backticks(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src[pos] !== '`' || !(state instanceof InlineState)) return false;
  let begin = pos;
  while (begin < posMax && src[begin] === '`') begin += 1;
  const length = begin - pos;
  const end = state.nextBackticks(length, begin);
  const isCode = end >= 0 && end + length <= posMax;
  if (!silent && isCode) {
    const token = state.push('code_inline', 'code', 0);
    token.content = unpadded(src.slice(begin, end));
  } else if (!silent) {
    state.pending += src.slice(pos, begin);
  }
  state.pos = isCode ? end + length : begin;
  return true;
}

/** A space on either side parts code from its backticks. */
function unpadded(code: string): string {
  const isPadded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
  return isPadded ? code.slice(1, -1) : code;
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
