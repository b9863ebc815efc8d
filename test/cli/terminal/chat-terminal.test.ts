import assert from 'node:assert/strict';
import { ExitCode } from '../../../src/cli/exit-codes';
import { NetError } from '../../../src/protocol/net-error';
import { awayMs, idleMs } from '../../../src/room/session/presence-clock';
import { codeCard } from '../../helpers/cards';
import { TerminalScene } from '../../helpers/terminal-scene';

describe('a talk in a terminal', () => {
  let scene: TerminalScene;
  afterEach(() => scene.close());

  it('prints messages above the draft, each with its number', async () => {
    scene = await TerminalScene.opened();
    await scene.type('half a wo');
    await scene.say('hello\nsecond line');
    assert.deepEqual(scene.printed, ['#2 Zoe: hello', '  second line']);
    assert.equal(scene.screen.cursor.text, '> half a wo');
    assert.equal(scene.screen.shown.at(-2), '[Lab | 2 people]');
  });

  it('prints the log so far', async () => {
    scene = await TerminalScene.opened({ before: ({ hub }) => hub.say('before') });
    assert.deepEqual(scene.printed, ['#2 Zoe: before']);
    assert.match(scene.text, /^-- \/leave or Ctrl\+D leaves, \/help lists the commands\.$/m);
  });

  it('sends what is typed, and prints it once the host has it', async () => {
    scene = await TerminalScene.opened();
    scene.room.hub.cut();
    await scene.enter('你好 Zoe');
    assert.deepEqual(scene.room.hub.texts, []);
    assert.match(
      scene.screen.shown.join('\n'),
      /^Not sent yet: 你好 Zoe\n\[Lab \| reconnecting…\]\n>$/m,
    );
    await scene.room.comeBack();
    await scene.rest();
    assert.deepEqual(scene.room.hub.texts, ['你好 Zoe']);
    assert.match(scene.printed.join('\n'), /^#2 Ann: 你好 Zoe$/m);
    assert.equal(scene.screen.shown.at(-2), '[Lab | 2 people | #2 saved in the room]');
  });

  it('tells how many have received the last message', async () => {
    scene = await TerminalScene.opened();
    await scene.enter('hello');
    scene.room.hub.push({ type: 'receipts', marks: [{ member: 'm0', seq: 2 }] });
    await scene.rest();
    assert.equal(scene.screen.shown.at(-2), '[Lab | 2 people | #2 received by everyone]');
  });

  it('says when the host rejects a message', async () => {
    scene = await TerminalScene.opened();
    scene.room.hub.refuses.set('bad', 'text-too-long');
    await scene.enter('bad');
    assert.equal(scene.printed[0], 'Ann: bad (Not sent: the room rejected it)');
  });

  it('sends several lines as one message', async () => {
    scene = await TerminalScene.opened();
    await scene.type('one\\\rtwo\r');
    await scene.enter('/paste');
    await scene.type('three\rfour\r.\r');
    await scene.type('\x1b[200~five\nsix\x1b[201~');
    assert.deepEqual(scene.room.hub.texts, ['one\ntwo', 'three\nfour']);
    await scene.type('\r');
    assert.deepEqual(scene.room.hub.texts.at(-1), 'five\nsix');
  });

  it('replies, edits and deletes by number', async () => {
    scene = await TerminalScene.opened();
    await scene.say('question?');
    await scene.enter('/reply 2 anser');
    await scene.enter('/edit #3 answer');
    await scene.enter('/delete 3');
    assert.deepEqual(scene.printed, [
      '#2 Zoe: question?',
      '  > #2 Zoe: question?',
      '#3 Ann: anser',
      '-- Ann edited #3:',
      '  > #2 Zoe: question?',
      '#3 Ann: answer (edited)',
      '-- Ann deleted #3.',
    ]);
  });

  it('says what is wrong with a command, and gives the line back', async () => {
    scene = await TerminalScene.opened();
    await scene.enter('/reply 2');
    assert.equal(scene.screen.cursor.text, '> /reply 2');
    await scene.type('\x15/edit 99 x\r');
    await scene.type('\x15/foo\r');
    assert.deepEqual(scene.printed, [
      '-- Type it like this: /reply N TEXT',
      '-- There is no message 99 here.',
      '-- There is no command “/foo”. For a list: /help. To send it',
      ' as a message, type “//foo”.',
    ]);
    await scene.type('\x15//foo\r');
    assert.deepEqual(scene.room.hub.texts, ['/foo']);
  });

  it('replaces what it has given back by what is typed next, and Up brings it back', async () => {
    scene = await TerminalScene.opened();
    await scene.enter('/h');
    assert.equal(scene.screen.cursor.text, '> /h');
    await scene.enter('/foo bar');
    await scene.enter('hello');
    await scene.enter('/fo');
    await scene.type('\x1b[200~pasted\x1b[201~\r');
    assert.deepEqual(scene.room.hub.texts, ['hello', 'pasted']);
    await scene.enter('/who 1\x01/');
    assert.deepEqual(scene.room.hub.texts, ['hello', 'pasted', '/who 1']);
    await scene.enter('/repli');
    await scene.type('x');
    assert.equal(scene.screen.cursor.text, '> x');
    await scene.type('\x1b[A');
    assert.equal(scene.screen.cursor.text, '> /repli');
  });

  it('keeps what it has given back when another key than a character follows', async () => {
    scene = await TerminalScene.opened();
    for (const [key, text] of [
      ['\x05', '/fooz'],
      ['\x1b[D', '/fozo'],
      ['\x7f', '/foz'],
    ] as const) {
      await scene.enter('/foo');
      await scene.type(`${key}z`);
      assert.equal(
        scene.screen.history.findLast((row) => row.startsWith('> '))?.trimEnd(),
        `> ${text}`,
      );
      await scene.type('\x03');
    }
  });

  it('names the command that was meant', async () => {
    scene = await TerminalScene.opened();
    for (const [typed, meant] of [
      ['/h', '/help'],
      ['/?', '/help'],
      ['/quit', '/leave'],
      ['/exit', '/leave'],
      ['/hlep', '/help'],
    ]) {
      await scene.enter(`${typed}`);
      assert.match(scene.printed.join(''), new RegExp(`mean “${meant}”`), typed);
    }
    assert.deepEqual(scene.room.hub.texts, []);
  });

  it('takes no words after a command that has none', async () => {
    scene = await TerminalScene.opened();
    await scene.enter('/who extra');
    assert.deepEqual(scene.printed, ['-- Type it like this: /who']);
  });

  it('says that only the author of a message sees who has received it', async () => {
    scene = await TerminalScene.opened();
    await scene.say('hello');
    await scene.enter('/show 2');
    assert.equal(scene.printed.at(-1), '-- Only its author sees who has received it.');
  });

  it('lists members and commands', async () => {
    scene = await TerminalScene.opened();
    await scene.enter('/who');
    assert.deepEqual(scene.printed, ['  Zoe (host)', '  Ann (you)']);
    await scene.enter('/help');
    assert.match(scene.text, /^ {2}\/reply N TEXT {4}Reply to message N$/m);
  });

  it('completes commands and names with Tab', async () => {
    scene = await TerminalScene.opened();
    await scene.type('/rep\t');
    assert.equal(scene.screen.cursor.column, '> /reply '.length);
    await scene.type('\x15hello @z\t');
    assert.equal(scene.screen.cursor.text, '> hello @Zoe');
  });

  it('draws a line above what came while the user was away', async () => {
    scene = await TerminalScene.opened();
    await scene.say('one');
    await scene.room.clock.advance(61_000);
    await scene.say('two');
    await scene.say('three');
    await scene.type('x');
    await scene.say('four');
    assert.deepEqual(
      scene.printed.filter((line) => !/— |connection|Reconnected/.test(line)),
      ['#2 Zoe: one', '--- new messages ---', '#3 Zoe: two', '#4 Zoe: three', '#5 Zoe: four'],
    );
  });

  it('marks what mentions the user, and rings the bell', async () => {
    scene = await TerminalScene.opened();
    await scene.say('hello @Ann');
    assert.deepEqual(scene.printed, ['#2 @ Zoe: hello @Ann']);
    assert.equal(scene.screen.bells, 1);
  });

  it('shows code as lines of a file', async () => {
    scene = await TerminalScene.opened();
    scene.room.hub.enter({
      ...{ type: 'message', author: 'm0', name: 'Zoe', id: 'c1', text: 'here' },
      card: codeCard,
    });
    await scene.rest();
    assert.deepEqual(scene.printed, [
      '#2 Zoe: here',
      '  src/hub.c:11-13',
      '   11 | int n;',
      '   12 |     send(s, buf, n);',
      '   13 | return 0;',
    ]);
  });

  it('tells others that nobody has pressed a key for a while', async () => {
    scene = await TerminalScene.opened();
    const { clock, hub } = scene.room;
    const presences = () =>
      hub.link?.sent.flatMap((frame) => (frame.type === 'presence' ? [frame.presence] : []));
    await clock.advance(idleMs - 1000);
    await scene.type('x');
    await clock.advance(idleMs - 1000);
    assert.deepEqual(presences(), []);
    await clock.advance(10_000);
    assert.deepEqual(presences(), ['idle']);
    await clock.advance(awayMs - idleMs);
    assert.deepEqual(presences(), ['idle', 'away']);
    await scene.type('y');
    await clock.advance(10_000);
    assert.deepEqual(presences(), ['idle', 'away', 'here']);
  });

  it('shows who is typing', async () => {
    scene = await TerminalScene.opened();
    scene.room.hub.push({ type: 'typing', member: 'm0' });
    await scene.rest();
    await scene.room.clock.advance(1000);
    assert.equal(scene.screen.shown.at(-2), '[Lab | 2 people | Zoe is typing…]');
  });

  it('keeps the draft whole when the terminal changes its width', async () => {
    scene = await TerminalScene.opened({ columns: 40 });
    await scene.type('a draft that is much longer than the new width 你好');
    scene.resize(20);
    await scene.say('hi');
    scene.resize(60);
    await scene.say('ho');
    assert.deepEqual(scene.printed, ['#2 Zoe: hi', '#3 Zoe: ho']);
    assert.equal(scene.screen.cursor.text, '> a draft that is much longer than the new width 你好');
  });

  it('clears the draft with Ctrl+C, and leaves with the next one', async () => {
    scene = await TerminalScene.opened();
    await scene.type('draft\x03');
    assert.equal(scene.screen.cursor.text, '>');
    assert.equal(scene.code, undefined);
    await scene.type('\x03');
    assert.equal(scene.code, ExitCode.interrupted);
  });

  it('leaves with Ctrl+D and gives the terminal back', async () => {
    scene = await TerminalScene.opened();
    assert.ok(scene.screen.modes.has(2004));
    await scene.type('\x04');
    assert.equal(scene.code, ExitCode.done);
    assert.deepEqual(scene.rawModes, [true, false]);
    assert.deepEqual([...scene.screen.modes], []);
    assert.equal(scene.screen.cursor.column, 0);
    assert.deepEqual(scene.screen.unknown, []);
  });

  it('asks before it leaves with messages that the host doesn’t have', async () => {
    scene = await TerminalScene.opened();
    scene.room.hub.cut();
    await scene.enter('wait for me');
    await scene.type('\x04');
    assert.match(scene.screen.cursor.text, /^> |y\/n$/);
    await scene.enter('n');
    assert.equal(scene.code, undefined);
    await scene.type('\x04');
    await scene.enter('y');
    assert.equal(scene.code, ExitCode.done);
    assert.match(scene.text, /-- Not sent: wait for me$/);
  });

  it('ends with the room', async () => {
    scene = await TerminalScene.opened();
    const error = new NetError('room-closed', 'closed by its host');
    scene.room.hub.link?.end({ reason: 'lost', error });
    await scene.rest();
    assert.equal(scene.code, ExitCode.done);
    assert.match(scene.text, /The host closed the room\./);
  });
});
