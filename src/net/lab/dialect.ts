import type { RoomFrame } from '../frames';
import type { LabKind } from '../transport';
import { joinedNotice, leftNotice, serverPrefix } from './label';

/** A frame as a course server writes it; undefined where it says nothing. */
export type Dialect = (frame: RoomFrame) => string | undefined;

const hub: Dialect = (frame) => {
  switch (frame.type) {
    case 'joined':
      return frame.name + joinedNotice;
    case 'left':
      return frame.name + leftNotice;
    case 'message':
      return `${frame.name}:${frame.text}`;
    default:
      return undefined;
  }
};

/** A p2p server has one listener and names nobody but itself. */
const p2p: Dialect = (frame) => (frame.type === 'message' ? serverPrefix + frame.text : undefined);

export const dialects: Readonly<Record<LabKind, Dialect>> = { 'lab-hub': hub, 'lab-p2p': p2p };
