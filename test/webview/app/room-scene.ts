import type { PanelMessage, PanelSnapshot, PanelStatus } from '../../../src/webview/messages';
import { said, snapshot } from './fixtures';
import { deliveries, mine, pair, people } from './invited-scenes';

/** An invite room in which everything can be done, for tests of what is done. */

export const roomStatus: PanelStatus = { ...pair, members: people };

/** What Ann says. */
export function anns(id: string, text: string, change: object = {}): PanelMessage {
  return said(id, text, {
    author: 'm1',
    authorName: 'Ann',
    hue: 1,
    ...change,
  } as Partial<PanelMessage>);
}

/** An own message that everybody has. */
export function own(id: string, text: string, change: object = {}): PanelMessage {
  return mine(id, text, { delivery: deliveries.all, ...change });
}

export function room(
  messages: readonly PanelMessage[],
  change: Partial<PanelSnapshot> = {},
): PanelSnapshot {
  return snapshot({ status: roomStatus, messages, ...change });
}
