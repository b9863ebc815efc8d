import type { NetError } from '../net/net-error';
import type { Event } from '../util/event';
import type { Connection, Member, RoomInfo } from './session-state';

/** A room this window is in, hosted or joined. Changes are told by `onDidChange`. */
export interface Room {
  readonly info: RoomInfo;
  readonly connection: Connection;
  readonly members: readonly Member[];
  readonly waiting: readonly { readonly name: string }[];
  readonly onDidChange: Event<void>;
  /** Fires once, when the room is over for this window; with an error when it broke. */
  readonly onDidEnd: Event<NetError | undefined>;
  /** @throws {SayError} when the protocol cannot carry this text */
  say(text: string): void;
  /** Leaves politely (as the host: closes the room); resolves when the connections are gone. */
  leave(): Promise<void>;
}

/** The member id of the person at this window, in every room. */
export const selfId = 'self';

/** A message as people see it: without the line ending that line-based programs add. */
export function displayText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '');
}
