import assert from 'node:assert/strict';
import { longCode } from '../helpers/cards';
import { MemberScene } from '../helpers/member-scene';

/** Sends three messages while the host sends two, moving frames in between; stops after `steps` frames. */
function talk({ session, hub }: MemberScene, steps: number): number {
  let left = steps;
  const move = (max: number) => {
    for (let i = 0; i < max && left > 0 && hub.step(); i += 1) left -= 1;
  };
  session.messages.say('a');
  move(1);
  hub.say('x');
  session.messages.say('b');
  move(2);
  session.messages.say('c');
  hub.say('y');
  move(100);
  return left;
}

/** Asserts that every message is there once, the guest's in its order, and that the guest sees what everyone sees. */
function check(scene: MemberScene, why: string): void {
  const { texts } = scene.hub;
  const own = texts.filter((text) => 'abc'.includes(text));
  assert.deepEqual(own, ['a', 'b', 'c'], `${why}: ${texts}`);
  assert.deepEqual(scene.texts, texts, why);
  const numbers = scene.session.entries.flatMap(({ seq }) => seq ?? []);
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
    why,
  );
  assert.ok(!scene.lines.some((line) => line.includes('(queued)')), why);
}

describe('a guest’s message', () => {
  let frames = 0;

  before(async () => {
    const scene = await MemberScene.joined();
    frames = 1000 - talk(scene, 1000);
    check(scene, 'without a cut');
    assert.ok(frames >= 8, `${frames} frames`);
  });

  it('is in the log once, wherever the connection is cut', async () => {
    for (let steps = 0; steps <= frames; steps += 1) {
      const scene = await MemberScene.joined();
      talk(scene, steps);
      scene.hub.cut();
      scene.hub.say('z');
      await scene.comeBack();
      check(scene, `cut after ${steps} frames`);
    }
  });

  it('is in the log once, wherever the connection is cut again while the guest comes back', async () => {
    for (let steps = 0; steps <= frames; steps += 1) {
      for (let more = 0; more < 8; more += 1) {
        const scene = await MemberScene.joined();
        talk(scene, steps);
        scene.hub.cut();
        scene.hub.network.retries.fire();
        await scene.clock.advance(0);
        for (let i = 0; i < more; i += 1) scene.hub.step();
        scene.hub.cut();
        await scene.comeBack();
        check(scene, `cut after ${steps} frames, and again after ${more}`);
      }
    }
  });

  it('is in the log once, wherever the window is killed', async () => {
    for (let steps = 0; steps <= frames; steps += 1) {
      const scene = await MemberScene.joined();
      talk(scene, steps);
      // In half of the runs, the turn has ended and the journal is committed.
      if (steps % 2 === 0) await scene.clock.advance(0);
      assert.equal(await scene.crash(), true);
      assert.equal(scene.session.state.connection.kind, 'reconnecting');
      await scene.comeBack();
      check(scene, `killed after ${steps} frames`);
      assert.equal(scene.session.state.connection.kind, 'joined');
    }
  });

  it('is sent again once the connection is back, not before', async () => {
    const scene = await MemberScene.joined();
    scene.hub.cut();
    scene.session.messages.say('a');
    assert.deepEqual(scene.lines.slice(-2), ['away', 'Ann> a (queued)']);
    assert.equal(scene.session.state.connection.kind, 'reconnecting');
    await scene.comeBack();
    assert.deepEqual(scene.lines.slice(-3), ['away', 'back', 'Ann> a (hub)']);
  });

  it('isn’t sent again if the hub turns out to have it', async () => {
    const scene = await MemberScene.joined();
    const { hub, session } = scene;
    session.messages.say('a');
    session.messages.say('b');
    hub.step();
    hub.cut();
    hub.network.retries.fire();
    await scene.clock.advance(0);
    hub.step();
    session.messages.say('c');
    hub.run();
    assert.equal(hub.requests.length, 3);
    assert.deepEqual(scene.texts, ['a', 'b', 'c']);
  });

  it('waits on this computer if there are very many', async () => {
    const scene = await MemberScene.joined();
    scene.hub.cut();
    const texts = Array.from({ length: 1000 }, (_, index) => `${index}`);
    for (const text of texts) scene.session.messages.say(text);
    assert.throws(() => scene.session.messages.say('one more'), { code: 'queue-full' });
    scene.hub.network.retries.fire();
    await scene.clock.advance(0);
    // The hub's first frames arrive, but the hub reads nothing yet.
    const { link } = scene.hub;
    assert.ok(link);
    for (let i = 0; i < 3; i += 1) scene.hub.step();
    const ahead = link.sent.filter(({ type }) => type === 'say').length;
    assert.ok(ahead > 0 && ahead < 100, `${ahead} sent ahead`);
    scene.hub.run();
    assert.deepEqual(scene.hub.texts, texts);
    assert.deepEqual(scene.texts, texts);
    scene.session.messages.say('one more');
  });

  it('waits on this computer until there is too much code', async () => {
    const scene = await MemberScene.joined();
    scene.hub.cut();
    let waiting = 0;
    const post = () => {
      scene.session.messages.say('', { card: longCode(58 * 1024) });
      waiting += 1;
    };
    assert.throws(
      () => {
        for (let i = 0; i < 1000; i += 1) post();
      },
      { code: 'queue-full' },
    );
    assert.ok(waiting > 100 && waiting < 200, `${waiting} wait`);
    await scene.comeBack();
    assert.equal(scene.hub.texts.length, waiting);
    post();
  });
});
