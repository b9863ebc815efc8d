import type { TerminalCard } from '../../protocol/card';
import type { Translate } from '../../strings/translate';
import { looksSecret, secretLines } from '../../text/secrets';
import type { PanelReview } from '../../webview/card-messages';
import { errorLines, lineText, type OutputPart, partOf } from './output-part';
import { panelTerminal } from './panel-terminal';
import { type CommandOutput, commandOutput, terminalCard } from './terminal-card';

/** How the user trims an output before it is sent. */
export interface ReviewChoice {
  readonly part: OutputPart;
  /** Leave out the lines that look like they contain a secret, and such a command. */
  readonly leaveOutMarked: boolean;
}

/** How many of the last lines can be chosen. */
const lastLines = [10, 50, 200];

/**
 * A command's output while it waits above the message box: the user sees everything that will be sent, can trim it, and
 * is warned of what looks like a secret.
 */
export class OutputReview {
  private choice: ReviewChoice = { part: 'all', leaveOutMarked: false };
  private readonly texts: readonly string[];
  /** The lines that look like they contain a secret. */
  private readonly secret: ReadonlySet<number>;
  private readonly hasSecretCommand: boolean;
  /** Whether the card has every line unless the user leaves some out. */
  private readonly isWhole: boolean;
  card: TerminalCard;
  /** Whether the user was told of the marked lines and sent the card nevertheless. */
  isConfirmed = false;

  constructor(private readonly whole: CommandOutput) {
    this.texts = whole.output.lines.map(lineText);
    this.secret = secretLines(this.texts);
    this.hasSecretCommand = looksSecret(whole.facts.command ?? '');
    this.card = this.trimmed();
    this.isWhole = this.card.gaps === undefined;
  }

  choose(choice: ReviewChoice): void {
    this.choice = choice;
    this.isConfirmed = false;
    this.card = this.trimmed();
  }

  /** How many lines of the card, with the command, look like they contain a secret. */
  get suspicious(): number {
    return this.marked.length + (this.isCommandMarked ? 1 : 0);
  }

  /** Why the card isn't sent at the first attempt, as text; undefined if nothing looks like a secret. */
  warning(t: Translate): string | undefined {
    const { suspicious } = this;
    if (suspicious === 0) return undefined;
    return suspicious === 1
      ? t('One marked line may contain a password, token or key. Send again to send it anyway.')
      : t(
          '{0} marked lines may contain passwords, tokens or keys. Send again to send them anyway.',
          suspicious,
        );
  }

  panel(t: Translate): PanelReview {
    const { card, choice, texts, isWhole } = this;
    const { lines } = this.whole.output;
    const count = errorLines(texts).size;
    const all = lines.length === 1 ? t('1 line') : t('All {0} lines', lines.length);
    const parts: readonly (readonly [OutputPart, string])[] = [
      ...(lines.length > 0 ? [['all', isWhole ? all : t('As many lines as fit')] as const] : []),
      ...(count > 0 && count < lines.length ? [['errors', t('Error lines')] as const] : []),
      ...lastLines
        .filter((last) => last < lines.length)
        .map((last) => [last, t('Last {0} lines', last)] as const),
    ];
    const secrets = this.secret.size + (this.hasSecretCommand ? 1 : 0);
    return {
      card: panelTerminal(card, t),
      marked: this.marked,
      markedCommand: this.isCommandMarked,
      parts: parts.map(([part, label]) => ({ part, label, chosen: part === choice.part })),
      ...(secrets > 0 && {
        secrets: {
          warning: markedLabels(this.suspicious, t),
          label: t('Leave out marked lines'),
          leftOut: choice.leaveOutMarked,
        },
      }),
    };
  }

  /** The card's lines that look like they contain a secret. */
  private get marked(): readonly number[] {
    const texts = commandOutput(this.card).output.lines.map(lineText);
    // A key over several lines may begin in a part that was left out.
    const known = new Set([...this.secret].map((index) => this.texts[index]));
    const found = secretLines(texts);
    return [...texts.keys()].filter(
      (index) => found.has(index) || (texts[index] !== '' && known.has(texts[index])),
    );
  }

  private get isCommandMarked(): boolean {
    return this.hasSecretCommand && this.card.command !== undefined;
  }

  private trimmed(): TerminalCard {
    const { facts, output } = this.whole;
    const { part, leaveOutMarked } = this.choice;
    const { command, ...others } = facts;
    const isKept = command !== undefined && !(leaveOutMarked && this.hasSecretCommand);
    return terminalCard({
      facts: { ...others, ...(isKept && { command }) },
      output: partOf(output, part, leaveOutMarked ? this.secret : undefined),
    });
  }
}

/** The labels for lines that look like they contain a secret. @param count how many of them are in the card */
function markedLabels(count: number, t: Translate): string {
  if (count === 0) return t('Marked lines are left out.');
  return count === 1
    ? t('The marked line looks like it contains a password, token or key.')
    : t('{0} marked lines look like they contain passwords, tokens or keys.', count);
}
