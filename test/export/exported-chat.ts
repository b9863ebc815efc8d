import {
  type ExportFormatName,
  type ExportTools,
  exportFormats,
  exportSteps,
} from '../../src/export/export-formats';
import type { LogEntry, MessageEntry } from '../../src/room/log/log-entry';
import type { RoomInfo } from '../../src/room/room';
import { MemberNames } from '../../src/strings/member-names';
import { english, type Translate } from '../../src/strings/translate';
import { runToEnd } from '../../src/util/slices';

export const noon = Date.UTC(2025, 2, 4, 12, 0, 5);

const dayMs = 24 * 60 * 60_000;

export const pair: RoomInfo = { kind: 'pair', name: 'Lab 3', address: '10.0.0.1', port: 9000 };

/** What names {@link pair} in links to its messages. */
export const linkRoom = 'r'.repeat(22);

let lastId = 0;

/** A message from Ann at noon. */
export function messageEntry(text: string, change: Partial<MessageEntry> = {}): MessageEntry {
  lastId += 1;
  return {
    ...{ kind: 'message', id: `e${lastId}`, time: noon, author: 'm1', authorName: 'Ann' },
    ...{ own: false, text },
    ...change,
  } as MessageEntry;
}

export interface ExportLook extends ExportTools {
  readonly language?: string;
  readonly t?: Translate;
}

/** The document that entries are exported as, the day after. */
export function exportedChat(
  format: ExportFormatName,
  entries: readonly LogEntry[],
  room: RoomInfo | 'none' = pair,
  { language = 'en-GB', t = english, ...tools }: ExportLook = {},
): string {
  const members = new MemberNames();
  for (const entry of entries) members.addEntry(entry);
  const chat = {
    room: room === 'none' ? undefined : room,
    linkRoom: room === 'none' ? undefined : linkRoom,
    entries,
    members,
    language,
    timeZone: 'UTC',
    now: noon + dayMs,
  };
  return runToEnd(exportSteps(chat, exportFormats[format], tools, t));
}
