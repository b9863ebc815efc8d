import type { Reading } from '../../../text/reading';
import type { FromPanel, PanelStrings } from './messages';

/** What drawing somebody's text or card needs besides it. */
export interface TextContext {
  readonly strings: PanelStrings;
  /** How the room's texts are read; the same object as long as nothing about it changes. */
  readonly reading: Reading;
  post(message: FromPanel): void;
}
