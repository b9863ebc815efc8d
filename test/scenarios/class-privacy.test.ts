import assert from 'node:assert/strict';
import { successorKey } from '../../src/net/deskmate/access-control';
import type { ToMember } from '../../src/protocol/frames';
import { codeCard } from '../helpers/cards';
import { type ClassMember, ClassScene } from '../helpers/class-scene';
import { RawMember } from '../helpers/deskmate/raw-member';
import { waitFor } from '../helpers/wait-for';

describe('what a student of a class receives', () => {
  let scene: ClassScene;

  beforeEach(async () => {
    scene = await ClassScene.open();
  });
  afterEach(() => scene.close());

  it('is never anything that others have asked, or said in private', async () => {
    const hal = await scene.helper('Hal');
    const bo = await scene.join('Bo');
    const { port, token } = scene.actions.invite;
    const eve = await RawMember.connect(port);
    eve.send({ type: 'join', version: 1, token, name: 'Eve' });
    const { you } = await eve.receives('welcome');
    const [helper, host] = [hal.room, scene.ann.room];

    // Everything that a class can do, with secrets in each text.
    const place = { path: 'secret/path.py', line: 424_242 };
    const tried = 'secret attempt';
    await bo.room.ask({ topic: 'secret topic', place, tried });
    eve.send({ type: 'ask', id: 'e1', topic: 'mine' });
    await eve.receives('standing', ({ before, request }) => request === 'e1' && before === 1);
    await hal.becomes(() => hal.queue, 'Bo waiting, Eve waiting');
    const [first] = helper.queue;
    assert.ok(first);
    bo.room.tell('secret words');
    helper.tell('secret reply', { student: bo.id });
    await bo.room.pause();
    await bo.room.resume();
    await helper.serve('take', first);
    await helper.serve('back', first);
    await helper.answerFile('secret/path.py', 'secret answer');
    await bo.becomes(() => bo.lines.length, 3);
    host.hostActions?.setHelper(bo.id, true);
    host.hostActions?.setHelper(bo.id, false);
    host.hostActions?.configure({ speaking: 'questions', cooldown: 1, order: 'time' });
    await bo.becomes(() => bo.room.rules.speaking, 'questions');
    bo.session.messages.say('secret question');
    await hal.becomes(() => hal.lines.length, 4);
    // What she asks for herself, and comes back for.
    const others = [
      { type: 'lines', id: 'e2', since: 0 },
      { type: 'tell', id: 'e3', text: 'mine, too', student: bo.id },
      { type: 'serve', id: 'e4', do: 'take', member: bo.id, request: first.id },
      { type: 'publish', id: 'e5', student: bo.id, message: 'x' },
      { type: 'answer', id: 'e6', path: 'secret/path.py', text: 'x' },
      { type: 'admit', id: 'e7', open: false },
      { type: 'request', id: 'e8', do: 'withdraw', request: first.id },
    ];
    eve.send(...others, { type: 'received', seq: 1 });
    await eve.receives('handled', ({ id }) => id === 'e2');
    for (const id of ['e3', 'e4', 'e5', 'e6', 'e7']) {
      await eve.receives('refused', (frame) => frame.id === id && frame.code === 'not-a-helper');
    }
    await eve.receives('refused', ({ code, id }) => id === 'e8' && code === 'no-such-request');
    scene.ann.session.messages.say('the end');
    await eve.receivesText('the end');

    const { text } = eve;
    for (const secret of ['secret', '424242', first.id]) {
      assert.ok(!text.includes(secret), `${secret} in ${text}`);
    }
    assert.equal(eve.all('queue').length, 0);
    assert.equal(eve.all('told').length, 0);
    for (const { helper: who, request = 'e1' } of eve.all('standing')) {
      assert.equal(request, 'e1');
      assert.equal(who, undefined);
    }
    const fields = new Set(eve.all('standing').flatMap((frame) => Object.keys(frame)));
    assert.deepEqual([...fields].sort(), ['before', 'request', 'state', 'type']);
    assert.notEqual(you.id, bo.id);
    eve.destroy();
    await waitFor(() => eve.closed, 'Eve is gone');
  });

  it('never tells who asked what is published anonymously, also after a restart and at another host', async () => {
    const { ann } = scene;
    const hal = await scene.helper('Hal');
    hal.session.invited?.setMayTakeOver?.(true);
    const bo = await scene.join('Bo');
    const { port, token } = scene.actions.invite;
    let eve = await RawMember.connect(port);
    eve.send({ type: 'join', version: 1, token, name: 'Eve' });
    const { you } = await eve.receives('welcome');
    /** All that she has ever read. */
    let text = '';
    const frames: ToMember[] = [];
    const leave = async () => {
      eve.destroy();
      await waitFor(() => eve.closed, 'Eve is gone');
      text += eve.text;
      frames.push(...eve.frames);
    };
    const comeBack = async (at: number, key = you.key) => {
      eve = await RawMember.connect(at);
      eve.send({ type: 'resume', version: 1, member: you.id, key, last: 0 });
      await eve.receives('welcome');
    };
    const questions = (member: ClassMember) =>
      member.session.entries.flatMap((entry) =>
        entry.kind === 'message' ? [`${entry.authorName}: ${entry.text} ${entry.anonymous}`] : [],
      );

    const card = { ...codeCard, endLine: codeCard.line, text: 'secret card' };
    bo.room.tell('first?', { anonymous: true, card });
    await hal.becomes(() => hal.lines, ['Bo: first?']);
    const [first] = hal.room.privateMessages;
    assert.ok(first?.anonymous);
    assert.ok(!eve.text.includes('secret card'), 'until it is published');
    assert.deepEqual(await hal.room.publish(first), { ok: true });
    await bo.becomes(() => bo.room.privateMessages[0]?.published !== undefined, true);
    await bo.becomes(() => questions(bo), ['Hal: first? true']);
    await eve.receivesText('Anonymous student: first?');
    // The question of a moment when the host is away waits, and keeps its wish.
    await leave();
    const id = ann.session.invited?.journalId ?? '';
    await ann.session.suspend();
    await bo.becomes(() => bo.session.state.connection.kind, 'reconnecting');
    bo.room.tell('second?', { anonymous: true });
    await ann.session.reopen(id);
    await comeBack(port);
    await ann.becomes(() => ann.lines, ['Bo: first?', 'Bo: second?']);
    assert.deepEqual(await ann.room.publish(first), { ok: true });
    await hal.becomes(() => hal.lines, ['Bo: first?', 'Bo: second?']);
    const ready = () => ann.session.invited?.hostActions?.successors.map(({ name }) => name);
    await waitFor(() => ready()?.includes('Hal'), 'Hal can take over');
    await leave();
    const result = await scene.actions.handOver(hal.id, true);
    assert.ok(result.ok, JSON.stringify(result));
    await hal.becomes(() => hal.session.state.connection.kind, 'hosting');
    const next = hal.session.invited?.hostActions?.invite;
    assert.ok(next);
    await comeBack(next.port, successorKey(you.key ?? '', next.pin));
    for (const message of hal.room.privateMessages) {
      assert.ok(message.anonymous);
      assert.deepEqual(await hal.room.publish(message), { ok: true });
    }
    await ann.becomes(() => ann.session.state.connection.kind, 'joined');
    for (const member of [ann, hal, bo]) {
      await member.becomes(() => questions(member), ['Hal: first? true', 'Hal: second? true']);
    }
    await bo.becomes(
      () => bo.room.privateMessages.map(({ published }) => published !== undefined),
      [true, true],
    );
    await eve.receivesText('Anonymous student: second?');
    const second = hal.session.entries.findLast((entry) => entry.kind === 'message');
    hal.session.messages.edit(second?.id ?? '', 'third?');
    await bo.becomes(() => questions(bo).at(-1), 'Hal: third? true');
    await eve.receives('edited', (frame) => frame.text === 'Anonymous student: third?');
    await leave();

    const ids = hal.room.privateMessages.map((message) => message.id);
    for (const secret of ids) assert.ok(!text.includes(secret), `${secret} in ${text}`);
    const said = frames.flatMap((frame) => (frame.type === 'message' ? [frame] : []));
    assert.equal(new Set(said.map(({ seq }) => seq)).size, 2, 'each is in the log once');
    for (const { author, name } of said) assert.deepEqual([author, name], [hal.id, 'Hal']);
    // That Bo is in the room is known, and nothing else.
    const named = frames.filter((frame) => /"Bo"/.test(JSON.stringify(frame)));
    assert.deepEqual([...new Set(named.map(({ type }) => type))].sort(), ['joined', 'people']);
    const meant = frames.filter((frame) => JSON.stringify(frame).includes(`"${bo.id}"`));
    const types = new Set<string>(meant.map(({ type }) => type));
    // Whoever comes back is soon told how far everyone has the log.
    for (const type of ['joined', 'people', 'presence', 'receipts']) types.delete(type);
    assert.deepEqual([...types], []);
    for (const type of ['told', 'queue', 'typing'] as const) {
      assert.ok(frames.every((frame) => frame.type !== type));
    }
  });
});
