/** A command as package.json declares it; a test compares the two. */
export interface CommandRow {
  /** In English, as in package.nls.json; package.nls.zh-cn.json has the translation. */
  readonly title: string;
  /** Name of a product icon. */
  readonly icon?: string;
  /** The when clause that enables the command; without one, it is always enabled. */
  readonly enablement?: string;
  /** The when clause that lists it in the command palette; without one, it is always listed. */
  readonly palette?: string;
}

/**
 * Every command. Each feature has the handlers of its commands, by the same ids; src/ui/app/command-handlers.ts
 * combines them, and doesn't compile if one is missing.
 */
export const commands = {
  'deskmate.hostRoom': { title: 'Host Room', icon: 'broadcast' },
  'deskmate.joinRoom': { title: 'Join Room', icon: 'sign-in' },
  'deskmate.rejoinRoom': {
    title: 'Join Room Again',
    icon: 'debug-restart',
    enablement: '!deskmate.connected && !deskmate.connecting',
  },
  'deskmate.continueRoom': {
    title: 'Continue as New Room',
    icon: 'repo-forked',
    enablement: 'deskmate.canContinue',
    palette: 'deskmate.canContinue',
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
  'deskmate.sendTerminalOutput': { title: 'Send Terminal Output to Chat', icon: 'terminal' },
  'deskmate.sendTerminalSelection': {
    title: 'Send Terminal Selection to Chat',
    icon: 'terminal',
    palette: 'terminalTextSelected',
  },
  'deskmate.sendStack': { title: 'Send Stack to Chat', icon: 'debug-alt', palette: 'inDebugMode' },
  'deskmate.sendTestFailure': {
    title: 'Send Test Failure to Chat',
    icon: 'beaker',
    palette: 'false',
  },
  'deskmate.sendPatch': { title: 'Send Patch to Chat', icon: 'diff-multiple' },
  'deskmate.sendFile': { title: 'Send File to Chat', icon: 'attach' },
  'deskmate.find': { title: 'Find in Chat', icon: 'search' },
  'deskmate.nextMention': { title: 'Go to Next Mention', icon: 'mention' },
  'deskmate.previousMention': { title: 'Go to Previous Mention', icon: 'mention' },
  'deskmate.nextCard': { title: 'Go to Next Code Card', icon: 'code' },
  'deskmate.previousCard': { title: 'Go to Previous Code Card', icon: 'code' },
  'deskmate.pinMessage': {
    title: 'Pin Message',
    icon: 'pin',
    enablement: 'deskmate.connected',
    palette: 'deskmate.invited',
  },
  'deskmate.unpinMessage': {
    title: 'Unpin Message',
    icon: 'pinned',
    enablement: 'deskmate.connected',
    palette: 'deskmate.invited',
  },
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
  'deskmate.showInviteQr': {
    title: 'Show Invite as QR Code',
    icon: 'device-camera',
    enablement: 'deskmate.canInvite',
    palette: 'deskmate.canInvite',
  },
  'deskmate.showRoomCode': {
    title: 'Show Room Code',
    icon: 'key',
    enablement: 'deskmate.canShowCode',
    palette: 'deskmate.canShowCode',
  },
  'deskmate.newRoomCode': {
    title: 'New Room Code',
    icon: 'refresh',
    enablement: 'deskmate.hasRoomCode',
    palette: 'deskmate.hasRoomCode',
  },
  'deskmate.stopRoomCode': {
    title: 'Stop Room Code',
    icon: 'circle-slash',
    enablement: 'deskmate.hasRoomCode',
    palette: 'deskmate.hasRoomCode',
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
  'deskmate.newLabClient': { title: 'New Lab Client', icon: 'new-file' },
  'deskmate.setWeather': {
    title: 'Network Weather',
    icon: 'cloud',
    enablement: 'deskmate.hosting && !deskmate.invited',
  },
  'deskmate.checkConnection': { title: 'Check Connection', icon: 'pulse' },
  'deskmate.resetInvite': {
    title: 'Reset Invite',
    icon: 'refresh',
    enablement: 'deskmate.canInvite',
  },
  'deskmate.lockRoom': {
    title: 'Lock Room',
    icon: 'lock',
    enablement: 'deskmate.canLock && !deskmate.locked',
    palette: 'deskmate.canLock && !deskmate.locked',
  },
  'deskmate.unlockRoom': {
    title: 'Unlock Room',
    icon: 'unlock',
    enablement: 'deskmate.canLock && deskmate.locked',
    palette: 'deskmate.canLock && deskmate.locked',
  },
  'deskmate.announceRoom': {
    title: 'Show Room on Network',
    icon: 'radio-tower',
    enablement: 'deskmate.canAnnounce && !deskmate.announced',
    palette: 'deskmate.canAnnounce && !deskmate.announced',
  },
  'deskmate.stopAnnouncing': {
    title: 'Hide Room from Network',
    icon: 'radio-tower',
    enablement: 'deskmate.announced',
    palette: 'deskmate.announced',
  },
  'deskmate.answerRequest': {
    title: 'Answer Request to Join',
    icon: 'bell-dot',
    enablement: 'deskmate.hasRequests',
    palette: 'deskmate.hasRequests',
  },
  'deskmate.muteRequests': {
    title: 'Mute Requests to Join',
    icon: 'bell-slash',
    enablement: 'deskmate.takesRequests',
    palette: 'deskmate.takesRequests',
  },
  'deskmate.unmuteRequests': {
    title: 'Unmute Requests to Join',
    icon: 'bell',
    enablement: 'deskmate.mutesRequests',
    palette: 'deskmate.mutesRequests',
  },
  'deskmate.cancelRequest': {
    title: 'Cancel Request to Join',
    icon: 'close',
    enablement: 'deskmate.asking',
    palette: 'deskmate.asking',
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
    enablement: 'deskmate.canInvite',
  },
  'deskmate.addModerator': {
    title: 'Make Moderator',
    icon: 'shield',
    enablement: 'deskmate.owner',
    palette: 'deskmate.owner',
  },
  'deskmate.removeModerator': {
    title: 'Remove Moderator',
    icon: 'account',
    enablement: 'deskmate.owner',
    palette: 'deskmate.owner',
  },
  'deskmate.handOver': {
    title: 'Hand Over Room',
    icon: 'arrow-swap',
    enablement: 'deskmate.hosting && deskmate.invited',
    palette: 'deskmate.hosting && deskmate.invited',
  },
  'deskmate.chooseTakeOver': { title: 'Choose Whether to Take Over Rooms', icon: 'arrow-swap' },
  'deskmate.mentionMember': {
    title: 'Mention',
    icon: 'mention',
    enablement: 'deskmate.invited',
    palette: 'false',
  },
  'deskmate.nudgeMember': {
    title: 'Nudge Member',
    icon: 'bell',
    enablement: 'deskmate.connected',
    palette: 'deskmate.connected',
  },
  'deskmate.muteRoom': {
    title: 'Mute Room',
    icon: 'bell-slash',
    enablement: 'deskmate.connected && !deskmate.muted',
    palette: 'deskmate.connected && !deskmate.muted',
  },
  'deskmate.unmuteRoom': {
    title: 'Unmute Room',
    icon: 'bell',
    enablement: 'deskmate.muted',
    palette: 'deskmate.muted',
  },
  'deskmate.setNickname': {
    title: 'Set Nickname',
    icon: 'tag',
    enablement: 'deskmate.connected && !deskmate.invited',
    palette: 'deskmate.connected && !deskmate.invited',
  },
  'deskmate.imStuck': {
    title: 'I’m Stuck',
    icon: 'question',
    enablement: 'deskmate.student',
    palette: 'deskmate.student',
  },
  'deskmate.pauseRequest': {
    title: 'Pause My Request',
    icon: 'debug-pause',
    enablement: 'deskmate.requestWaiting',
    palette: 'deskmate.requestWaiting',
  },
  'deskmate.resumeRequest': {
    title: 'Resume My Request',
    icon: 'debug-continue',
    enablement: 'deskmate.requestPaused',
    palette: 'deskmate.requestPaused',
  },
  'deskmate.withdrawRequest': {
    title: 'Withdraw My Request',
    icon: 'close',
    enablement: 'deskmate.requestOpen',
    palette: 'deskmate.requestOpen',
  },
  'deskmate.takeRequest': {
    title: 'Take Request',
    icon: 'person-add',
    enablement: 'deskmate.helper',
    palette: 'deskmate.helper',
  },
  'deskmate.finishRequest': {
    title: 'Mark Request as Done',
    icon: 'check',
    enablement: 'deskmate.helper',
    palette: 'deskmate.helper',
  },
  'deskmate.giveBackRequest': {
    title: 'Give Back Request',
    icon: 'discard',
    enablement: 'deskmate.helper',
    palette: 'deskmate.helper',
  },
  'deskmate.openRequest': {
    title: 'Open Code of Request',
    icon: 'go-to-file',
    enablement: 'deskmate.helper',
    palette: 'deskmate.helper',
  },
  'deskmate.answerFile': {
    title: 'Answer All of This File',
    icon: 'comment',
    enablement: 'deskmate.helper',
    palette: 'deskmate.helper',
  },
  'deskmate.announce': {
    title: 'Announce',
    icon: 'megaphone',
    enablement: 'deskmate.helper',
    palette: 'deskmate.helper',
  },
  'deskmate.openQueue': {
    title: 'Open Queue',
    icon: 'unlock',
    enablement: 'deskmate.helper && !deskmate.queueOpen',
    palette: 'deskmate.helper && !deskmate.queueOpen',
  },
  'deskmate.closeQueue': {
    title: 'Close Queue',
    icon: 'lock',
    enablement: 'deskmate.helper && deskmate.queueOpen',
    palette: 'deskmate.helper && deskmate.queueOpen',
  },
  'deskmate.messagePrivately': {
    title: 'Message Privately',
    icon: 'mail',
    enablement: 'deskmate.helper',
    palette: 'deskmate.helper',
  },
  'deskmate.addHelper': {
    title: 'Make Helper',
    icon: 'mortar-board',
    enablement: 'deskmate.classHost',
    palette: 'deskmate.classHost',
  },
  'deskmate.removeHelper': {
    title: 'Make Student Again',
    icon: 'account',
    enablement: 'deskmate.classHost',
    palette: 'deskmate.classHost',
  },
  'deskmate.setSpeaking': {
    title: 'Choose Who Can Write to Everyone',
    icon: 'comment-discussion',
    enablement: 'deskmate.classHost',
    palette: 'deskmate.classHost',
  },
  'deskmate.setQueueOrder': {
    title: 'Choose Order of Queue',
    icon: 'list-ordered',
    enablement: 'deskmate.classHost',
    palette: 'deskmate.classHost',
  },
  'deskmate.setCooldown': {
    title: 'Set Time Between Requests',
    icon: 'watch',
    enablement: 'deskmate.classHost',
    palette: 'deskmate.classHost',
  },
  'deskmate.chooseRoster': {
    title: 'Choose Roster',
    icon: 'checklist',
    enablement: 'deskmate.classHost',
    palette: 'deskmate.classHost',
  },
  'deskmate.exportClass': {
    title: 'Export Class',
    icon: 'export',
    enablement: 'deskmate.classHost',
    palette: 'deskmate.classHost',
  },
  'deskmate.replyToMessage': { title: 'Reply', icon: 'reply', palette: 'false' },
  'deskmate.copySelection': { title: 'Copy Selection', icon: 'copy', palette: 'false' },
  'deskmate.copyMessage': { title: 'Copy Text', icon: 'copy', palette: 'false' },
  'deskmate.copyCode': { title: 'Copy Code', icon: 'copy', palette: 'false' },
  'deskmate.copyLinkAddress': { title: 'Copy Link Address', icon: 'link', palette: 'false' },
  'deskmate.reactToMessage': { title: 'React…', icon: 'reactions', palette: 'false' },
  'deskmate.editMessage': { title: 'Edit Message', icon: 'edit', palette: 'false' },
  'deskmate.applyPatch': { title: 'Apply Patch…', icon: 'diff-multiple', palette: 'false' },
  'deskmate.saveMessageFile': { title: 'Save File…', icon: 'save', palette: 'false' },
  'deskmate.deleteMessage': { title: 'Delete Message', icon: 'trash', palette: 'false' },
  'deskmate.copyMessageLink': {
    title: 'Copy Link to Message',
    icon: 'link',
    palette: 'false',
  },
  'deskmate.quoteInEditor': { title: 'Quote in Editor', icon: 'quote', palette: 'false' },
  'deskmate.followMember': {
    title: 'Follow Member',
    icon: 'eye',
    enablement: 'deskmate.invited',
    palette: 'deskmate.invited',
  },
  'deskmate.stopFollowing': {
    title: 'Stop Following',
    icon: 'eye-closed',
    enablement: 'deskmate.following',
    palette: 'deskmate.following',
  },
  'deskmate.openPlace': {
    title: 'Go to Member’s Location',
    icon: 'go-to-file',
    enablement: 'deskmate.invited',
    palette: 'deskmate.invited',
  },
  'deskmate.sharePlace': { title: 'Choose Who Sees Your Location', icon: 'lock' },
  'deskmate.changeName': { title: 'Change Name', icon: 'edit' },
  'deskmate.bookmarkMessage': { title: 'Bookmark Message', icon: 'bookmark' },
  'deskmate.removeBookmark': { title: 'Remove Bookmark', icon: 'trash' },
  'deskmate.showBookmarks': { title: 'Show Bookmarks', icon: 'bookmark' },
  'deskmate.searchHistory': { title: 'Search History', icon: 'search' },
  'deskmate.openHistory': { title: 'Open History', icon: 'history' },
  'deskmate.clearHistory': { title: 'Clear History', icon: 'trash' },
  'deskmate.showPanel': { title: 'Open Chat', icon: 'comment-discussion' },
  'deskmate.openInEditor': { title: 'Open in Editor', icon: 'link-external' },
  'deskmate.showWire': { title: 'Show Wire', icon: 'pulse' },
  'deskmate.showLog': { title: 'Show Log', icon: 'output' },
  'deskmate.showMenu': { title: 'Show Menu' },
  'deskmate.openSettings': { title: 'Open Settings', icon: 'gear' },
} as const satisfies Readonly<Record<string, CommandRow>>;

export type CommandId = keyof typeof commands;

/** Runs a command with the arguments that a menu, keybinding or program passes. */
export type CommandHandler = (...args: unknown[]) => unknown;

/** Every command's handler. */
export type CommandHandlers = Readonly<Record<CommandId, CommandHandler>>;
