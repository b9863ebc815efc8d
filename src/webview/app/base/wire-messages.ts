/** Re-exports the messages between the wire view's page and the extension host, like messages.ts for the panel. */
export type * from '../../from-wire-page';
export type * from '../../wire-messages';
