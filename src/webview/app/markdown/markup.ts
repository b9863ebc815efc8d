import { guard } from 'lit/directives/guard.js';
import { html } from 'lit/html.js';
import { isDrawable, isParsable, isTall } from '../../../text/bounds';
import { findLiterals } from '../../../text/literals';
import { namesOf } from '../../../text/mentions';
import { parse } from '../../../text/parser';
import type { TextContext } from '../text-context';
import { blocksTemplate } from './blocks';
import { directionOf } from './direction';
import { literalTemplate } from './literal-template';
import { tallText } from './tall-text';

/**
 * Draws somebody's text: as markdown, or in a plain room as it is, with links and references. Drawing it
 * again costs a comparison. The text comes from others; it only ever becomes text nodes.
 */
export function markup(text: string, context: TextContext): unknown {
  const { strings, plain, names, ownName } = context;
  const key = plain ? '' : namesOf(names).key;
  return guard(
    [text, strings, plain, key, ownName],
    () => html`<div class="markup" dir=${directionOf(text)}>${contentOf(text, context)}</div>`,
  );
}

function contentOf(text: string, context: TextContext): unknown {
  if (isTall(text)) return tallText(text, context.strings);
  return context.plain ? plainContent(text, context) : markdownContent(text, context);
}

function markdownContent(text: string, context: TextContext): unknown {
  const tokens = isParsable(text) ? parse(text, namesOf(context.names)) : undefined;
  return tokens && isDrawable(tokens) ? blocksTemplate(tokens, context) : text;
}

function plainContent(text: string, context: TextContext): unknown[] {
  const parts: unknown[] = [];
  let end = 0;
  for (const literal of findLiterals(text)) {
    const words = text.slice(literal.start, literal.end);
    parts.push(text.slice(end, literal.start), literalTemplate(literal, words, context));
    end = literal.end;
  }
  parts.push(text.slice(end));
  return parts;
}
