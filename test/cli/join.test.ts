import assert from 'node:assert/strict';
import { defaultLimits } from '../../src/protocol/limits';
import { type HostedForCli, hostForCli, startCli } from '../helpers/cli/cli-run';
import { realSession } from '../helpers/real-session';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

describe('join in a pipe', () => {
  const folder = temporaryFolder();
  const hosted: HostedForCli[] = [];
  const host = async (...args: Parameters<typeof hostForCli>) => {
    const room = await hostForCli(...args);
    hosted.push(room);
    return room;
  };
  const join = (target: string, ...more: string[]) => [
    ...['join', target, '--data', folder(), '--person', 'Ann'],
    ...more,
  ];

  afterEach(async () => {
    for (const { session } of hosted.splice(0)) {
      await session.leave();
      session.dispose();
    }
  });

  it('talks in a lab room in its encoding, which only lab rooms have', async () => {
    const session = realSession();
    const { port } = await session.host({
      ...{ kind: 'lab-hub', name: '', address: '127.0.0.1', port: 0, maxClients: 8, person: '' },
      encoding: 'gbk',
    });
    const address = `127.0.0.1:${port}`;
    const ann = startCli(join(address, '--encoding', 'gbk'));
    ann.type('你好\n');
    const texts = () =>
      session.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
    await waitFor(
      () => texts().includes('你好'),
      () => texts().join(),
    );
    session.messages.say('欢迎');
    await ann.writes('欢迎');
    ann.stop('SIGTERM');
    assert.equal(await ann.code, 0);
    await session.leave();
    session.dispose();
    const room = await host('group');
    for (const [target, encoding] of [
      [address, 'ebcdic'],
      [`udp://${address}`, 'gbk'],
      [room.target, 'gbk'],
    ] as const) {
      const wrong = startCli(join(target, '--encoding', encoding));
      assert.equal(await wrong.code, 2, target);
      assert.match(wrong.errors, /--encoding is for lab rooms over TCP/);
    }
  });

  it('writes one line a message, and sends one message a line', async () => {
    const room = await host('group');
    room.says('before\nyou came');
    const ann = startCli(join(room.target));
    await ann.writes('before␊you came');
    ann.type('hello\n\n  \nand ');
    ann.type('more');
    await room.hears('hello');
    room.says('hi Ann');
    await ann.writes('hi Ann');
    ann.endInput();
    assert.equal(await ann.code, 0);
    assert.deepEqual(room.texts, ['before\nyou came', 'hello', 'hi Ann', 'and more']);
    const fields = ann.output
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    assert.ok(fields.every(({ length }) => length === 3));
    assert.deepEqual(
      fields.map(([, name, text]) => [name, text]),
      [
        ['Zoe', 'before␊you came'],
        ['', 'You joined.'],
        ['Ann', 'hello'],
        ['Zoe', 'hi Ann'],
        ['Ann', 'and more'],
        ['', 'You left the room.'],
      ],
    );
    const time = new Date(fields[0]?.[0] ?? '').getTime();
    assert.ok(Math.abs(time - Date.now()) < 3_600_000, fields[0]?.[0]);
    assert.match(ann.errors, /^In “Lab 3”\.\n$/);
  });

  it('writes the log and the connection as JSON', async () => {
    const room = await host('pair');
    room.says('before');
    const ann = startCli(join(room.target, '--json'));
    await ann.writes('"joined","room"');
    const lines = ann.json.slice(0, ann.json.findIndex(({ kind }) => kind === 'joined') + 1);
    assert.deepEqual(lines[0], { type: 'connection', kind: 'connecting' });
    const { id, time, ...message } = lines[1] ?? {};
    assert.deepEqual(message, {
      ...{ type: 'entry', seq: 1, kind: 'message', author: 'm0', name: 'Zoe', own: false },
      text: 'before',
    });
    assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(lines.at(-1), {
      ...{ type: 'connection', kind: 'joined', room: { kind: 'pair', name: 'Lab 3' } },
      self: { id: 'm1', name: 'Ann' },
    });
    await ann.writes('"You joined."');
    ann.type('hello\n');
    await ann.writes('"delivery":{"received":1,"of":1}');
    const own = ann.json.filter(({ text }) => text === 'hello');
    assert.deepEqual(
      own.map(({ delivery }) => delivery).filter((delivery) => delivery !== 'hub'),
      ['queued', { received: 1, of: 1 }],
    );
    assert.equal(new Set(own.map((line) => line.id)).size, 1, 'the same id for the same entry');
    assert.deepEqual([own[0]?.sent, own.at(-1)?.sent], [false, undefined]);
    ann.endInput();
    assert.equal(await ann.code, 0);
    assert.deepEqual(ann.json.at(-1), { type: 'connection', kind: 'offline' });
    assert.equal(ann.errors, '');
  });

  it('comes back as the same member, with what is new or with as much as one asks for', async () => {
    const room = await host('group');
    room.says('one');
    assert.equal((await runInput(join(room.target), 'from Ann\n')).code, 0);
    room.says('two');
    const second = await runInput(join(room.target), '');
    assert.match(second.output, /two/);
    assert.doesNotMatch(second.output, /one|from Ann/);
    const third = await runInput(join('Lab 3', '--backlog', '1000'), 'by name\n');
    assert.equal(third.code, 0, third.errors);
    assert.doesNotMatch(third.errors, /Reconnecting/, 'nothing was lost');
    assert.match(third.output, /one\n[\s\S]*from Ann\n[\s\S]*two\n/);
    const none = await runInput(join(room.target, '--backlog', '0'), '');
    assert.doesNotMatch(none.output, /one|two|by name/);
    const authors = room.session.entries.flatMap((entry) =>
      entry.kind === 'message' && !entry.own ? [`${entry.author} ${entry.authorName}`] : [],
    );
    assert.deepEqual(authors, ['m1 Ann', 'm1 Ann']);
  });

  it('talks in lab rooms over TCP and UDP', async () => {
    for (const kind of ['lab-hub', 'lab-p2p', 'lab-udp'] as const) {
      const room = await host(kind);
      const ann = startCli(join(room.target));
      ann.type('hello 你好\r\n');
      await room.hears('hello 你好');
      room.says('hi');
      await ann.writes('hi');
      ann.endInput();
      assert.equal(await ann.code, 0, ann.errors);
      const others = room.session.entries.filter((entry) => entry.kind === 'message' && !entry.own);
      assert.equal(others.length, 1, 'leaving isn’t part of a message');
      assert.match(ann.output, /\t.*\thi\n/);
    }
  });

  it('says which lines aren’t sent, and sends all others', async () => {
    const room = await host('group');
    const { code, errors } = await runInput(
      join(room.target),
      `one\n${'x'.repeat(40_000)}\ntwo\n${'\x01'.repeat(20_000)}\nthree\n`,
    );
    assert.equal(code, 6);
    assert.deepEqual(room.texts, ['one', 'two', 'three']);
    assert.match(errors, /Line 2 wasn’t sent\. The message is longer than 32 KiB/);
    assert.match(errors, /Line 4 wasn’t sent\. The message is longer/);
  });

  it('sends more lines than may wait at a time, in order', async () => {
    const room = await host('group', 'Lab', fastSession());
    const lines = Array.from({ length: 1500 }, (_, index) => `line ${index}`);
    const { code } = await runInput(join(room.target), lines.join('\n'));
    assert.equal(code, 0);
    assert.deepEqual(room.texts, lines);
  });

  it('stays without input until the host closes the room', async () => {
    const room = await host('group');
    const ann = startCli(join(room.target, '--no-input'));
    ann.endInput();
    await ann.writes('You joined');
    room.says('still here?');
    await ann.writes('still here?');
    await room.session.leave();
    assert.equal(await ann.code, 0);
    assert.match(ann.output, /The host closed the room\.\n$/);
  });

  it('says that the connection broke, and that it is back', async () => {
    const room = await host('group');
    const ann = startCli(join(room.target, '--json'));
    await ann.writes('"joined","room"');
    const journal = journalOf(room);
    await room.session.suspend();
    await ann.writes('"reconnecting"');
    ann.type('said meanwhile\n');
    assert.ok(await room.session.reopen(journal));
    await room.hears('said meanwhile');
    await waitFor(
      () => ann.json.filter(({ kind }) => kind === 'joined').length === 2,
      'a second line',
    );
    ann.endInput();
    assert.equal(await ann.code, 0);
    const events = ann.json.flatMap(({ event }) =>
      event ? [(event as { type: string }).type] : [],
    );
    assert.ok(events.includes('away') && events.includes('back'), `${events}`);
  });

  it('is a talk at a terminal', async () => {
    const room = await host('group');
    const ann = startCli(join(room.target, '--no-color'), { isTTY: true });
    await waitFor(() => room.session.state.members.length === 2, 'Ann is in');
    ann.type('hello\r');
    await room.hears('hello');
    // Before the host has confirmed it, leaving asks first.
    await waitFor(
      () => /#\d+ Ann: hello/.test(ann.output),
      () => ann.output,
    );
    ann.type('/leave\r');
    assert.equal(await ann.code, 0, ann.errors);
  });

  it('refuses a reply in a lab room, which would be sent without what it replies to', async () => {
    const lab = await hostForCli('lab-hub');
    const running = startCli(['join', lab.target, '--no-color', '--data', folder()], {
      isTTY: true,
    });
    const shows = (text: RegExp) =>
      waitFor(
        () => text.exec(running.output),
        () => `${text} in ${running.output}`,
      );
    await shows(/You joined/);
    lab.says('hello');
    const [, number = ''] = await shows(/#(\d+) .*: hello/);
    running.type(`/reply ${number} yes\r`);
    await shows(/Lab rooms carry plain text only\./);
    running.type('after\r');
    await lab.hears('after');
    assert.deepEqual(lab.texts, ['hello', 'after']);
    running.stop('SIGTERM');
    assert.equal(await running.code, 0);
    await lab.session.leave();
    lab.session.dispose();
  });

  it('ends at once when it is interrupted, and leaves politely', async () => {
    const room = await host('group');
    const ann = startCli(join(room.target));
    await ann.writes('You joined');
    ann.stop('SIGINT');
    assert.equal(await ann.code, 130);
    await waitFor(() => room.session.state.members.length === 1, 'Ann has left');
  });

  it('sends what it has read when nobody reads its output any more', async () => {
    const room = await host('group');
    const ann = startCli(join(room.target));
    await ann.writes('You joined');
    ann.type('last\n');
    await room.hears('last');
    ann.stop('output-closed');
    assert.equal(await ann.code, 0);
    await waitFor(() => room.session.state.members.length === 1, 'Ann has left');
  });

  it('doesn’t claim that a line went into an encrypted room by its address', async () => {
    const room = await host('pair');
    const { invite } = room.session.invited?.hostActions ?? {};
    assert.ok(invite);
    const { code, errors, output } = await runInput(
      join(`127.0.0.1:${invite.port}`),
      'secret words\n',
    );
    assert.equal(code, 4);
    assert.match(errors, /it’s encrypted: use its invite/);
    assert.doesNotMatch(output, /secret/);
    assert.deepEqual(room.texts, []);
  });

  it('says what is wrong with the room, by its exit code and in words', async () => {
    const room = await host('group');
    const { invite } = room.session.invited?.hostActions ?? {};
    assert.ok(invite);
    room.session.invited?.hostActions?.lock(true);
    const locked = await runInput(join(room.target), '');
    assert.deepEqual([locked.code, locked.output], [3, '']);
    assert.match(locked.errors, /locked the room/);
    await room.session.leave();
    const closed = await runInput(join(room.target), '');
    assert.equal(closed.code, 4);
    assert.match(closed.errors, /isn’t responding/);
    const wrong = await runInput(join('no room at all'), '');
    assert.equal(wrong.code, 2);
    assert.equal((await runInput(['join', '--data', folder()], '')).code, 2);
    assert.equal((await runInput(join('127.0.0.1:9', '--backlog', 'x'), '')).code, 2);
  });
});

/** Runs a command with this input. */
async function runInput(args: readonly string[], input: string) {
  const running = startCli(args);
  running.type(input);
  running.endInput();
  const code = await running.code;
  return { code, output: running.output, errors: running.errors };
}

/** A session whose room doesn't slow down members who say much. */
function fastSession() {
  return realSession({ ...defaultLimits, messagesPerSecond: 10_000, messageBurst: 10_000 });
}

function journalOf({ session }: HostedForCli): string {
  return session.shownLog?.journalId ?? '';
}
