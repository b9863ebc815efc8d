import assert from 'node:assert/strict';
import { VotingRoom, type VotingWindow } from '../../helpers/voting-room';

describe('windows in a room whose members can take it over', () => {
  const texts = (windows: readonly VotingWindow[]) => windows.map(({ said }) => said);

  function assertSettled(windows: readonly VotingWindow[], host: VotingWindow): void {
    for (const each of windows) {
      assert.equal(each.connection, each === host ? 'hosting' : 'joined', each.name);
      assert.equal(each.host, host.name, each.name);
      assert.deepEqual(each.said, host.said, each.name);
    }
  }

  it('hand it over to one of them', async () => {
    const room = await VotingRoom.open('group', 'Ann', 'Bo', 'Cy');
    const [ann, bo, cy] = room.windows as [VotingWindow, VotingWindow, VotingWindow];
    assert.deepEqual(ann.successors, ['Bo', 'Cy']);
    ann.say('before');
    await room.pass(1000);
    const result = ann.handOver(bo);
    await room.pass(3000);
    assert.deepEqual(await result, { ok: true, name: 'Bo', confirmed: true });
    for (const each of room.windows) each.say(`after, from ${each.name}`);
    await room.pass(3000);
    assertSettled(room.windows, bo);
    assert.equal(cy.said.length, 4, texts(room.windows).join('\n'));
    assert.ok(!bo.events.slice(bo.events.indexOf('took-over')).includes('joined'));
  });

  it('hand it over to and fro, always with the servers that they have', async () => {
    const room = await VotingRoom.open('group', 'Ann', 'Bo', 'Cy');
    const [ann, bo, cy] = room.windows as [VotingWindow, VotingWindow, VotingWindow];
    const hosts = [ann, bo, ann, cy, bo, ann];
    for (const [turn, host] of hosts.slice(1).entries()) {
      const before = hosts[turn] as VotingWindow;
      const result = before.handOver(host);
      await room.pass(5000);
      assert.deepEqual(await result, { ok: true, name: host.name, confirmed: true });
      for (const each of room.windows) each.say(`${turn}`);
      await room.pass(5000);
      assertSettled(room.windows, host);
      assert.equal(host.said.length, 3 * (turn + 1));
    }
    assert.deepEqual(
      room.windows.map(({ ports }) => ports.size),
      [1, 1, 1],
    );
  });

  it('let the former host leave for good, also in a pair', async () => {
    const room = await VotingRoom.open('pair', 'Ann', 'Bo');
    const [ann, bo] = room.windows as [VotingWindow, VotingWindow];
    const result = ann.handOver(bo, false);
    await room.pass(10_000);
    assert.deepEqual(await result, { ok: true, name: 'Bo', confirmed: true });
    assert.deepEqual([ann.connection, bo.connection], ['offline', 'hosting']);
    assert.deepEqual(
      bo.session.state.members.map(({ name }) => name),
      ['Bo'],
    );
    assert.deepEqual(votersOf(bo), ['m1'], 'its vote is needed no more');
    assert.equal(await ann.session.reopen(ann.journalId), true);
    ann.session.invited?.setMayTakeOver?.(true);
    await room.pass(5000);
    assert.deepEqual(bo.successors, ['Ann']);
  });

  it('know who can become the host, also once somebody else is, and after a restart', async () => {
    const room = await VotingRoom.open('group', 'Ann', 'Bo', 'Cy');
    const [ann, bo, cy] = room.windows as [VotingWindow, VotingWindow, VotingWindow];
    const voters = () => room.windows.map(({ session }) => session.state.room?.voters);
    const all = ['m0', 'm1', 'm2'];
    assert.deepEqual(voters(), [all, all, all]);
    const result = ann.handOver(bo);
    await room.pass(5000);
    assert.equal((await result).ok, true);
    assert.deepEqual(voters(), [all, all, all]);
    cy.session.invited?.setMayTakeOver?.(false);
    await room.pass(5000);
    assert.deepEqual(voters(), [all.slice(0, 2), all.slice(0, 2), all.slice(0, 2)]);
    for (const window of [ann, bo]) window.kill();
    await ann.restart();
    assert.deepEqual(ann.session.state.room?.voters, all.slice(0, 2));
  });

  it('elect another host when theirs vanished, which comes back as a member', async () => {
    const room = await VotingRoom.open('group', 'Ann', 'Bo', 'Cy');
    const [ann, bo, cy] = room.windows as [VotingWindow, VotingWindow, VotingWindow];
    cy.say('before');
    await room.pass(2000);
    ann.kill();
    cy.say('while there is no host');
    await room.pass(60_000);
    assertSettled([bo, cy], bo);
    assert.deepEqual(bo.said, ['Cy: before', 'Cy: while there is no host']);
    await ann.restart();
    await room.pass(15_000);
    ann.say('back');
    await room.pass(3000);
    assertSettled(room.windows, bo);
    assert.equal(bo.said.at(-1), 'Ann: back');
    await room.pass(10_000);
    assert.deepEqual([...bo.successors].sort(), ['Ann', 'Cy']);
  });

  it('say of their host only what they have found out at it, while there is none', async () => {
    const room = await VotingRoom.open('group', 'Ann', 'Bo', 'Cy');
    const [ann, bo] = room.windows as [VotingWindow, VotingWindow];
    const said = new Set<string | undefined>();
    bo.session.onDidChangeState(({ connection }) => {
      if (connection.kind === 'reconnecting') said.add(connection.error);
    });
    ann.kill();
    await room.pass(30_000);
    // Not “the host’s editor is restarting”, which is the answer of a member who isn't the host.
    assert.deepEqual([...said], ['connection-lost', 'refused']);
  });

  it('go on with their host when it comes back in time', async () => {
    const room = await VotingRoom.open('group', 'Ann', 'Bo', 'Cy');
    const [ann] = room.windows as [VotingWindow];
    ann.kill();
    await room.pass(20_000);
    await ann.restart();
    await room.pass(15_000);
    assertSettled(room.windows, ann);
    assert.deepEqual([...ann.successors].sort(), ['Bo', 'Cy']);
    await room.pass(120_000);
    assertSettled(room.windows, ann);
  });

  it('take back what only a host that was cut off had, and get its own messages again', async () => {
    const room = await VotingRoom.open('group', 'Ann', 'Bo', 'Cy');
    const [ann, bo, cy] = room.windows as [VotingWindow, VotingWindow, VotingWindow];
    room.setCutOff(ann, true);
    ann.say('nobody hears this');
    await room.pass(70_000);
    bo.say('meanwhile');
    await room.pass(1000);
    assert.equal(ann.connection, 'hosting');
    assertSettled([bo, cy], bo);
    room.setCutOff(ann, false);
    await room.pass(20_000);
    assertSettled(room.windows, bo);
    assert.deepEqual(cy.said, ['Bo: meanwhile', 'Ann: nobody hears this']);
  });
});

/** The members of the newest list of voters that this window has stored. */
function votersOf({ archive, journalId }: VotingWindow): readonly string[] {
  const records = archive.read(journalId) ?? [];
  const newest = records.findLast((record) => record.type === 'successors');
  return newest?.successors.map(({ member }) => member) ?? [];
}
