import assert from 'node:assert/strict';
import { type SceneMember, SuccessionScene } from '../../helpers/succession-scene';

/** Kills the host, and waits until everyone else has a new one. Resolves to how long that took, in ms. */
async function replaceHost(scene: SuccessionScene): Promise<number> {
  const host = scene.members.find(({ isHost }) => isHost) as SceneMember;
  host.kill();
  const ms = await scene.until(() => scene.isTogether, 90_000, 'a new host');
  await scene.pass(2000);
  return ms;
}

describe('a room whose host vanishes', () => {
  it('goes on with the same log, and everyone’s messages come once', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy']);
    const [ann, bo, cy] = [scene.get('Ann'), scene.get('Bo'), scene.get('Cy')];
    for (const member of [ann, bo, cy]) member.say(`from ${member.name}`);
    await scene.pass(1000);
    ann.kill();
    for (const member of [bo, cy]) member.say(`${member.name} alone`);
    const ms = await scene.until(() => scene.isTogether, 90_000, 'a new host');
    assert.ok(ms <= 60_000, `${ms} ms`);
    await scene.pass(1000);
    assert.deepEqual(scene.hosts, ['Bo']);
    const texts = ['Bo alone', 'Cy alone', 'from Ann', 'from Bo', 'from Cy'];
    assert.deepEqual(bo.texts.toSorted(), texts);
    scene.check();
  });

  it('goes on in five windows, with members who have no vote, one host after the other', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy', 'Di', 'Ed'], {
      others: ['Flo', 'Gus'],
    });
    for (const next of ['Bo', 'Cy']) {
      for (const member of scene.members) if (member.isUp) member.say(`${next}: ${member.name}`);
      await scene.pass(1000);
      const ms = await replaceHost(scene);
      assert.ok(ms <= 60_000, `${ms} ms`);
      assert.deepEqual(scene.hosts, [next]);
      scene.check();
    }
    assert.equal(scene.get('Flo').texts.length, 7 + 6);
  });

  it('takes its former host back as a member, whose own messages come again', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy']);
    const [ann, bo, cy] = [scene.get('Ann'), scene.get('Bo'), scene.get('Cy')];
    bo.say('one');
    await scene.pass(1000);
    // What it numbers from now on, nobody else hears.
    for (const other of [bo, cy]) ann.peer.cut(other.peer);
    ann.say('alone');
    await scene.pass(500);
    ann.kill();
    await scene.until(() => scene.isTogether, 90_000, 'a new host');
    bo.say('two');
    await scene.pass(1000);
    await ann.reopen();
    await scene.until(() => scene.isTogether, 60_000, 'everyone back');
    await scene.pass(3000);
    assert.deepEqual(scene.hosts, ['Bo']);
    assert.deepEqual(bo.texts, ['one', 'two', 'alone']);
    scene.check();
    assert.deepEqual(scene.voters.toSorted(), ['m0', 'm1', 'm2']);
  });

  it('goes on without a host that is cut off, which comes back as a member', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy']);
    const [ann, bo, cy] = [scene.get('Ann'), scene.get('Bo'), scene.get('Cy')];
    for (const other of [bo, cy]) ann.peer.cut(other.peer);
    ann.say('Ann apart');
    bo.say('Bo apart');
    await scene.until(() => bo.isHost || cy.isHost, 90_000, 'a host of the majority');
    await scene.pass(5000);
    assert.deepEqual(cy.texts, ['Bo apart']);
    assert.deepEqual(ann.texts, ['Ann apart']);
    for (const other of [bo, cy]) ann.peer.mend(other.peer);
    await scene.until(() => scene.isTogether, 60_000, 'everyone back');
    await scene.pass(3000);
    assert.deepEqual(ann.texts, ['Bo apart', 'Ann apart']);
    scene.check();
  });

  it('stays without a host when no majority is left, and goes on when there is one again', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy']);
    const [ann, bo, cy] = [scene.get('Ann'), scene.get('Bo'), scene.get('Cy')];
    ann.kill();
    cy.kill();
    bo.say('alone');
    await scene.pass(180_000);
    assert.deepEqual([scene.hosts, bo.connection], [[], 'reconnecting']);
    await cy.reopen();
    await scene.until(() => scene.isTogether, 60_000, 'a new host');
    await scene.pass(1000);
    assert.deepEqual(cy.texts, ['alone']);
    scene.check();
  });

  it('stays a pair’s, until its host is back', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo'], { kind: 'pair' });
    const [ann, bo] = [scene.get('Ann'), scene.get('Bo')];
    ann.kill();
    bo.say('waits');
    await scene.pass(180_000);
    assert.deepEqual([scene.hosts, bo.connection], [[], 'reconnecting']);
    await ann.reopen();
    scene.network.retry();
    await scene.until(() => scene.isTogether, 60_000, 'the host back');
    await scene.pass(1000);
    assert.deepEqual([scene.hosts, ann.texts], [['Ann'], ['waits']]);
    scene.check();
  });

  it('takes the best log, whoever stands', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy']);
    const [ann, bo, cy] = [scene.get('Ann'), scene.get('Bo'), scene.get('Cy')];
    ann.say('to all');
    await scene.pass(1000);
    // Bo stands first, but what a majority has is at Cy.
    ann.peer.cut(bo.peer);
    cy.say('to Cy');
    await scene.pass(2000);
    ann.kill();
    await scene.until(() => scene.isTogether, 90_000, 'a new host');
    await scene.pass(1000);
    assert.deepEqual(bo.texts, ['to all', 'to Cy']);
    assert.equal(entriesWith(cy, 'to Cy'), 1);
    scene.check();
  });

  it('counts the votes of windows that were reloaded, which keep their promises', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy']);
    const [ann, bo, cy] = [scene.get('Ann'), scene.get('Bo'), scene.get('Cy')];
    const ports = () => [bo, cy].map(({ peer }) => peer.servers.at(-1)?.port);
    const pins = () => [bo, cy].map(({ peer }) => peer.servers.at(-1)?.access?.pin);
    const before = [ports(), pins()];
    ann.kill();
    for (const member of [bo, cy]) member.kill();
    await scene.pass(1000);
    for (const member of [bo, cy]) await member.reopen();
    await scene.pass(100);
    assert.deepEqual([ports(), pins()], before);
    const ms = await scene.until(() => scene.isTogether, 90_000, 'a new host');
    assert.ok(ms <= 60_000, `${ms} ms`);
    scene.check();
  });

  it('goes on within a minute for those who have no vote, even if computers that are gone don’t answer', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy', 'Di', 'Fay'], { others: ['Ed'] });
    for (const name of ['Ann', 'Di']) scene.get(name).peer.hangs = true;
    scene.get('Di').kill();
    await scene.pass(1000);
    const ms = await replaceHost(scene);
    assert.ok(ms <= 60_000, `${ms} ms`);
    scene.check();
  });

  describe('and whose next host crashes', () => {
    /** A room without its host, of which Bo has to be the next; what only Cy has must be copied. */
    async function sceneWithout() {
      const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy']);
      const [ann, bo, cy] = [scene.get('Ann'), scene.get('Bo'), scene.get('Cy')];
      ann.peer.cut(bo.peer);
      for (const text of ['one', 'two', 'three']) cy.say(text);
      await scene.pass(2000);
      bo.say('from Bo');
      ann.kill();
      return { bo, cy, scene };
    }

    /** Kills Bo at this moment; when it is back, everyone has everything once. */
    async function crash(when: (bo: SceneMember, cy: SceneMember) => boolean): Promise<void> {
      const { bo, cy, scene } = await sceneWithout();
      await scene.untilStep(() => when(bo, cy), 60_000, 'the moment');
      bo.kill();
      await scene.pass(3000);
      await bo.reopen();
      const ms = await scene.until(() => scene.isTogether, 120_000, 'a host');
      assert.ok(ms <= 75_000, `${ms} ms`);
      await scene.pass(3000);
      assert.deepEqual(bo.texts, ['one', 'two', 'three', 'from Bo']);
      scene.check();
    }

    const hasPromised = ({ records }: SceneMember, to: string) =>
      records.some((record) => record.type === 'promised' && record.to === to);

    it('after its own promise', () => crash((bo) => hasPromised(bo, 'm1')));

    it('after the promise of another voter', () => crash((_, cy) => hasPromised(cy, 'm1')));

    it('when it has copied a part of the best log', () =>
      crash((bo) => entriesWith(bo, 'two') === 1));

    it('when it has copied all of it', () => crash((bo) => entriesWith(bo, 'three') === 1));

    it('when its term has begun on its disk, but nobody knows', () =>
      crash((bo) => bo.records.some(({ type }) => type === 'took-over')));

    it('when the others follow it', () =>
      crash((_, cy) => cy.records.some(({ type }) => type === 'took-over')));
  });

  it('counts the vote of a former host who doesn’t take over others’ rooms, until it has another one', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo'], { kind: 'pair' });
    const [ann, bo] = [scene.get('Ann'), scene.get('Bo')];
    const [successor] = ann.session.invited?.hostActions?.successors ?? [];
    void ann.session.invited?.hostActions?.handOver(successor?.id ?? '', true);
    const hasPromised = () =>
      ann.records.some((record) => record.type === 'promised' && record.to === 'm1');
    await scene.untilStep(hasPromised, 10_000, 'the promise');
    bo.kill();
    await scene.until(() => ann.connection === 'reconnecting', 20_000, 'a guest without a host');
    ann.session.invited?.setMayTakeOver?.(false);
    assert.equal(ann.isListening, true);
    await bo.reopen();
    await scene.until(() => scene.isTogether, 120_000, 'a host');
    await scene.pass(5000);
    // It may have won its room back.
    assert.equal(ann.isListening, scene.hosts[0] === 'Ann');
    scene.check();
  });

  it('doesn’t get a host who no longer wants to be one, but counts its vote', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy']);
    const [ann, bo] = [scene.get('Ann'), scene.get('Bo')];
    ann.kill();
    await scene.pass(1000);
    bo.session.invited?.setMayTakeOver?.(false);
    await scene.until(() => scene.isTogether, 180_000, 'a new host');
    await scene.pass(5000);
    assert.deepEqual([scene.hosts, bo.isListening], [['Cy'], false]);
    scene.check();
  });

  it('goes on with another host when the next one can’t store that it takes over', async () => {
    const scene = await SuccessionScene.open(['Ann', 'Bo', 'Cy', 'Di']);
    const bo = scene.get('Bo');
    bo.say('kept');
    await scene.pass(1000);
    bo.archive.replace = () => false;
    const ms = await replaceHost(scene);
    assert.ok(ms <= 75_000, `${ms} ms`);
    assert.notDeepEqual(scene.hosts, ['Bo']);
    assert.deepEqual([bo.connection, bo.texts], ['joined', ['kept']]);
    scene.check();
    // Its window has stayed, with all that it shows.
    bo.say('still here');
    await scene.pass(1000);
    scene.check();
  });
});

/** How many entries of the member's journal have this text. */
function entriesWith({ records }: SceneMember, text: string): number {
  return records.filter((record) => record.type === 'message' && record.text === text).length;
}
