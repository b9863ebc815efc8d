import assert from 'node:assert/strict';
import { ClassMember, ClassScene } from '../../helpers/class-scene';
import { ClassTerminal } from '../../helpers/cli/class-terminal';

describe('a class in a terminal', () => {
  let scene: ClassScene;
  const terminals: ClassTerminal[] = [];

  beforeEach(async () => {
    scene = await ClassScene.open();
  });

  afterEach(async () => {
    for (const terminal of terminals.splice(0)) await terminal.close();
    await scene.close();
  });

  function at(member: Pick<ClassMember, 'session'>): ClassTerminal {
    const terminal = new ClassTerminal(member);
    terminals.push(terminal);
    return terminal;
  }

  it('has a student ask, pause, resume and withdraw, and see who comes', async () => {
    const bo = await scene.join('Bo');
    const terminal = at(bo);
    await terminal.enter('/stuck  bind:   address in use', '| You’re next]');
    assert.equal(scene.ann.room.queue[0]?.topic, 'bind: address in use');
    await terminal.enter('/stuck again', 'You already have an open request.');
    await terminal.enter('/pause', '| Paused · you’d be next]');
    await terminal.enter('/resume', '| You’re next]');
    const [request] = scene.ann.room.queue;
    assert.ok(request);
    await scene.ann.room.serve('take', request);
    await terminal.shows(/^-- Ann is coming$/m);
    await terminal.enter('/withdraw');
    await scene.ann.becomes(() => scene.ann.queue, '');
    await terminal.enter('/pause', 'You have no open request.');
  });

  it('has a helper take, give back and end requests by numbers that stay', async () => {
    const hal = await scene.helper('Hal');
    const terminal = at(hal);
    await terminal.enter('/queue', '-- No one is waiting for help.');
    const students = [await scene.join('Bo'), await scene.join('Cy'), await scene.join('Di')];
    for (const [index, student] of students.entries()) {
      await student.room.ask({ topic: `topic ${index + 1}` });
      await terminal.shows(`topic ${index + 1} [/take ${index + 1}]`);
    }
    await terminal.shows('| 3 waiting for help]');
    await students[0]?.room.withdraw();
    await terminal.shows('| 2 waiting for help]');
    await terminal.enter('/queue', /^ {2}2 Cy: topic 2 · .*\n {2}3 Di: topic 3 · /m);
    // Commands without a number mean what the helper's own queue shows, which learns of a change after the host's.
    const both = async (queue: string) => {
      for (const member of [scene.ann, hal]) await member.becomes(() => member.queue, queue);
    };
    await terminal.enter('/take 3');
    await both('Cy waiting, Di taken');
    await terminal.enter('/back');
    await both('Cy waiting, Di waiting');
    await terminal.enter('/take #2');
    await both('Cy taken, Di waiting');
    await terminal.enter('/done');
    await both('Di waiting');
    assert.equal(scene.ann.room.hostActions?.records.at(-1)?.how, 'done');
    await terminal.enter(
      '/done',
      'There is no such request. /queue lists them; then type /done N.',
    );
    await terminal.enter('/take 1', 'then type /take N.');
  });

  it('keeps what is private to the helpers and the student', async () => {
    const hal = await scene.helper('Hal');
    const [bo, other] = [await scene.join('Bo Lee'), await scene.join('Bo')];
    const [helper, student, stranger] = [at(hal), at(bo), at(other)];
    await student.enter('/private is it i < n?', '[private] Bo Lee: is it i < n?');
    await helper.shows('[private] Bo Lee: is it i < n?');
    await helper.enter('/private bo lee  yes', '[private] Hal > Bo Lee: yes');
    await student.shows('[private] Hal: yes');
    await helper.enter('/private Nobody here', 'Type it like this: /private NAME TEXT');
    await stranger.enter('/private mine', '[private] Bo: mine');
    await helper.shows('[private] Bo: mine');
    assert.ok(!stranger.text.includes('i < n') && !stranger.text.includes('yes'));
    assert.deepEqual(scene.ann.said, []);
    assert.deepEqual(scene.ann.lines, ['Bo Lee: is it i < n?', 'Hal: yes', 'Bo: mine']);
    const again = at(bo);
    await again.shows('[private] Hal: yes');
  });

  it('lets the host make helpers, and admit and turn away', async () => {
    assert.ok(scene.ann.room.hostActions?.setRoster(['Bo']));
    const bo = await scene.join('Bo');
    const host = at(scene.ann);
    await host.enter('/helper @bo', '-- Bo is a helper now.');
    await bo.becomes(() => bo.room.isHelper, true);
    await host.enter('/helper Bo', '-- Bo is a student again.');
    await host.enter('/helper Zed', 'There’s no member “Zed”.');
    const [di, ed] = ['Di', 'Ed Ray'].map((name) => new ClassMember(name));
    assert.ok(di && ed);
    for (const member of [di, ed]) {
      scene.members.push(member);
      await member.session.joinByInvite(scene.actions.invite, member.name);
    }
    await host.shows('| 2 waiting for you (/admit, /turn-away)]');
    await host.shows('-- Ed Ray wants to join, but isn’t on the roster.');
    await host.enter('/queue', /^ {2}Di \(not on the roster\)$/m);
    await host.enter('/admit Fay', 'No one called “Fay” waits for you.');
    await host.enter('/admit di');
    await di.becomes(() => di.session.state.connection.kind, 'joined');
    await host.enter('/turn-away Ed Ray');
    const turnedAway = { kind: 'offline', error: 'turned-away' };
    await ed.becomes(() => ed.session.state.connection, turnedAway);
  });

  it('refuses students what only helpers and the host can do, and lists what there is', async () => {
    const terminal = at(await scene.join('Bo'));
    await terminal.enter('/queue', 'Only helpers can do this.');
    await terminal.enter('/helper Ann', 'Only the host of the class can do this.');
    await terminal.enter('/stuck', 'Type it like this: /stuck TOPIC');
    await terminal.enter('/private', 'Type it like this: /private [NAME] TEXT');
    await terminal.enter('/help', '  /turn-away NAME');
    assert.ok(!scene.ann.room.rules.helpers.length);
  });
});
