import * as v from 'valibot';

/** The messages between the extension host and the page that shows how to join: an invite as a QR code, or a room code. */

/** What the page shows, sent when it loads and after each change. */
export interface InvitePageState {
  readonly title: string;
  /** The link that the QR code carries; absent without one, as while no one can join with it. */
  readonly link?: string;
  /** The digits of the room code, as people read them; absent without one, as while no one can join with it. */
  readonly code?: string;
  /** Describes either code, for those who don't see it. */
  readonly label: string;
  /** What to do, one step after the other. */
  readonly steps: readonly string[];
  readonly notes: readonly string[];
  readonly actions: readonly { readonly command: InvitePageCommand; readonly label: string }[];
  readonly close: string;
}

const command = v.picklist([
  'copyInvite',
  'resetInvite',
  'lockRoom',
  'unlockRoom',
  'makeGroup',
  'newRoomCode',
  'stopRoomCode',
  'announceRoom',
]);

const fromInvitePage = v.variant('type', [
  /** The page's script is running. */
  v.object({ type: v.literal('ready') }),
  /** Closes the tab. */
  v.object({ type: v.literal('close') }),
  /** Runs the editor's command of this name. */
  v.object({ type: v.literal('command'), command }),
]);

export type InvitePageCommand = v.InferOutput<typeof command>;
export type FromInvitePage = Readonly<v.InferOutput<typeof fromInvitePage>>;

/**
 * Checks a message from the page.
 * @returns undefined when it doesn't match a schema
 */
export function parseFromInvitePage(value: unknown): FromInvitePage | undefined {
  const result = v.safeParse(fromInvitePage, value);
  return result.success ? result.output : undefined;
}
