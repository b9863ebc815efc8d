import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { formatInvite } from '../../src/protocol/invite';
import type { Session } from '../../src/room/session/session';
import { type HostedForCli, hostForCli, startCli } from '../helpers/cli/cli-run';
import { RawMember } from '../helpers/deskmate/raw-member';
import { realSession } from '../helpers/real-session';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

describe('send', () => {
  const folder = temporaryFolder();
  const sessions: Session[] = [];
  const host = async (...args: Parameters<typeof hostForCli>) => {
    const room = await hostForCli(...args);
    sessions.push(room.session);
    return room;
  };
  const send = async (room: string, args: readonly string[], input?: string) => {
    const all = ['send', '--room', room, '--data', path(folder(), 'data'), '--person', 'CI'];
    const running = startCli([...all, ...args], { cwd: folder() });
    if (input !== undefined) running.type(input);
    running.endInput();
    const code = await running.code;
    assert.equal(running.output, '');
    return { code, errors: running.errors };
  };
  const messages = ({ session }: HostedForCli) =>
    session.entries.flatMap((entry) => (entry.kind === 'message' && !entry.own ? [entry] : []));

  afterEach(async () => {
    for (const session of sessions.splice(0)) {
      await session.leave();
      session.dispose();
    }
  });

  it('sends a text, and is the same member each time', async () => {
    const room = await host('group');
    assert.deepEqual(await send(room.target, ['all', 'green']), { code: 0, errors: '' });
    assert.deepEqual(await send('Lab 3', ['-'], 'line 1\nline 2\n'), { code: 0, errors: '' });
    assert.deepEqual(await send('lab', ['-'], 'by its beginning'), { code: 0, errors: '' });
    assert.deepEqual(
      messages(room).map(({ author, authorName, text }) => [author, authorName, text]),
      [
        ['m1', 'CI', 'all green'],
        ['m1', 'CI', 'line 1\nline 2'],
        ['m1', 'CI', 'by its beginning'],
      ],
    );
    assert.equal(room.session.state.members.length, 1, 'it has left');
  });

  it('sends files, with a text', async () => {
    const room = await host('pair');
    writeFileSync(path(folder(), 'log.txt'), 'x'.repeat(300_000));
    writeFileSync(path(folder(), 'two.txt'), 'second');
    const sent = await send(room.target, ['--file', 'log.txt', '--file', 'two.txt', 'the logs']);
    assert.deepEqual(sent, { code: 0, errors: '' });
    const found = messages(room).map(({ text, card }) => [
      text,
      card?.type === 'file' && `${card.name} ${card.size}`,
    ]);
    assert.deepEqual(found, [
      ['the logs', 'log.txt 300000'],
      ['two.txt (6 B)', 'two.txt 6'],
    ]);
    assert.equal((await send(room.target, ['--file', 'none.txt'])).code, 2);
  });

  it('sends a failing test as a card', async () => {
    const room = await host('group');
    writeFileSync(
      path(folder(), 'test_hub.py'),
      '\ufeffdef test():\r\n  a = 1\r\n  assert a == 2\r\n',
    );
    const options = [
      '--card',
      'error',
      '--path',
      './test_hub.py',
      '--line',
      '3',
      '--source',
      'pytest',
    ];
    const sent = await send(room.target, [...options, '-'], 'AssertionError: 1 != 2\n  more\n');
    assert.deepEqual(sent, { code: 0, errors: '' });
    const [message] = messages(room);
    assert.equal(message?.text, 'test_hub.py:3:1: AssertionError: 1 != 2');
    assert.ok(message?.card?.type === 'error');
    const { hash, ...card } = message.card;
    assert.match(String(hash), /^[\w-]{43}$/);
    assert.deepEqual(card, {
      ...{ type: 'error', severity: 'error', message: 'AssertionError: 1 != 2\n  more' },
      ...{ source: 'pytest', at: { line: 3, column: 1, endLine: 3, endColumn: 16 } },
      ...{ path: 'test_hub.py', language: 'python', line: 1, endLine: 3 },
      text: 'def test():\n  a = 1\n  assert a == 2',
    });
  });

  it('sends lines of a file, from the input if it isn’t here', async () => {
    const room = await host('group');
    const options = ['--card', 'code', '--path', 'src/hub.c', '--line', '2', '--end-line', '3'];
    const sent = await send(room.target, [...options, '--content', '-', 'see'], 'a\nb\nc\nd\n');
    assert.deepEqual(sent, { code: 0, errors: '' });
    const [message] = messages(room);
    assert.equal(message?.text, 'see');
    assert.ok(message?.card?.type === 'code');
    const { line, endLine, text, path: shown, language } = message.card;
    assert.deepEqual([line, endLine, text, shown, language], [2, 3, 'b\nc', 'src/hub.c', 'c']);
    const beyond = await send(room.target, [...options, '--content', '-'], 'a\nb\n');
    assert.equal(beyond.code, 2);
    assert.match(beyond.errors, /has only 2 lines/);
  });

  it('waits until everyone in the room has received it', async () => {
    const room = await host('group');
    const bo = realSession();
    sessions.push(bo);
    const { invite } = room.session.invited?.hostActions ?? {};
    assert.ok(invite);
    await bo.joinByInvite(invite, 'Bo');
    assert.deepEqual(await send(room.target, ['--wait', 'received', 'hi']), {
      code: 0,
      errors: '',
    });
    assert.ok(bo.entries.some((entry) => entry.kind === 'message' && entry.text === 'hi'));
  });

  it('says so when not everyone receives it in time', async () => {
    const room = await host('group');
    const { invite } = room.session.invited?.hostActions ?? {};
    assert.ok(invite);
    const bo = await RawMember.connect(invite.port);
    bo.send({ type: 'join', version: 1, token: invite.token, name: 'Bo' });
    await bo.receives('welcome');
    const { code, errors } = await send(room.target, [
      '--wait',
      'received',
      '--timeout',
      '3',
      'hi',
    ]);
    bo.destroy();
    assert.equal(code, 6);
    assert.match(errors, /The message is in the room, but not everyone has received it yet\./);
    await room.hears('hi');
  });

  it('sends into lab rooms, text only', async () => {
    const room = await host('lab-hub');
    assert.deepEqual(await send(room.target, ['hello lab']), { code: 0, errors: '' });
    await waitFor(() => messages(room).length > 0, 'the message');
    writeFileSync(path(folder(), 'a.txt'), 'a');
    assert.equal((await send(room.target, ['--file', 'a.txt'])).code, 2);
    assert.equal((await send(room.target, ['--wait', 'received', 'x'])).code, 2);
    const { code, errors } = await send(room.target, ['q']);
    assert.equal(code, 6);
    assert.match(errors, /sending just “q” means leaving/);
  });

  for (const text of ['secret', 'text'.repeat(5000)]) {
    it(`doesn’t claim that ${text.length} characters went into an encrypted room by its address`, async () => {
      const room = await host('pair');
      const { invite } = room.session.invited?.hostActions ?? {};
      assert.ok(invite);
      const { code, errors } = await send(`127.0.0.1:${invite.port}`, [text]);
      assert.equal(code, 4);
      assert.match(errors, /it’s encrypted: use its invite/);
      assert.deepEqual(room.texts, []);
    });
  }

  it('says that a room has said nothing when a text is too short to show what it is', async () => {
    const room = await host('pair');
    const { invite } = room.session.invited?.hostActions ?? {};
    assert.ok(invite);
    const { errors } = await send(`127.0.0.1:${invite.port}`, ['hi']);
    assert.match(errors, /^127\.0\.0\.1:\d+ has said nothing yet, so only its host can tell/);
  });

  it('says what is wrong, by its exit code and in words', async () => {
    const room = await host('group');
    const { invite } = room.session.invited?.hostActions ?? {};
    assert.ok(invite);
    assert.equal((await send(room.target, [])).code, 2);
    assert.equal((await send('no such room', ['x'])).code, 2);
    assert.equal((await send(room.target, ['-'], 'x'.repeat(40_000))).code, 6);
    const other = {
      ...invite,
      pin: `${invite.pin.slice(0, -2)}${invite.pin.endsWith('AA') ? 'BA' : 'AA'}`,
    };
    const wrongPin = await send(formatInvite(other, 'vscode'), ['secret']);
    assert.equal(wrongPin.code, 5);
    assert.match(wrongPin.errors, /isn’t the one that made the invite/);
    assert.deepEqual(room.texts, []);
    room.session.invited?.hostActions?.resetInvite();
    assert.equal((await send(room.target, ['x'])).code, 3);
    await room.session.leave();
    assert.equal((await send(room.target, ['x'])).code, 4);
    assert.equal((await send('127.0.0.1:1', ['x'])).code, 4);
  });

  it('goes back into no room that it was removed from', async () => {
    const room = await host('group');
    assert.equal((await send(room.target, ['one'])).code, 0);
    const ci = startCli(['join', room.target, '--data', path(folder(), 'data'), '--no-input']);
    await waitFor(() => room.session.state.members.length === 2, 'CI is in');
    room.session.invited?.hostActions?.remove('m1', 'noise');
    assert.equal(await ci.code, 3);
    assert.match(ci.errors, /removed you from the room/);
    assert.equal((await send('Lab 3', ['x'])).code, 3);
  });
});
