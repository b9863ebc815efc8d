import { guard } from 'lit/directives/guard.js';
import { html, type TemplateResult } from 'lit/html.js';
import type { TextContext } from '../text-context';
import { blocksTemplate } from './blocks';
import { isDrawable, isParsable } from './bounds';
import { directionOf } from './direction';
import { literalTemplate } from './literal-template';
import { findLiterals } from './literals';
import { namesOf } from './mentions';
import { parse } from './parser';

/**
 * Draws somebody's text: as markdown, or in a plain room as it is, with links and references. Drawing it
 * again costs a comparison. The text comes from others; it only ever becomes text nodes.
 */
export function markup(text: string, context: TextContext): unknown {
  const { strings, plain, names, ownName } = context;
  const key = plain ? '' : namesOf(names).key;
  return guard([text, strings, plain, key, ownName], () =>
    plain ? plainTemplate(text, context) : markdownTemplate(text, context),
  );
}

function markdownTemplate(text: string, context: TextContext): TemplateResult {
  const tokens = isParsable(text) ? parse(text, namesOf(context.names)) : undefined;
  const content = tokens && isDrawable(tokens) ? blocksTemplate(tokens, context) : text;
  return html`<div class="markup" dir=${directionOf(text)}>${content}</div>`;
}

function plainTemplate(text: string, context: TextContext): TemplateResult {
  const parts: unknown[] = [];
  let end = 0;
  for (const literal of findLiterals(text)) {
    const words = text.slice(literal.start, literal.end);
    parts.push(text.slice(end, literal.start), literalTemplate(literal, words, context));
    end = literal.end;
  }
  parts.push(text.slice(end));
  return html`<div class="markup" dir=${directionOf(text)}>${parts}</div>`;
}
