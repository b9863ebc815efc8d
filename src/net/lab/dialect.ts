import type { LabKind, RoomEntry } from '../../protocol/transport';
import {
  defuse,
  defuseServer,
  joinedNotice,
  leftNotice,
  serverPrefix,
  startsQuote,
  textEnd,
} from './label';

/** An entry as a course server writes it; undefined where it says nothing. */
export type Dialect = (entry: RoomEntry) => string | undefined;

const hub: Dialect = (entry) => {
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
};

/** A p2p server has one listener and names nobody but itself. */
const p2p: Dialect = (entry) => {
  if (entry.type !== 'message') return undefined;
  const text = serverPrefix + defuseServer(entry.text);
  return startsQuote.test(text) ? text + textEnd : text;
};

export const dialects: Readonly<Record<LabKind, Dialect>> = { 'lab-hub': hub, 'lab-p2p': p2p };
