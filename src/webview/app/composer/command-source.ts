import { html } from 'lit/html.js';
import { fold } from '../../../text/fold';
import type { PanelSlashCommand, PanelStrings } from '../base/messages';
import type { Completion, CompletionQuery, CompletionSource } from './completion-list';

/** A `/` at the start, also as Chinese input methods type that key. */
const start = /^[/／、]([\p{L}\p{N}-]*)$/u;

/** Completes commands after a `/` at the start of a message. */
export class CommandSource implements CompletionSource {
  /** The commands that work now; empty while a message is edited. */
  commands: readonly PanelSlashCommand[] = [];

  label(strings: PanelStrings): string {
    return strings.slashCommands;
  }

  query(text: string, caret: number): CompletionQuery | undefined {
    const typed = start.exec(text.slice(0, caret))?.[1];
    return typed === undefined ? undefined : { start: 0, typed };
  }

  offer(typed: string): readonly Completion[] {
    return matchingCommands(typed, this.commands).map(({ name, argument, label }) => ({
      id: name,
      content: html`<b class="command-name">/${name}</b>${
        argument === undefined ? '' : html` <i class="command-argument">${argument}</i>`
      } <span class="command-label">${label}</span>`,
      text: `/${name}`,
    }));
  }
}

/**
 * The commands that start with the typed text, then those whose description contains it. None once a name is
 * complete, so that Enter runs it.
 */
export function matchingCommands(
  typed: string,
  commands: readonly PanelSlashCommand[],
): readonly PanelSlashCommand[] {
  const wanted = fold(typed);
  if (commands.some(({ name }) => name === wanted)) return [];
  const begin = commands.filter(({ name }) => name.startsWith(wanted));
  const mean = commands.filter(
    (command) => !begin.includes(command) && fold(command.label).includes(wanted),
  );
  return [...begin, ...mean];
}
