import type { Look } from './looks';

/** What people say in the pictures, in Markdown, and their names. */
export interface Texts {
  readonly question: string;
  readonly answer: string;
  readonly thanks: string;
  readonly next: string;
  /** The title of the walkthrough for socket labs. */
  readonly walkthrough: string;
  /** Written while the host can't be reached. */
  readonly meanwhile: string;
  /** Written in a waiting line. */
  readonly waiting: string;
  /** Why someone is removed. */
  readonly reason: string;
  /** The user at the window, and the classmates. */
  readonly self: string;
  readonly classmates: readonly [string, string, string];
  /** The default name of a user's room. */
  roomOf(name: string): string;
  /** Between partners, about their assignment, the day before. */
  readonly plan: string;
  readonly agreed: string;
  /** What students ask the helpers, and an answer to one of them. */
  readonly stuck: readonly [string, string, string];
  readonly tried: string;
  readonly hint: string;
  readonly announcement: string;
  /** What someone does. */
  readonly action: string;
  /** Today. */
  readonly steps: string;
  readonly flood: string;
  readonly why: string;
  /** Deleted. */
  readonly doubt: string;
  /** Sent, and what it is edited to. */
  readonly fixed: readonly [string, string];
  /** About cards. */
  readonly yours: string;
  readonly mine: string;
  readonly patch: string;
  readonly mistake: string;
  readonly mistakeAnswer: string;
  readonly failing: string;
  /** About a picture, and the reply with another one. */
  readonly capture: string;
  readonly captured: string;
  readonly mention: string;
  /** What is being typed: the start of a message, which a mention follows. */
  readonly asking: string;
  /** What is searched for. */
  readonly sought: string;
  /** What many messages are made of. */
  readonly chatter: readonly string[];
}

const english: Texts = {
  question: 'Does your recv loop stop when the hub closes the connection?',
  answer: 'Not yet. recv returns b"" then, so I check:\n\nif not data:\n    break',
  thanks: 'That was it, thanks! 谢谢！',
  next: 'Shall we do the p2p part next?',
  walkthrough: 'Socket lab',
  meanwhile: 'I found it: I called close() twice.',
  waiting: 'Ready when you are',
  reason: 'This is the room of group 3, yours is next door.',
  self: 'Ann',
  classmates: ['Bo', 'Chen Yu', 'Dana'],
  roomOf: (name) => `${name}’s room`,
  plan: 'Section 3 says a client leaves with `q` **or** by closing. Which one did you test?',
  agreed: 'Only `q` so far. Closing tomorrow!',
  stuck: [
    'recv returns b"" for ever',
    'Do I need a thread for each client?',
    'Address already in use',
  ],
  tried: 'Printing what recv returns: it is empty, again and again.',
  hint: 'Look at what recv returns when the other side has closed.',
  announcement: 'Section 4 is optional this week.',
  action: '/me tries it with two clients',
  steps:
    'Try this now:\n\n1. start `hub.py`\n2. `nc 127.0.0.1 9000` in two terminals\n3. Ctrl+C in *one* of them',
  flood: "It floods! My hub prints `('127.0.0.1', 50412):` for ever",
  why: 'When the other side has closed, `recv` returns no bytes, again and again:\n\n```python\ndata = connection.recv(1024)\nif not data:  # closed\n    leave(connection)\n    return\n```\n\nYours is hub.py:26, the rest is in the [socket HOWTO](https://docs.python.org/3/howto/sockets.html).',
  doubt: 'Or is it the buffer size?',
  fixed: ['Fixed, all test pass', 'Fixed, all 12 tests pass. Thanks!'],
  yours: 'These lines flood when a client just closes',
  mine: 'Mine leaves the room then',
  patch: 'The fix, with a test for it',
  mistake: 'I see it: `client` should be `clients`',
  mistakeAnswer: 'Of course. Thank you!',
  failing: 'This one fails on mine. On yours, too?',
  capture: 'Look, the second read ends in the middle of a character',
  captured: 'Same here, and my log of it:',
  mention: '@Ann can you run the tests of section 4 on your machine?',
  asking: 'I will, and @',
  sought: 'recv',
  chatter: [
    'recv returned only half of the message',
    'TCP is a stream, so collect until the newline',
    'ok, with a buffer per client?',
    'Yes, in the dictionary beside the address',
    'Section 3 wants the notice before the first message',
    'mine sends it right after accept',
    'Then it is fine. Next: two clients at once',
    'select() wakes up for both',
    'How do you stop the hub?',
    'Ctrl+C, and close every socket in finally',
    '`SO_REUSEADDR`, or the port stays taken for a minute',
    'That was why my tests failed!',
    'Lunch? I am starving',
    'Give me five minutes, one test left',
  ],
};

const chinese: Texts = {
  question: '你的 recv 循环在服务器断开后会停下来吗？',
  answer: '还没有。断开后 recv 会返回 b""，所以要判断：\n\nif not data:\n    break',
  thanks: '原来如此，谢谢！',
  next: '接下来一起写 p2p 部分吗？',
  walkthrough: '套接字实验',
  meanwhile: '找到了：我调用了两次 close()。',
  waiting: '等我进来再说',
  reason: '这是第三组的房间，你们组在隔壁。',
  self: '林晓',
  classmates: ['陈明', '周雨', 'Dana'],
  roomOf: (name) => `${name}的房间`,
  plan: '第三节说客户端可以发 `q` 退出，**也可以**直接关闭连接。你测的是哪一种？',
  agreed: '目前只测了 `q`，关闭的情况明天再说！',
  stuck: ['recv 一直返回 b""', '每个客户端都要开一个线程吗？', '提示地址已被使用'],
  tried: '把 recv 的返回值打印出来：一直是空的。',
  hint: '看看对方关闭后 recv 返回什么。',
  announcement: '本周第四节选做。',
  action: '/me 正在用两个客户端测试',
  steps:
    '现在试试：\n\n1. 运行 `hub.py`\n2. 开两个终端，都执行 `nc 127.0.0.1 9000`\n3. 在**其中一个**按 Ctrl+C',
  flood: "刷屏了！我的服务器一直在打印 `('127.0.0.1', 50412):`",
  why: '对方关闭以后，`recv` 每次都会返回空字节：\n\n```python\ndata = connection.recv(1024)\nif not data:  # 对方已关闭\n    leave(connection)\n    return\n```\n\n你的在 hub.py:26，其余的见 [socket 指南](https://docs.python.org/zh-cn/3/howto/sockets.html)。',
  doubt: '还是缓冲区大小的问题？',
  fixed: ['改好了，测试都过', '改好了，12 个测试全部通过，谢谢！'],
  yours: '客户端直接关闭时，这几行会刷屏',
  mine: '我这边会让它离开聊天室',
  patch: '修改好了，还加了一个测试',
  mistake: '看到了：`client` 应该是 `clients`',
  mistakeAnswer: '果然，谢谢！',
  failing: '这个在我这里通不过，你那里呢？',
  capture: '你看，第二次读取正好断在一个字的中间',
  captured: '我这边也一样，这是我的日志：',
  mention: '@林晓 你能在你的电脑上跑一下第四节的测试吗？',
  asking: '好的，也请 @',
  sought: 'recv',
  chatter: [
    'recv 只收到了半条消息',
    'TCP 是字节流，要一直收到换行为止',
    '那每个客户端要有自己的缓冲区？',
    '对，跟地址一起放在字典里',
    '第三节要求先发通知，再发第一条消息',
    '我在 accept 之后马上就发了',
    '那就没问题。下一步：两个客户端同时发',
    'select() 会同时返回两个',
    '你怎么让服务器停下来？',
    '按 Ctrl+C，然后在 finally 里关闭所有套接字',
    '加上 `SO_REUSEADDR`，不然端口要占一分钟',
    '难怪我的测试一直失败！',
    '去吃饭吗？饿死了',
    '等我五分钟，还剩一个测试',
  ],
};

export function textsOf({ language }: Look): Texts {
  return language === undefined || language === 'en' ? english : chinese;
}
