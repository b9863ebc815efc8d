import type { RecordItem } from './chat-record';
import type { ChatSummary } from './chat-summary';

/** Writes a chat in one format. */
export interface ChatWriter {
  /** Writes the next item, in one piece or in several, so that each takes little time. */
  item(item: RecordItem): Generator<string>;
  /** The whole document. @param items what {@link item} wrote */
  document(summary: ChatSummary, items: string): string;
}
