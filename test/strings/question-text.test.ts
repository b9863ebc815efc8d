import assert from 'node:assert/strict';
import type { RoomInfo, SessionState } from '../../src/room/room';
import { linkName } from '../../src/strings/inline-text';
import {
  canGoTo,
  closeQuestion,
  leaveText,
  linkQuestion,
  openElsewhereText,
  webLink,
} from '../../src/strings/question-text';
import { english } from '../../src/strings/translate';
import { wideInvite } from '../helpers/wide-servers';

const invite = {
  kind: 'group',
  name: 'Desk 4',
  addresses: ['2001:db8::5', '192.168.1.5'],
  port: 5000,
  pin: 'p'.repeat(43),
  token: 't'.repeat(22),
} as const;

function state(kind: 'offline' | 'joined' | 'hosting'): SessionState {
  const room = { kind: 'pair', name: 'Lab 3', address: '::', port: 9000 } as const;
  return { connection: { kind }, room, members: [], waiting: [] };
}

describe('a link into a room', () => {
  it('opens only after a question that names the room and every address to try', () => {
    const { message, detail, confirm } = linkQuestion(invite, [], state('offline'), english);
    assert.equal(message, 'Join the room “Desk 4” at [2001:db8::5]:5000, 192.168.1.5:5000?');
    assert.match(detail, /know who sent the link/);
    assert.equal(confirm, 'Join');
  });

  it('also names the host’s earlier addresses, each once, when the user returns', () => {
    const known = [
      { host: '192.168.1.5', port: 5000 },
      { host: '10.0.0.7', port: 4000 },
    ];
    const { message } = linkQuestion(invite, known, undefined, english);
    assert.match(message, /at \[2001:db8::5\]:5000, 192\.168\.1\.5:5000, 10\.0\.0\.7:4000\?$/);
  });

  it('names every node of a wide room’s server', () => {
    const { message } = linkQuestion(wideInvite, [], undefined, english);
    const nodes = [1, 2, 3].map((at) => `nats${at}.example.edu:4222`).join(', ');
    assert.equal(message, `Join the room “Lab 3” at ${nodes}?`);
  });

  it('says in the same question which room the user would leave', () => {
    const inRoom = linkQuestion(invite, [], state('joined'), english);
    assert.match(inRoom.detail, /You’re in Lab 3/);
    assert.equal(inRoom.confirm, 'Leave and Join');
    const hosting = linkQuestion(invite, [], state('hosting'), english);
    assert.match(hosting.detail, /Leaving closes it for everyone/);
  });

  it('shows no secret', () => {
    const shown = JSON.stringify(linkQuestion(invite, [], state('offline'), english));
    assert.ok(!shown.includes(invite.token) && !shown.includes(invite.pin));
  });

  it('adds only one short line to the question', () => {
    const name = `Desk\u0000\u202e4\n\n\u001b[31m[click](command:x)${'好'.repeat(300)}`;
    const shown = linkName(name);
    assert.doesNotMatch(shown, /[\p{Cc}\u202e]/u);
    assert.ok([...shown].length <= 64, shown);
    assert.equal([...linkName('😀'.repeat(100))].length <= 64, true);
  });
});

describe('leaving a room for another', () => {
  it('asks only someone who is in a room', () => {
    assert.equal(leaveText(state('offline'), english), undefined);
    assert.match(leaveText(state('joined'), english) ?? '', /Leave it first/);
  });

  it('says what is lost when the room’s disk is failing', () => {
    const words = (storage: NonNullable<RoomInfo['storage']>) => {
      const { room, ...rest } = state('hosting');
      assert.ok(room);
      return leaveText({ ...rest, room: { ...room, storage } }, english) ?? '';
    };
    assert.match(
      words('waiting'),
      /closes it for everyone\. Messages you wrote .* haven’t been sent/,
    );
    assert.match(
      words('not-kept'),
      /closes it for everyone\. Messages since .* haven’t been saved/,
    );
  });
});

describe('closing a hosted room', () => {
  const bo = { id: 'm2', name: 'Bo', self: false, host: false } as const;
  const question = (members: SessionState['members'], canHandOver: boolean) =>
    closeQuestion({ ...state('hosting'), members }, true, canHandOver, english);

  it('asks only if someone else is in it', () => {
    assert.equal(question([], false), undefined);
    assert.equal(question([bo], false)?.message, 'Close the room “Lab 3” for everyone?');
  });

  it('says what a hand-over does if it offers one', () => {
    const handsOver = /If you hand it over, the chat goes on without you\./;
    assert.doesNotMatch(question([bo], false)?.detail ?? '', handsOver);
    assert.match(question([bo], true)?.detail ?? '', handsOver);
  });
});

describe('a room that another window is in', () => {
  const folder = { uri: 'file:///lab', name: 'lab' };
  const holder = { role: 'host', pid: 2, machine: 'desk4', folder } as const;
  const words = (other: Parameters<typeof canGoTo>[0], machine: string, inBrowser: boolean) => {
    const here = { machine, inBrowser };
    const told = openElsewhereText(other, 'Lab 3', here, english);
    return canGoTo(other, here) ? `${told} [Go to That Window]` : told;
  };

  it('can be brought to the front on the desktop', () => {
    assert.equal(
      words(holder, 'desk4', false),
      'You’re hosting “Lab 3” in another window, which has the folder “lab” open. [Go to That Window]',
    );
  });

  it('must be found by the user when the editor runs in a browser', () => {
    assert.equal(
      words({ role: 'guest', pid: 2, machine: 'desk4' }, 'desk4', true),
      'You’re in “Lab 3” in another window, which has no folder open. Look for it in your browser’s tabs and windows.',
    );
  });

  it('may be on another computer with shared files', () => {
    for (const inBrowser of [true, false]) {
      assert.equal(
        words(holder, 'desk5', inBrowser),
        'You’re hosting “Lab 3” on another computer, “desk4”.',
      );
    }
    assert.equal(
      words({ ...holder, role: 'guest' }, 'desk5', false),
      'You’re in “Lab 3” on another computer, “desk4”.',
    );
  });
});

const link = (url: string) => webLink(url, english);

describe('a link of a message', () => {
  it('opens only web and mail addresses, in any spelling', () => {
    const refused = [
      'command:workbench.action.terminal.new',
      'JavaScript:alert(1)',
      ' java\nscript:alert(1)',
      'vscode://file/etc/passwd',
      'vscode-insiders:x',
      'file:///etc/passwd',
      'data:text/html,x',
      'ftp://example.com',
      'blob:https://example.com/x',
      '//example.com',
      'example.com',
      'http://',
      '',
    ];
    for (const url of refused) assert.equal(link(url), undefined, url);
    for (const url of ['HTTP://example.com', 'https:example.com', 'mailto:a@example.com']) {
      assert.ok(link(url), url);
    }
  });

  it('names the host that it really opens, with its port', () => {
    const { message, detail, address } = link('https://example.com:8443/a?b=%26&c=d#e') ?? {};
    assert.equal(message, 'Open a page on example.com:8443 in your browser?');
    assert.equal(address, 'https://example.com:8443/a?b=%26&c=d#e');
    assert.equal(detail, address);
  });

  it('warns of a user name that looks like a host', () => {
    const { message, detail } = link('https://google.com@evil.example/login') ?? {};
    assert.match(message ?? '', /evil\.example/);
    assert.doesNotMatch(message ?? '', /google/);
    assert.match(detail ?? '', /^The part before the @/);
  });

  it('shows letters of other scripts as Punycode', () => {
    // The first letter is Cyrillic.
    const { message, detail } = link('https://аpple.com/') ?? {};
    assert.match(message ?? '', /xn--pple-43d\.com/);
    assert.match(detail ?? '', /^This site’s name contains special letters/);
    assert.match(link('https://[::1]/')?.message ?? '', /\[::1\]/);
  });

  it('is shown on one short line without direction marks', () => {
    const long = link(`https://example.com/${'a'.repeat(9000)}`);
    assert.ok((long?.detail.length ?? 0) <= 1000);
    assert.match(long?.address ?? '', /a{9000}$/);
    const odd = link('mailto:a%0A%E2%80%AEb@example.com?subject=%ZZ');
    assert.equal(odd?.message, 'Write an email to a␊\ufffdb@example.com?');
    assert.equal(link('mailto:%ZZ@example.com')?.message, 'Write an email to %ZZ@example.com?');
  });
});
