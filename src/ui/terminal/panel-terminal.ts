import type { TerminalCard } from '../../protocol/card';
import { gapText, terminalDetails, terminalTitle } from '../../strings/terminal-text';
import type { Translate } from '../../strings/translate';
import type { PanelTerminal } from '../../webview/card-messages';

/** The card as the panel shows it. */
export function panelTerminal(card: TerminalCard, t: Translate): PanelTerminal {
  const { command = '', exit = 0, gaps = [], output } = card;
  return {
    kind: 'terminal',
    title: terminalTitle(card, t),
    command,
    facts: terminalDetails(card, t),
    failed: exit !== 0,
    output,
    gaps: gaps.map(({ after, lines }) => ({ after, label: gapText(lines, t) })),
  };
}
