import MarkdownIt, {
  type MarkdownIt as Markdown,
  type StateBlock,
  type StateInline,
  type Token,
} from 'markdown-it';
import { InlineState } from './emphasis';
import { type Literal, safeUrl } from './links';
import type { MentionNames } from './mentions';

/** The nesting depth at which the parser stops; it would drop anything deeper. */
const maxDepth = 24;

/**
 * Parses GFM for chat, so that what people type stays visible: no HTML, images, tables, entities or
 * escapes, and every line break and indentation is kept.
 * @returns the parser's tokens; undefined when the text is nested too deeply
 */
export function parse(text: string, names: MentionNames): readonly Token[] | undefined {
  markdown ??= chatMarkdown();
  const tokens = markdown.parse(text, { names });
  return tokens.some(({ level }) => level >= maxDepth - 1) ? undefined : tokens;
}

let markdown: Markdown | undefined;

/** The literal that a token of type `literal` stands for. */
export function literalOf(token: Token): Literal {
  return (token.meta as { literal: Literal }).literal;
}

function chatMarkdown(): Markdown {
  const made = new MarkdownIt('default', { html: false, linkify: false, maxNesting: maxDepth });
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
  // The extension host gets addresses as written; one that may not be opened stays text.
  made.normalizeLink = (url) => url;
  made.normalizeLinkText = (url) => url;
  made.validateLink = (url) => safeUrl(url) !== undefined;
  return made;
}

type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean;

/** Whether a line that looks like the start of a block is ordinary text. */
type IsTyped = (line: string, state: StateBlock, start: number, end: number) => boolean;

/** One of the parser's built-in block rules; throws when the parser has no rule of that name. */
function blockRule(name: string): BlockRule {
  const { ruler } = new MarkdownIt('default').block;
  ruler.enableOnly([name]);
  const [rule] = ruler.getRules('');
  if (!rule) throw new Error(`the parser has no rule ${name}`);
  return rule;
}

const lists = ['paragraph', 'reference', 'blockquote'];
const blocks = [...lists, 'list'];

/** For each rule: the blocks that it may interrupt, and when its line is ordinary text. */
const blockRules: Readonly<Record<string, { readonly alt: string[]; isTyped: IsTyped }>> = {
  // Marks without text would show nothing of what was typed.
  heading: { alt: blocks, isTyped: (line) => /^[# \t]+$/.test(line) },
  list: { alt: lists, isTyped: (line) => /^(?:[-+*]|\d+[.)])[ \t]*$/.test(line) },
  // `>>> import os` and `>_<` aren't quotes.
  blockquote: { alt: blocks, isTyped: (line) => !/^>[ \t]+[^ \t]/.test(line) },
  hr: { alt: blocks, isTyped: (line) => !line.startsWith('-') },
  // Many people end a phrase with ~~~; as a fence it would turn everything after it into code.
  fence: {
    alt: blocks,
    isTyped: (line, state, start, end) =>
      start + 1 >= end || (line.startsWith('~') && !hasTildes(state)),
  },
};

/** Whether a later line of tildes closes the block. */
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

/** A run of characters without a mark of the rules below. */
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

/** Disables the mark after a backslash; the backslash stays visible, as in `\\server\_docs`. */
function backslash(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src[pos] !== '\\' || pos + 1 >= posMax || !/[\\`*_~[\]]/.test(src.charAt(pos + 1))) {
    return false;
  }
  if (!silent) state.pending += src.slice(pos, pos + 2);
  state.pos += 2;
  return true;
}

/** Inline code, which may contain line breaks. */
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

/** Removes one space on each side, which separates the code from its backticks. */
function unpadded(code: string): string {
  const isPadded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
  return isPadded ? code.slice(1, -1) : code;
}

function literal(state: StateInline, silent: boolean): boolean {
  if (!(state instanceof InlineState)) return false;
  const found = state.literalAt(state.pos);
  if (!found || found.end > state.posMax) return false;
  // Links don't nest.
  if (state.linkLevel > 0 && found.kind !== 'mention') return false;
  if (!silent) {
    const token = state.push('literal', '', 0);
    token.content = state.src.slice(found.start, found.end);
    token.meta = { literal: found };
  }
  state.pos = found.end;
  return true;
}
