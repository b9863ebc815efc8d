import type { LabKind } from '../../protocol/room-kinds';
import type { RoomEntry } from '../../protocol/transport';
import {
  defuse,
  defuseServer,
  joinedNotice,
  leftNotice,
  serverPrefix,
  startsQuote,
  textEnd,
} from './label';
import type { Speaker } from './stream-decoder';

/** How a course server speaks. */
export interface Dialect {
  /** An entry as it writes it; undefined where it says nothing. */
  write(entry: RoomEntry): string | undefined;
  /**
   * Each message begins with its author's name, so what is written in one turn may be joined; else its
   * programs take one read for one message.
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
        return (entry.continues ? '' : `${entry.name}:`) + defuse(entry.text);
      default:
        return undefined;
    }
  },
};

/** A p2p server has one listener and names nobody but itself. */
const p2p: Dialect = {
  isPrefixed: false,
  write(entry) {
    if (entry.type !== 'message') return undefined;
    const text = serverPrefix + defuseServer(entry.text);
    return startsQuote.test(text) ? text + textEnd : text;
  },
};

export const dialects: Readonly<Record<LabKind, Dialect>> = { 'lab-hub': hub, 'lab-p2p': p2p };

/** What kind of room a stream seems to come from: whoever has not said enough is taken for a hub. */
export const speakerKinds: Readonly<Record<Speaker, LabKind>> = {
  unknown: 'lab-hub',
  hub: 'lab-hub',
  p2p: 'lab-p2p',
};
