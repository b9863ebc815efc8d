import { html, nothing, type TemplateResult } from 'lit/html.js';
import { endFirst } from '../base/end-first';
import { icons } from '../base/icons';
import type { PanelStrings, PanelTerminal } from '../base/messages';
import { codeActions } from '../code/code-actions';
import { codeText } from '../code/code-text';
import type { ShownCode } from '../code/code-view';
import { styledOutputText, TerminalLines } from '../code/terminal-lines';
import { type CardRenderer, foldedLines, frameHeight, lineHeight } from './card-renderer';

/** What a command wrote to a terminal, of which the end is shown first. */
export const terminalCard: CardRenderer<PanelTerminal> = {
  icon: icons.terminal,
  template: terminalTemplate,
  searchText: ({ title, command, output }) =>
    [command === '' ? title : command, styledOutputText(output)].join('\n'),
  searched: ['.command', '.card pre'],
  height: ({ output }) =>
    frameHeight +
    Math.min(foldedLines + 1, styledOutputText(output).split('\n').length) * lineHeight,
  oneLine: ({ title }) => title,
};

function terminalTemplate(
  _messageId: string,
  card: PanelTerminal,
  strings: PanelStrings,
): TemplateResult {
  const text = styledOutputText(card.output);
  return html`<section class="card terminal" data-card role="group" aria-label=${card.title}>
    <div class="card-head">
      ${commandTemplate(card)}
      ${text === '' ? nothing : codeActions(text, strings)}
    </div>
    ${card.facts === '' ? nothing : factsTemplate(card)}
    ${text === '' ? html`<p class="card-note">${strings.noOutput}</p>` : terminalOutput(card, strings, { keeps: 'end' })}
  </section>`;
}

/** The command, or what the card is instead. In a card's head it has one line: the program and the end of the rest. */
export function commandTemplate({ title, command }: PanelTerminal): TemplateResult {
  const [program = ''] = /^\s*\S*\s*/.exec(command) ?? [];
  const rest = command.slice(program.length);
  return html`<span class="card-title card-command"
    >${icons.terminal}${
      command === ''
        ? html`<span class="command">${endFirst(title, title)}</span>`
        : html`<span class="prompt" aria-hidden="true">$</span><span class="command" title=${command}
            ><span class="program">${codeText(program)}</span>${endFirst(codeText(rest))}</span>`
    }</span>`;
}

/** Where the command ran, how it ended and how long it took. */
export function factsTemplate({ facts, failed }: PanelTerminal): TemplateResult {
  return html`<p class="card-facts ${failed ? 'failed' : ''}"
    >${failed ? icons.error : nothing}${endFirst(facts, facts)}</p>`;
}

/** The output in the theme's colors. */
export function terminalOutput(
  card: PanelTerminal,
  strings: PanelStrings,
  options: Pick<ShownCode, 'keeps' | 'highlighted'>,
): TemplateResult {
  const lines = new TerminalLines(card);
  const code: ShownCode = {
    text: lines.text,
    language: '',
    label: card.title,
    strings,
    drawLine: (line, index) => lines.draw(line, index),
    ...options,
  };
  return html`<code-view .code=${code}></code-view>`;
}
