import { html, type TemplateResult } from 'lit/html.js';
import type { TextContext } from '../base/text-context';
import { codeWithPlaces } from '../markdown/links';
import { codeActions } from './code-actions';
import './code-view';
import type { ShownCode } from './code-view';
import { languageOf } from './languages';

/** A block of code in a text, with its language and what can be done with it. */
export function codeBlock(text: string, language: string, context: TextContext): TemplateResult {
  const { strings } = context;
  const name = languageOf(language).name || strings.code;
  const drawLine = (line: string) => codeWithPlaces(line, context);
  const code: ShownCode = { text, language, label: name, strings, drawLine };
  return html`<div class="code-block"><div class="code-head"><span class="code-language">${name}</span>${codeActions(text, context)}</div><code-view .code=${code}></code-view></div>`;
}
