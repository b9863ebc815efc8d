import assert from 'node:assert/strict';
import { ClassScene } from '../helpers/class-scene';
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
    helper.tell('secret reply', undefined, bo.id);
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
});
