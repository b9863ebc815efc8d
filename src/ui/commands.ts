/** What package.json says of a command; a test holds the two together. */
interface CommandRow {
  /** In English; package.nls.json holds it, and package.nls.zh-cn.json its translation. */
  readonly title: string;
  /** A product icon. */
  readonly icon?: string;
  /** When it can be run, as a when clause; absent: always. */
  readonly enablement?: string;
  /** When the command palette lists it, as a when clause; absent: always. */
  readonly palette?: string;
}

/**
 * Every command. Its feature has the handler, under the same id; src/ui/app/interface.ts gathers them,
 * and does not compile while one is missing.
 */
export const commands = {
  'deskmate.hostRoom': { title: 'Host Room', icon: 'broadcast' },
  'deskmate.joinRoom': { title: 'Join Room', icon: 'sign-in' },
  'deskmate.rejoinRoom': {
    title: 'Join Room Again',
    icon: 'debug-restart',
    enablement: '!deskmate.connected && !deskmate.connecting',
  },
  'deskmate.leaveRoom': {
    title: 'Leave Room',
    icon: 'sign-out',
    enablement: 'deskmate.connected || deskmate.connecting',
    palette: '!deskmate.hosting',
  },
  'deskmate.closeRoom': {
    title: 'Close Room',
    icon: 'sign-out',
    enablement: 'deskmate.hosting',
    palette: 'deskmate.hosting',
  },
  'deskmate.sendMessage': { title: 'Send Message', icon: 'send', enablement: 'deskmate.connected' },
  'deskmate.sendSelection': { title: 'Send Selection to Chat', icon: 'code' },
  'deskmate.postError': { title: 'Send Error to Chat', icon: 'bug' },
  'deskmate.sendPatch': { title: 'Send Patch to Chat', icon: 'diff-multiple' },
  'deskmate.find': { title: 'Find in Chat', icon: 'search' },
  'deskmate.nextMention': { title: 'Go to Next Mention', icon: 'mention' },
  'deskmate.previousMention': { title: 'Go to Previous Mention', icon: 'mention' },
  'deskmate.nextCard': { title: 'Go to Next Code Card', icon: 'code' },
  'deskmate.previousCard': { title: 'Go to Previous Code Card', icon: 'code' },
  'deskmate.jumpToUnread': { title: 'Go to First Unread Message', icon: 'arrow-down' },
  'deskmate.focusMessages': { title: 'Focus Messages', icon: 'list-unordered' },
  'deskmate.focusComposer': { title: 'Focus Message Box', icon: 'edit' },
  'deskmate.exportChat': { title: 'Export Chat', icon: 'export' },
  'deskmate.copyInvite': {
    title: 'Copy Invite',
    icon: 'copy',
    enablement: 'deskmate.connected',
    palette: 'deskmate.invited',
  },
  'deskmate.copyAddress': {
    title: 'Copy Address',
    icon: 'copy',
    enablement: 'deskmate.connected && !deskmate.invited',
  },
  'deskmate.changeEncoding': {
    title: 'Change Encoding',
    icon: 'symbol-text',
    enablement: 'deskmate.connected && !deskmate.invited',
  },
  'deskmate.resetInvite': {
    title: 'Reset Invite',
    icon: 'refresh',
    enablement: 'deskmate.hosting && deskmate.invited',
  },
  'deskmate.lockRoom': {
    title: 'Lock Room',
    icon: 'lock',
    enablement: 'deskmate.hosting && deskmate.invited && !deskmate.locked',
    palette: 'deskmate.hosting && deskmate.invited && !deskmate.locked',
  },
  'deskmate.unlockRoom': {
    title: 'Unlock Room',
    icon: 'unlock',
    enablement: 'deskmate.hosting && deskmate.invited && deskmate.locked',
    palette: 'deskmate.hosting && deskmate.invited && deskmate.locked',
  },
  'deskmate.askAboutStorage': {
    title: 'Resolve Storage Problem',
    icon: 'warning',
    enablement: 'deskmate.unsaved',
    palette: 'deskmate.unsaved',
  },
  'deskmate.makeGroup': {
    title: 'Convert to Group',
    icon: 'organization',
    enablement: 'deskmate.hosting && deskmate.pair',
    palette: 'deskmate.hosting && deskmate.pair',
  },
  'deskmate.removeMember': {
    title: 'Remove Member',
    icon: 'person',
    enablement: 'deskmate.hosting && deskmate.invited',
  },
  'deskmate.mentionMember': {
    title: 'Mention',
    icon: 'mention',
    enablement: 'deskmate.invited',
    palette: 'false',
  },
  'deskmate.changeName': { title: 'Change Name', icon: 'edit' },
  'deskmate.openHistory': { title: 'Open History', icon: 'history' },
  'deskmate.clearHistory': { title: 'Clear History', icon: 'trash' },
  'deskmate.showPanel': { title: 'Open Chat', icon: 'comment-discussion' },
  'deskmate.openInEditor': { title: 'Open in Editor', icon: 'link-external' },
  'deskmate.showLog': { title: 'Show Log', icon: 'output' },
  'deskmate.showMenu': { title: 'Show Menu' },
  'deskmate.openSettings': { title: 'Open Settings', icon: 'gear' },
} as const satisfies Readonly<Record<string, CommandRow>>;

export type CommandId = keyof typeof commands;

/** Does a command; gets what menus, keybindings and programs pass. */
export type CommandHandler = (...args: unknown[]) => unknown;

/** Every command's handler. */
export type CommandHandlers = Readonly<Record<CommandId, CommandHandler>>;
