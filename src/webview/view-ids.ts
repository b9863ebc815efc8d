/** The ids of the panel's view, and of the types of editor tabs, as in the manifest. */
export const viewIds = {
  panel: 'deskmate.panel',
  editor: 'deskmate.editor',
  wire: 'deskmate.wire',
  invite: 'deskmate.invite',
  roomCode: 'deskmate.roomCode',
} as const;
