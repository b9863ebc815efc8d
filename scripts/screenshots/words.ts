import type { Look } from './looks';

/** What people say in the pictures, and what they are called. */
export interface Words {
  readonly question: string;
  readonly answer: string;
  readonly thanks: string;
  readonly next: string;
  /** Written while the host cannot be reached. */
  readonly meanwhile: string;
  /** Written in a waiting line. */
  readonly waiting: string;
  /** Why somebody is removed. */
  readonly reason: string;
  /** The person at the window, and the classmates. */
  readonly self: string;
  readonly classmates: readonly [string, string, string];
  /** What a person's room is called by itself. */
  roomOf(name: string): string;
}

const english: Words = {
  question: 'Does your recv loop stop when the hub closes the connection?',
  answer: 'Not yet. recv returns b"" then, so I check:\n\nif not data:\n    break',
  thanks: 'That was it, thanks! 谢谢！',
  next: 'Shall we do the p2p part next?',
  meanwhile: 'I found it: I called close() twice.',
  waiting: 'Ready when you are',
  reason: 'This is the room of group 3, yours is next door.',
  self: 'Ann',
  classmates: ['Bo', 'Chen Yu', 'Dana'],
  roomOf: (name) => `${name}’s room`,
};

const chinese: Words = {
  question: '你的 recv 循环在服务器断开后会停下来吗？',
  answer: '还没有。断开后 recv 会返回 b""，所以要判断：\n\nif not data:\n    break',
  thanks: '原来如此，谢谢！',
  next: '接下来一起写 p2p 部分吗？',
  meanwhile: '找到了：我调用了两次 close()。',
  waiting: '等我进来再说',
  reason: '这是第三组的房间，你们组在隔壁。',
  self: '林晓',
  classmates: ['陈明', '周雨', 'Dana'],
  roomOf: (name) => `${name}的房间`,
};

export function wordsOf({ language }: Look): Words {
  return language === undefined || language === 'en' ? english : chinese;
}
