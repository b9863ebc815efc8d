import type { LogEntry } from '../../room/log-entry';
import type { PanelMessage } from '../../webview/messages';
import { eventWords } from './room-words';
import type { Translate } from './translate';

/**
 * A log entry as the panel shows it.
 * @param unsent whether what is still queued will never go out
 */
export function panelMessage(
  entry: LogEntry,
  unsent: boolean,
  language: string,
  t: Translate,
): PanelMessage {
  const { id, time } = entry;
  if (entry.kind === 'system') {
    return { kind: 'system', id, time, ...eventWords(entry, language, t) };
  }
  const { author, authorName, own, text } = entry;
  return {
    kind: 'message',
    id,
    time,
    author,
    authorName,
    own,
    text,
    ...(entry.delivery === 'queued' ? { delivery: unsent ? 'unsent' : 'queued' } : {}),
  };
}
