import type { PanelMessage, PanelSnapshot, PanelStrings } from '../../../src/webview/messages';
import type { PanelMember, PanelStatus } from '../../../src/webview/status-messages';

/** States of the panel, as the extension host posts them. */

export const strings: PanelStrings = {
  messages: 'Messages',
  message: 'Message',
  send: 'Send',
  participants: 'Participants',
  waitingLine: 'Waiting line',
  applicants: 'Waiting for you',
  admit: 'Admit',
  turnAway: 'Turn Away',
  requests: 'Requests to join',
  enterCode: 'Enter Code',
  denyRequest: 'Deny',
  cancelRequest: 'Cancel Request to Join',
  you: 'You',
  host: 'Host',
  helper: 'Helper',
  announcement: 'Announcement',
  recipient: 'To:',
  everyone: 'Everyone',
  privately: 'Private',
  privatePlaceholder: 'Write a private message',
  noPrivateMessages: 'No private messages yet.',
  publish: 'Publish',
  publishAnonymously: 'Publish without name…',
  filesNotPrivate: 'Files can’t be sent privately.',
  replyIsPublic: 'What you’ve written is private, and replies go to everyone.',
  placeholder: 'Write a message',
  placeholderOffline: 'You aren’t in a room',
  sendHint: 'Enter sends, Shift+Enter makes a new line',
  welcomeTitle: 'Talk while you code',
  welcomeText: 'Host a room for your lab, or join one on your network. No account, no cloud.',
  hostRoom: 'Host Room',
  joinRoom: 'Join Room',
  noMessages: 'Nobody has said anything yet.',
  newMessages: 'New messages',
  jumpToNewest: 'Go to the newest message',
  jumpToUnread: 'Go to the first unread message ({0} unread)',
  newMessagesCount: 'New messages: {0}',
  find: 'Find in chat',
  findCount: '{0} of {1}',
  findNothing: 'No results',
  findPrevious: 'Previous match (Shift+Enter)',
  findNext: 'Next match (Enter)',
  findClose: 'Close (Escape)',
  matchCase: 'Match case',
  edited: 'edited',
  deleted: 'This message was deleted',
  reply: 'Reply',
  react: 'React',
  edit: 'Edit',
  delete: 'Delete',
  copyText: 'Copy Text',
  messageActions: 'Message actions',
  moreActions: 'More Actions…',
  pinned: 'Pinned messages',
  showAllPins: 'Show all {0} pinned messages',
  showNewestPin: 'Show only the latest of {0} pinned messages',
  bookmarked: 'You bookmarked this message',
  reactions: 'Reactions',
  addReaction: 'Add a reaction',
  emoji: 'Emoji',
  insertEmoji: 'Insert Emoji',
  searchEmoji: 'Search emoji',
  emojiFound: 'Found',
  recentEmoji: 'Recently used',
  noEmoji: 'No emoji found',
  loadingEmoji: 'Loading emoji…',
  emojiFailed: 'Couldn’t load the emoji. Close the chat and open it again.',
  skinTone: 'Skin tone',
  oneEmoji: 'Type or paste a single emoji.',
  mentionsYou: 'mentions you',
  replyingTo: 'Replying to',
  editing: 'Editing your message',
  stopReplying: 'Cancel reply',
  stopEditing: 'Cancel editing',
  save: 'Save',
  saveHint: 'Enter saves, Escape cancels',
  attached: 'Attached: {0}',
  detach: 'Remove {0}',
  filesToSend: 'Files to send',
  filesBeingSent: 'Files being sent',
  readingFile: 'Reading {0}',
  noFolders: 'Folders can’t be sent. Send the files inside, or a ZIP file.',
  forNextMessage: 'With your next message:',
  dropHere: 'Drop to attach',
  dropWithShift: 'Hold Shift to drop here',
  openFile: 'Open {0}',
  saveFile: 'Save {0}',
  cancelTransfer: 'Cancel',
  retryTransfer: 'Try Again',
  removeTransfer: 'Remove',
  peopleToMention: 'People to mention',
  slashCommands: 'Commands',
  here: 'online',
  idle: 'idle',
  away: 'away',
  mayHost: 'can become the host',
  typing: 'typing',
  attachFiles: 'Attach Files',
  sendSelection: 'Send Selection',
  sendPatch: 'Send Patch',
  sendTerminalOutput: 'Send Terminal Output',
  today: 'Today',
  yesterday: 'Yesterday',
  code: 'Code',
  copy: 'Copy',
  copied: 'Copied',
  insertAtCursor: 'Insert at Cursor',
  showAllLines: 'Show all {0} lines',
  showFewerLines: 'Show fewer lines',
  callStack: 'Call stack',
  moreFrames: '{0} more frames',
  variables: 'Variables',
  noOutput: 'No output',
  reviewOutput: 'All of this will be sent',
  linesToSend: 'Lines to send',
  preview: 'Preview',
  applyPatch: 'Apply…',
  applyAgain: 'Apply Again…',
  applyRest: 'Apply the Rest…',
  linesChanged: '{0} lines added, {1} removed',
  taskDone: 'done',
  taskOpen: 'to do',
};

const minute = 60_000;
const noon = new Date(2025, 2, 4, 12, 0).getTime();

const ann = "('192.168.1.23', 50412)";
const ben = "('192.168.1.57', 61877)";
const hub = "('192.168.1.5', 9000)";

export function said(id: string, text: string, change: Partial<PanelMessage> = {}): PanelMessage {
  return {
    kind: 'message',
    id,
    time: noon,
    author: ann,
    authorName: ann,
    own: false,
    hue: 1,
    text,
    ...change,
  } as PanelMessage;
}

export function happened(
  id: string,
  text: string,
  change: Partial<PanelMessage> = {},
): PanelMessage {
  return { kind: 'system', id, time: noon, text, tone: 'quiet', ...change } as PanelMessage;
}

/** `count` short messages, one second apart, with ids from m0. */
export function many(count: number): PanelMessage[] {
  return Array.from({ length: count }, (_, i) =>
    said(`m${i}`, `Message number ${i}`, { time: noon + i * 1000 }),
  );
}

export const members: readonly PanelMember[] = [
  { id: hub, name: hub, self: true, host: true, hue: 0 },
  { id: ann, name: ann, self: false, host: false, hue: 1 },
  { id: ben, name: ben, self: false, host: false, hue: 2 },
];

export const slashCommands = [
  { name: 'me', argument: 'action', label: 'Say what you’re doing' },
  { name: 'address', label: 'Copy Address' },
  { name: 'find', label: 'Find in Chat' },
  { name: 'leave', label: 'Leave Room' },
] as const;

export const offline: PanelStatus = {
  connection: 'offline',
  headline: 'Not in a room',
  invited: false,
  actions: [],
  canSend: false,
  slashCommands: [],
  canAct: false,
  unread: 0,
  members: [],
  ownNames: [],
  waiting: [],
};

export const hosting: PanelStatus = {
  connection: 'hosting',
  headline: 'Hosting on 192.168.1.5:9000',
  title: '192.168.1.5:9000',
  detail: 'Anyone who can reach the port can read and write.',
  invited: false,
  actions: [
    { command: 'copyAddress', label: 'Copy Address' },
    { command: 'leave', label: 'Leave Room' },
  ],
  canSend: true,
  slashCommands,
  canAct: false,
  unread: 0,
  members,
  ownNames: [hub],
  waiting: [],
};

export function snapshot(change: Partial<PanelSnapshot> = {}): PanelSnapshot {
  return {
    status: hosting,
    messages: [],
    draft: '',
    draftOf: 0,
    files: { waiting: [], sending: [] },
    strings,
    language: 'en',
    messageLimit: 10_000,
    ...change,
  };
}

const conversation: readonly PanelMessage[] = [
  happened('1', 'You’re hosting on 192.168.1.5:9000', { time: noon - 1440 * minute }),
  said('2', 'hello? is anybody there', { time: noon - 1439 * minute }),
  happened('3', `${ann} joined`),
  happened('4', `${ben} joined`),
  said('5', 'hi! does recv(1024) always give me one whole message?', { time: noon + minute }),
  said('6', 'mine is cut in the middle sometimes', { time: noon + 2 * minute }),
  said('7', 'No: TCP is a stream. Collect bytes and look for the end yourself.', {
    author: hub,
    authorName: hub,
    own: true,
    time: noon + 3 * minute,
  }),
  said('8', 'while True:\n    data = sock.recv(1024)\n    if not data:\n        break', {
    author: hub,
    authorName: hub,
    own: true,
    time: noon + 4 * minute,
  }),
  said('9', 'ahh, thanks 🙏', { author: ben, authorName: ben, hue: 2, time: noon + 5 * minute }),
];

const chinese =
  '同学们好，实验三的服务器端我已经写完了。我发现如果一次发送的汉字超过三百四十一个，对方的 recv(1024) 会把一个汉字切成两半，解码时就会抛出 UnicodeDecodeError。'.repeat(
    3,
  );

/** A command that failed, as the card of its output describes it. */
export const failedCommand = {
  kind: 'terminal',
  title: '$ make test',
  command: 'make test',
  facts: 'src · exit code 2 · 3.1 s',
  failed: true,
} as const;

/** Named states for screenshots and tests. */
export const scenes: Record<string, PanelSnapshot> = {
  welcome: snapshot({ status: offline }),
  welcomeProblem: snapshot({
    status: {
      ...offline,
      problem:
        'Nothing is listening on 192.168.1.5:9000. Check the port with the host and try again.',
      actions: [{ command: 'rejoin', label: 'Join Again' }],
    },
  }),
  empty: snapshot({ status: { ...hosting, members: members.slice(0, 1) } }),
  talking: snapshot({ messages: conversation, draft: '' }),
  waiting: snapshot({
    status: {
      ...hosting,
      waiting: [{ name: "('192.168.1.80', 40112)" }, { name: "('192.168.1.81', 40113)" }],
      firstUnread: '9',
    },
    messages: conversation,
    draft: 'one moment, I let you in as soon as\nsomebody leaves',
  }),
  over: snapshot({
    status: {
      ...offline,
      headline: 'The room is closed',
      problem: 'The connection to 192.168.1.5:9000 was lost. Check the network, then join again.',
      actions: [
        { command: 'rejoin', label: 'Join Again' },
        { command: 'host', label: 'Host Room' },
        { command: 'join', label: 'Join Room' },
      ],
    },
    messages: [
      ...conversation,
      said('10', 'did you get this?', {
        author: hub,
        authorName: hub,
        own: true,
        delivery: {
          state: 'unsent',
          label: 'Not sent: the connection ended first',
          title: 'Not sent: the connection ended first',
        },
        time: noon + 6 * minute,
      } as Partial<PanelMessage>),
      happened('11', 'The connection was lost', { tone: 'warning' } as Partial<PanelMessage>),
    ],
    draft: 'I was going to say',
  }),
  flood: snapshot({
    messages: [
      ...conversation,
      happened(
        '12',
        `${ann} left without saying so; the hub repeats it as empty messages (× 18,204). You can keep chatting.`,
        { tone: 'warning' } as Partial<PanelMessage>,
      ),
      said('13', 'still here', {
        author: hub,
        authorName: hub,
        own: true,
        delivery: { state: 'queued', label: '', title: 'Sending…' },
        time: noon + 6 * minute,
      } as Partial<PanelMessage>),
    ],
  }),
  chinese: snapshot({
    language: 'zh-cn',
    strings: {
      ...strings,
      messages: '消息',
      participants: '成员',
      you: '你',
      host: '房主',
      placeholder: '写一条消息',
      sendHint: '按 Enter 发送，Shift+Enter 换行',
      today: '今天',
      yesterday: '昨天',
    },
    status: {
      ...hosting,
      headline: '正在 192.168.1.5:9000 上主持',
      title: '192.168.1.5:9000',
      detail: '任何能连上这个端口的人都可以看到并发送消息。',
      actions: [
        { command: 'copyAddress', label: '复制地址' },
        { command: 'leave', label: '离开房间' },
      ],
    },
    messages: [
      happened('1', `${ann} 已进入聊天室`),
      said('2', chinese),
      said('3', '收到，谢谢！', { author: hub, authorName: hub, own: true }),
    ],
  }),
};
