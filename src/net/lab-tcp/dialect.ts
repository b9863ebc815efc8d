import type { RoomEntry } from '../../protocol/room-entry';
import type { TcpLabKind } from '../../protocol/room-kinds';
import {
  escapeLabels,
  escapeServerPrefix,
  joinedNotice,
  leftNotice,
  serverPrefix,
  startsQuote,
  textEnd,
} from '../lab-text/label';
import type { Speaker } from './stream-decoder';

/** The text format of a course server. */
export interface Dialect {
  /** Formats an entry; undefined if the server doesn't send it. */
  write(entry: RoomEntry): string | undefined;
  /**
   * Whether each message begins with its author's name, so that messages of one turn can be joined.
   * Otherwise its clients treat each read as a message.
   */
  readonly isPrefixed: boolean;
}

const hub: Dialect = {
  isPrefixed: true,
  write(entry) {
    switch (entry.type) {
      case 'joined':
        return entry.name + joinedNotice;
      case 'left':
      case 'removed':
        return entry.name + leftNotice;
      case 'message':
        return (entry.continues ? '' : `${entry.name}:`) + escapeLabels(entry.text);
      default:
        return undefined;
    }
  },
};

/** A p2p server has one client and names only itself. */
const p2p: Dialect = {
  isPrefixed: false,
  write(entry) {
    if (entry.type !== 'message') return undefined;
    const text = serverPrefix + escapeServerPrefix(entry.text);
    return startsQuote(text) ? text + textEnd : text;
  },
};

/** The text format of each kind of lab room. */
export const dialects: Readonly<Record<TcpLabKind, Dialect>> = { 'lab-hub': hub, 'lab-p2p': p2p };

/** The kind of room that a stream seems to come from; a hub until it is known. */
export const speakerKinds: Readonly<Record<Speaker, TcpLabKind>> = {
  unknown: 'lab-hub',
  hub: 'lab-hub',
  p2p: 'lab-p2p',
};
