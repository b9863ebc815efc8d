import type { FromPanel, PanelStrings } from '../messages';

/** What drawing somebody's text or card needs besides it. */
export interface TextContext {
  readonly strings: PanelStrings;
  /** Names of the members, who can be mentioned. */
  readonly names: readonly string[];
  /** The name of the person at this window. */
  readonly ownName?: string | undefined;
  /** A room that carries plain text only: no markdown, but links and references work. */
  readonly plain: boolean;
  post(message: FromPanel): void;
}
