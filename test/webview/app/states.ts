import type { Locator, Page } from 'playwright-core';
import type { PanelCard, PanelExcerpt, PanelTerminal } from '../../../src/webview/card-messages';
import type { PanelMessage, PanelSnapshot, ToPanel } from '../../../src/webview/messages';
import { classScenes } from './class-scenes';
import { failedCommand, happened, hosting, offline, said, scenes, snapshot } from './fixtures';
import { deliveries, invitedScenes, mine, pair, people } from './invited-scenes';
import { fromAnn, own, room } from './room-scene';

/** One state of the panel. */
export interface PanelState {
  readonly snapshot: PanelSnapshot;
  /** Does what the user does to reach the state; resolves when the state is visible. */
  enter?(page: Page): Promise<void>;
  /** Undoes what another snapshot doesn't reset. */
  leave?(page: Page): Promise<void>;
  /** Set if the state has colors that no other state has. */
  readonly colors?: true;
}

const code: PanelCard = {
  kind: 'code',
  place: 'src/server.py, lines 10–12',
  path: 'src/server.py',
  line: 10,
  language: 'python',
  text: 'while True:\n    # wakes up all the time\n    ready = select(socks, [], [], 0.5)',
  note: 'moved to lines 14–16',
};

const error: PanelExcerpt & Required<Pick<PanelExcerpt, 'error'>> = {
  kind: 'error',
  place: 'src/main.c, line 4',
  path: 'src/main.c',
  line: 3,
  language: 'c',
  text: 'int main(void) {\n  int n = "three";\n  return 0;',
  error: {
    severity: 'error',
    severityLabel: 'Error',
    message: 'incompatible pointer to integer conversion initializing ‘int’ with ‘char[6]’',
    origin: 'clang int-conversion',
    from: 4,
    to: 4,
    frames: [],
    locals: [],
  },
};

const stack: PanelCard = {
  ...error,
  error: {
    ...error.error,
    severity: 'information',
    severityLabel: 'Information',
    frames: [
      { name: 'main', path: 'src/main.c', line: 4 },
      ...Array.from({ length: 8 }, (_, index) => ({ name: `library_${index}` })),
    ],
    locals: [{ name: 'n: int', value: '-1' }],
  },
};

/** Every color and attribute. */
const terminal: PanelTerminal = {
  ...failedCommand,
  output: [
    'src/main.c:4:11: ',
    ...Array.from({ length: 16 }, (_, color): readonly [string, string] => [
      `color ${color} `,
      color < 8 ? `${30 + color}` : `${82 + color}`,
    ]),
    '\n',
    ...[
      '1',
      '2',
      '3',
      '4',
      '7',
      '9',
      '41',
      '2;33',
      '2;7;32',
      '38;5;52',
      '38;5;229',
      '38;2;250;250;250',
    ].map((style): readonly [string, string] => [`style ${style} `, style]),
    '\nFile "client.py", line 12, in recv',
  ],
  gaps: [{ after: 1, label: '40 lines left out' }],
};

const thumbnail = {
  data: 'UklGRoYAAABXRUJQVlA4IHoAAACwBgCdASp4AFAAPxGCuVYsKKWjpygBgCIJZQDWhuAt/8BICLG50VZEmeCu+hIrYXMspRqEvWsbrWWxovJyoAD+6wf//4D+Jf2BeP+dq2PwIvnk63q2yv59PpQxujO9iwlR2gO/2E3Oc6I5GKQxAEBooImBNxAAAAAAAA==',
  width: 120,
  height: 80,
};

const picture: PanelCard = {
  kind: 'file',
  name: 'screenshot.png',
  size: '240 kB',
  thumbnail,
  opens: 'picture',
  isKept: true,
  note: 'Saved as screenshot.png',
};

const capture: PanelCard = {
  kind: 'file',
  name: 'capture.pcapng',
  size: '12 MB',
  isKept: true,
  transfer: { part: 0.4, text: '4.8 MB of 12 MB · 2.4 MB/s · 3 s left', actions: ['cancel'] },
};

const linked = {
  address: `vscode://deskmate.deskmate/message?r=${'a'.repeat(22)}&m=7&t=1`,
  label: 'Message from Ann · 10:02',
  quote: 'the hub drops it',
};

const textFile: PanelCard = {
  kind: 'file',
  name: 'notes.txt',
  size: '2 kB',
  opens: 'text',
  isKept: true,
};

const lostFile: PanelCard = {
  kind: 'file',
  name: 'old.log',
  size: '3 kB',
  isKept: false,
  note: 'No longer kept in the room',
};

const patch: PanelCard = {
  kind: 'patch',
  applicable: true,
  applied: ['Ben applied 2 of 3 files'],
  title: 'Patch: 3 files',
  files: [
    { path: 'src/server.py', change: 'modified', changeLabel: 'modified', added: 4, removed: 2 },
    {
      path: 'src/wire.py',
      change: 'added',
      changeLabel: 'added',
      added: 30,
      removed: 0,
      note: 'applied',
    },
    {
      path: 'old/notes.txt',
      change: 'deleted',
      changeLabel: 'deleted',
      added: 0,
      removed: 12,
      note: 'conflict',
    },
  ],
};

const markdown = [
  'Look at **this**, and _that_, ~~not this~~; `recv(1024)` is the [problem](https://example.org/x):',
  '> TCP is a stream\n\n1. read\n2. join\n   - split',
  '```python\ndef read(sock: Socket) -> str:\n    """Reads once."""\n    return sock.recv(1024)  # 1 KiB\n```',
  '@Cai see src/server.py:12:4',
].join('\n\n');

function message(id: string, change: object): PanelMessage {
  return said(id, 'text', { author: 'm1', authorName: 'Ann', hue: 1, ...change });
}

const conversation: readonly PanelMessage[] = [
  happened('1', 'Ann joined.'),
  message('2', { text: markdown, mention: true }),
  mine('3', 'I see', {
    reply: { id: '2', authorName: 'Ann', hue: 1, text: 'Look at this' },
    delivery: deliveries.all,
    edited: true,
  }),
  message('4', {
    text: 'no idea',
    author: 'm2',
    authorName: 'Ben',
    hue: 2,
    reply: { authorName: 'Ann', hue: 1, text: 'an earlier message' },
    reactions: [
      { emoji: '👍', count: 2, own: true, title: 'Ann and you' },
      { emoji: '🎉', count: 1, own: false, title: 'Ann' },
    ],
  }),
  message('5', { text: '', deleted: true }),
  happened('6', '12 lines are missing here.', { tone: 'warning' } as Partial<PanelMessage>),
  message('7', { text: 'this one', card: code }),
  message('8', { text: 'src/main.c:4', card: error }),
  message('12', { text: '', card: stack }),
  message('13', { text: '', card: terminal }),
  message('14', {
    text: '',
    card: { ...terminal, command: 'true', title: '$ true', output: [], gaps: [] },
  }),
  mine('9', 'does this help?', { card: patch, delivery: deliveries.received }),
  mine('10', 'waits', { delivery: deliveries.queued }),
  mine('11', 'too late', { delivery: deliveries.unsent }),
];

const talking = snapshot({
  status: { ...pair, members: people, canAct: true, firstUnread: '4', unread: 8 },
  messages: conversation,
});

const pinned = snapshot({
  status: { ...pair, members: people, canAct: true, canPin: true, isSaved: true },
  messages: conversation.map((item, index) =>
    item.kind === 'message' && !item.deleted && index % 2 === 0
      ? {
          ...item,
          bookmarked: true,
          pinned: { order: index, title: 'Pinned by Ben', text: `Pin ${index}, in one line` },
        }
      : item,
  ),
});

const digits = {
  message: 'Read these digits to Ann:',
  code: '482 193',
  spoken: 'Read these digits to Ann: 4, 8, 2, 1, 9, 3',
  detail: 'Ann has a minute to type them.',
};

/** The scenes with colors that no other state has. */
const colored = new Set(['welcomeProblem', 'over', 'group']);

/**
 * Every state of the panel, for tests that check all of them. Add each new visible element to a state, or
 * add a state for it.
 */
export const states: Readonly<Record<string, PanelState>> = {
  ...Object.fromEntries(
    Object.entries({ ...scenes, ...invitedScenes }).map(([name, content]) => [
      name,
      { snapshot: content, ...(colored.has(name) && { colors: true as const }) },
    ]),
  ),
  connecting: {
    colors: true,
    snapshot: snapshot({
      status: {
        ...offline,
        connection: 'connecting',
        headline: 'Connecting to 192.168.1.5:9000…',
        actions: [{ command: 'leave', label: 'Cancel' }],
      },
    }),
  },
  inLine: {
    snapshot: snapshot({
      status: {
        ...hosting,
        connection: 'waiting',
        headline: 'Waiting in line at 192.168.1.5:9000: you’re next',
        detail: 'You’ll be let in as soon as someone leaves. What you write is delivered then.',
        members: [],
      },
    }),
  },
  lab: {
    colors: true,
    snapshot: snapshot({
      status: {
        ...hosting,
        plainText: 'This room carries plain text: its protocol has no replies and no code cards.',
      },
      messages: [said('1', 'see main.c:12')],
    }),
  },
  /** The user asks to join a room, and was in none. */
  ...Object.fromEntries(
    Object.entries(classScenes).map(([name, scene]) => [name, { snapshot: scene, colors: true }]),
  ),

  asking: { snapshot: snapshot({ status: { ...offline, asking: digits } }), colors: true },
  /** The same below an earlier chat. */
  askingAgain: {
    colors: true,
    snapshot: snapshot({ status: { ...offline, asking: digits }, messages: [said('1', 'bye')] }),
  },
  /** Others ask to join the user's room. */
  requests: {
    colors: true,
    snapshot: snapshot({
      status: {
        ...pair,
        requests: [
          { id: 1, name: 'Bo', address: '10.0.0.7' },
          { id: 2, name: 'Zoë from the third row', address: 'fe80::1ff:fe23:4567:890a' },
        ],
      },
      messages: [said('1', 'hello')],
    }),
  },
  /** Inline code in every kind of bubble, and as a link. */
  inlineCode: {
    colors: true,
    snapshot: snapshot({
      status: pair,
      messages: [
        said('1', 'call `recv()` as in `src/main.c:3`'),
        said('2', 'and you, @Cai, `send()`, see `src/main.c:4`', { mention: true } as object),
        mine('3', 'there is `select()` in `src/main.c:5`'),
        said('4', `see ${linked.address}`, { links: [linked] }),
        mine('5', `and ${linked.address}`, { links: [linked] }),
      ],
    }),
  },
  all: { snapshot: talking, colors: true },
  files: {
    colors: true,
    snapshot: {
      ...snapshot({ status: { ...pair, members: people, canAct: true } }),
      messages: [
        message('1', { text: '', card: picture }),
        mine('2', '', { card: capture, delivery: deliveries.all }),
        message('3', { text: 'gone', card: lostFile }),
        message('4', { text: '', card: textFile }),
      ],
      files: {
        waiting: [
          { id: 1, name: 'shot.png', size: '240 kB', thumbnail },
          { id: 2, name: 'core', size: '2 GB', problem: 'Too large for this room.' },
          { id: 3, name: 'big.zip', size: '20 MB', read: 0.3 },
        ],
        sending: [
          {
            ...{ id: 4, name: 'a.log', size: '1 MB', thumbnail },
            transfer: { part: 0.5, text: '0.5 MB of 1 MB', actions: ['cancel'] },
          },
          {
            ...{ id: 5, name: 'b.log', size: '1 MB' },
            transfer: {
              text: 'The host’s disk is full.',
              stopped: true,
              actions: ['retry', 'remove'],
            },
          },
        ],
      },
    },
  },
  wide: {
    snapshot: talking,
    enter: (page) => resize(page, 1000),
    leave: (page) => resize(page, 320),
  },
  folded: { snapshot: talking, enter: fold, leave: fold },
  pinned: { snapshot: pinned, colors: true },
  allPinned: {
    colors: true,
    snapshot: pinned,
    enter: (page) => page.getByRole('button', { name: 'Show all' }).click(),
    leave: (page) => page.getByRole('button', { name: 'Show only' }).click(),
  },
  typing: {
    snapshot: {
      ...talking,
      status: {
        ...talking.status,
        typing: 'Ann is typing…',
        members: people.map((one) => (one.name === 'Ann' ? { ...one, typing: true } : one)),
      },
    },
  },
  crowd: {
    snapshot: snapshot({
      status: {
        ...pair,
        members: Array.from({ length: 500 }, (_, i) => ({
          id: `p${i}`,
          name: `Person ${i}`,
          self: i === 0,
          host: i === 0,
          hue: i % 6,
          presence: (['here', 'idle', 'away'] as const)[i % 3] ?? 'here',
        })),
        waiting: Array.from({ length: 32 }, (_, i) => ({ name: `Next ${i}` })),
      },
      messages: conversation.slice(0, 1),
    }),
  },
  replying: {
    snapshot: talking,
    enter: (page) => press(page, 'reply'),
    leave: pressEscape,
    colors: true,
  },
  reviewing: {
    colors: true,
    snapshot: {
      ...talking,
      attachment: {
        id: 1,
        kind: 'terminal',
        label: terminal.title,
        detail: 'File "client.py", line 12, in recv',
        review: {
          card: terminal,
          marked: [1],
          markedCommand: true,
          parts: [
            { part: 'all', label: 'All 3 lines', chosen: true },
            { part: 'errors', label: 'Error lines', chosen: false },
          ],
          secrets: {
            warning: '2 marked lines look like they contain passwords, tokens or keys.',
            label: 'Leave out marked lines',
            leftOut: false,
          },
        },
      },
    },
  },
  editing: {
    snapshot: talking,
    enter: (page) => composer(page).press('ArrowUp'),
    leave: pressEscape,
    colors: true,
  },
  mentioning: completing('@'),
  nudged: {
    snapshot: {
      ...talking,
      status: {
        ...talking.status,
        muted: 'Muted: this room sends no notifications. Click to unmute it.',
        nudge: 'Ann nudged you.',
        members: talking.status.members.map((member) =>
          member.name === 'Ann' ? { ...member, nudges: true as const } : member,
        ),
      },
    },
    colors: true,
  },
  nicknamed: {
    snapshot: snapshot({
      status: {
        ...hosting,
        muted: 'Muted: this room sends no notifications. Click to unmute it.',
        members: hosting.members.map((one, at) =>
          at === 1 ? { ...one, name: 'Ann from row 2', address: one.name } : one,
        ),
      },
      messages: [
        happened('1', 'Ann from row 2 joined', { address: "('192.168.1.23', 50412)" } as object),
        said('2', 'hello', {
          authorName: 'Ann from row 2',
          address: "('192.168.1.23', 50412)",
        } as object),
      ],
    }),
    colors: true,
  },
  commanding: completing('/'),
  completingEmoji: completing(':tada'),
  reacting: {
    colors: true,
    snapshot: talking,
    enter: async (page) => {
      await press(page, 'react');
      await page.getByRole('gridcell').first().waitFor();
    },
    leave: pressEscape,
  },
  searchingEmoji: {
    colors: true,
    snapshot: talking,
    enter: async (page) => {
      await page.getByRole('button', { name: 'Insert Emoji' }).click();
      await page.getByRole('textbox', { name: 'Search emoji' }).fill('party');
      await page.getByRole('gridcell').first().waitFor();
    },
    leave: pressEscape,
  },
  actions: { snapshot: room([fromAnn('1', '/me waves at @Cai'), own('2', '🎉 🎉')]), colors: true },
  finding: {
    colors: true,
    snapshot: talking,
    enter: async (page) => {
      await post(page, { type: 'do', action: 'find' });
      await page.getByRole('search').getByRole('searchbox').fill('this');
    },
    leave: pressEscape,
  },
  refused: {
    colors: true,
    snapshot: talking,
    enter: async (page) => {
      await composer(page).fill('too fast');
      await composer(page).press('Enter');
      const id = await page.evaluate(
        () => globalThis.fakeEditor.posted.filter(({ type }) => type === 'send').length,
      );
      const reason = 'You are writing too fast. Wait a moment, then send it again.';
      await post(page, { type: 'refused', id, reason });
      await page.getByRole('alert').waitFor();
    },
    leave: (page) => composer(page).fill(''),
  },
};

function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Message', exact: true });
}

/** The list that opens when this is typed into the message box. */
function completing(typed: string): PanelState {
  return {
    colors: true,
    snapshot: talking,
    enter: async (page) => {
      await composer(page).fill('');
      await composer(page).pressSequentially(typed);
      await page.getByRole('listbox').waitFor();
    },
    leave: (page) => composer(page).fill(''),
  };
}

/** Presses one of a message's buttons. */
async function press(page: Page, action: string): Promise<void> {
  const article = page.getByRole('article').filter({ hasText: 'no idea' });
  await article.hover();
  await article.locator(`[data-action=${action}]`).click();
}

async function resize(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: page.viewportSize()?.height ?? 640 });
}

async function fold(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Participants/ }).click();
}

async function pressEscape(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
}

/** Posts a message to the page as the extension host does. */
async function post(page: Page, message: ToPanel): Promise<void> {
  await page.evaluate((data) => {
    dispatchEvent(new MessageEvent('message', { data }));
  }, message);
}
