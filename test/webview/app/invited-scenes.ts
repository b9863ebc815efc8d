import type { PanelDelivery, PanelMessage, PanelSnapshot } from '../../../src/webview/messages';
import type { PanelMember, PanelStatus } from '../../../src/webview/status-messages';
import { happened, offline, said, slashCommands, snapshot, strings } from './fixtures';

/** States of the panel in an invite room, as the extension host posts them. */

const noon = new Date(2025, 2, 4, 12, 0).getTime();
const minute = 60_000;

export const deliveries = {
  queued: {
    state: 'queued',
    label: '',
    title: 'Not in the room yet. It will be sent automatically.',
  },
  hub: { state: 'hub', label: '', title: 'Saved in the room. Not received by anyone yet.' },
  received: { state: 'received', label: '2 of 5', title: 'Received by 2 of 5: Ann and Ben.' },
  all: { state: 'all', label: '', title: 'Received by all 2: Ann and Ben.' },
  unsent: {
    state: 'unsent',
    label: 'Not sent: the room closed first',
    title: 'Not sent: the room closed first',
  },
  apart: {
    state: 'apart',
    label: 'Lost by the host',
    title:
      'The host’s disk lost this message, so others may not have it. It comes back when its author’s window sends it again.',
  },
} as const satisfies Record<string, PanelDelivery>;

export const people: readonly PanelMember[] = [
  { id: 'm0', name: 'Cai', self: true, host: true, hue: 0, presence: 'here' },
  { id: 'm1', name: 'Ann', self: false, host: false, hue: 1, presence: 'here' },
  { id: 'm2', name: 'Ben', self: false, host: false, hue: 2, presence: 'idle' },
  { id: 'm3', name: 'Zoë from the third row', self: false, host: false, hue: 3, presence: 'away' },
];

export const pair: PanelStatus = {
  connection: 'hosting',
  headline: 'Pair room “Lab 3” · 2 people',
  title: 'Lab 3',
  about: 'Encrypted, by invite only.',
  invited: true,
  actions: [
    { command: 'copyInvite', label: 'Copy Invite' },
    { command: 'leave', label: 'Close Room' },
  ],
  canSend: true,
  slashCommands,
  canAct: true,
  unread: 0,
  members: people.slice(0, 2),
  ownNames: ['Cai'],
  waiting: [],
  typing: '',
};

const group: PanelStatus = {
  ...pair,
  headline: 'Group room “Networks, Tuesday” · 4 people · locked',
  title: 'Networks, Tuesday · locked',
  about: 'Encrypted. No one new can join until you unlock the room.',
  members: people,
  typing: 'Ann and Ben are typing…',
};

/** A status without a title and details, for connection problems: the panel then shows the full headline. */
function withoutTitle({ title: _, about: __, ...status }: PanelStatus): PanelStatus {
  return status;
}

/** A message from the user. */
export function mine(id: string, text: string, change: object = {}): PanelMessage {
  return said(id, text, {
    author: 'm0',
    authorName: 'Cai',
    own: true,
    hue: 0,
    time: noon + Number(id) * minute,
    ...change,
  } as Partial<PanelMessage>);
}

function theirs(id: string, text: string, name: string, hue: number, change: object = {}) {
  return said(id, text, {
    author: `m${hue}`,
    authorName: name,
    hue,
    time: noon + Number(id) * minute,
    ...change,
  } as Partial<PanelMessage>);
}

const { queued, hub, received, all, unsent } = deliveries;

const conversation: readonly PanelMessage[] = [
  happened('0', 'Room opened on all networks, port 52814.'),
  happened('1', 'Ann joined.'),
  theirs('2', 'hi! did you get past part 2?', 'Ann', 1),
  mine('3', 'almost', { delivery: all }),
  mine('4', 'the select() loop eats 100% CPU when nobody talks, and I do not see why that is', {
    delivery: all,
    edited: true,
  }),
  theirs('5', 'your timeout is 0', 'Ann', 1, { edited: true }),
  theirs('6', '', 'Ben', 2, { deleted: true }),
  mine('7', '', { deleted: true }),
  mine('8', 'while True:\n    ready = select(socks, [], [], 0)', { delivery: received }),
  mine('9', 'thanks!', { delivery: received }),
  mine('10', 'trying', { delivery: hub }),
];

export const invitedScenes: Record<string, PanelSnapshot> = {
  pair: snapshot({
    status: { ...pair, typing: 'Ann is typing…' },
    messages: [...conversation.slice(0, 6), mine('11', 'oh', { delivery: all })],
  }),
  group: snapshot({ status: group, messages: conversation }),
  reconnecting: snapshot({
    status: {
      ...withoutTitle(pair),
      connection: 'reconnecting',
      headline: 'Pair room “Lab 3” · reconnecting…',
      detail:
        'The connection was lost. What you write is kept and sent when the connection is back.',
      actions: [
        { command: 'leave', label: 'Leave Room' },
        { command: 'showLog', label: 'Show Log' },
      ],
    },
    messages: [
      ...conversation.slice(0, 4),
      happened('20', 'The connection was lost. What you write is kept and sent when it’s back.'),
      mine('21', 'are you still there?', { delivery: queued }),
      mine('22', 'I go on writing, it will find you', { delivery: queued }),
    ],
  }),
  ended: snapshot({
    status: {
      ...offline,
      problem: 'The host removed you from the room. To come back, ask the host for a new invite.',
      actions: [
        { command: 'host', label: 'Host Room' },
        { command: 'join', label: 'Join Room' },
      ],
    },
    messages: [
      ...conversation.slice(0, 4),
      happened(
        '30',
        '12 lines from while you were away are missing here: the room no longer has them.',
        {
          tone: 'warning',
        } as Partial<PanelMessage>,
      ),
      mine('31', 'one more thing', { delivery: unsent }),
      happened('32', 'You were removed from the room: off topic', {
        tone: 'warning',
      } as Partial<PanelMessage>),
    ],
  }),
  tookBack: snapshot({
    status: pair,
    messages: [
      ...conversation.slice(0, 4),
      happened('40', 'The host’s disk lost 3 messages. Yours were sent again.', {
        tone: 'warning',
      } as Partial<PanelMessage>),
      theirs('41', 'it works with select now', 'Ann', 1, { delivery: deliveries.apart }),
      theirs('42', 'see you tomorrow', 'Ann', 1, { delivery: deliveries.apart }),
      mine('43', 'same here', { delivery: queued }),
    ],
  }),
  chinese: snapshot({
    language: 'zh-cn',
    strings: {
      ...strings,
      participants: '成员',
      you: '你',
      host: '房主',
      edited: '已编辑',
      deleted: '此消息已删除',
      here: '在线',
      idle: '空闲',
      away: '离开',
      placeholder: '写一条消息',
      sendHint: '按 Enter 发送，Shift+Enter 换行',
    },
    status: {
      ...group,
      headline: '多人房间“网络实验三” · 4 人',
      title: '网络实验三',
      about: '已加密，仅限受邀者进入。',
      actions: [
        { command: 'copyInvite', label: '复制邀请' },
        { command: 'leave', label: '关闭房间' },
      ],
      typing: '小安和小本正在输入…',
    },
    messages: [
      happened('1', '小安加入了。'),
      theirs('2', '第二部分过了吗？', '小安', 1, { edited: true }),
      mine('3', '差不多了', { delivery: { ...received, label: '2/5' } }),
      mine('4', '没人说话的时候，select() 循环占满了一个核，我还没看出来为什么。', {
        delivery: all,
      }),
      theirs('5', '', '小本', 2, { deleted: true }),
      mine('6', '好的', { delivery: queued }),
    ],
  }),
};
