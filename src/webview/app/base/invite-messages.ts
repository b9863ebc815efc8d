/** Re-exports the messages between the invite's page and the extension host, like messages.ts for the panel. */
export type * from '../../invite-messages';
