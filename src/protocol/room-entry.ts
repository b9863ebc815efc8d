import type { EntryFrame } from './entry-frames';
import type { Transit } from './transit';

/** An entry of a room's log. */
export type RoomEntry = Exclude<EntryFrame, { type: 'message' }> | NumberedMessage;

type NumberedMessage = Extract<EntryFrame, { type: 'message' }> & {
  /** It is the rest of the previous entry, which was published incomplete; in lab rooms only. */
  readonly continues?: boolean;
  /** How it got to the hub; in lab rooms only. */
  readonly transit?: Transit;
};
