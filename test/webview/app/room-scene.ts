import type { PanelMessage, PanelSnapshot } from '../../../src/webview/messages';
import type { PanelStatus } from '../../../src/webview/status-messages';
import { said, snapshot } from './fixtures';
import { deliveries, mine, pair, people } from './invited-scenes';

/** An invite room in which every action is available. */

export const roomStatus: PanelStatus = { ...pair, members: people };

/** A message from Ann. */
export function fromAnn(id: string, text: string, change: object = {}): PanelMessage {
  return said(id, text, {
    author: 'm1',
    authorName: 'Ann',
    hue: 1,
    ...change,
  } as Partial<PanelMessage>);
}

/** A message from the user that everyone has received. */
export function own(id: string, text: string, change: object = {}): PanelMessage {
  return mine(id, text, { delivery: deliveries.all, ...change });
}

export function room(
  messages: readonly PanelMessage[],
  change: Partial<PanelSnapshot> = {},
): PanelSnapshot {
  return snapshot({ status: roomStatus, messages, ...change });
}
