/** The ids of the views, and of the types of editor tabs, as in the manifest. */
export const viewIds = {
  panel: 'deskmate.panel',
  queue: 'deskmate.queue',
  editor: 'deskmate.editor',
  wire: 'deskmate.wire',
  invite: 'deskmate.invite',
  roomCode: 'deskmate.roomCode',
} as const;
