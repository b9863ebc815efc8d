import assert from 'node:assert/strict';
import type { InviteKind } from '../../src/protocol/room-kinds';
import { VotingRoom, type VotingWindow } from '../helpers/voting-room';

/** How many of the network's moves a hand-over takes, at least and at most. */
const enough = 8;
const limit = 150;

describe('a window that is killed in the middle of a hand-over', () => {
  /** Kills a window after so many moves; returns whether the hand-over wasn't over by then. */
  async function killAfter(kind: InviteKind, moves: number, victim: number): Promise<boolean> {
    const names = kind === 'pair' ? ['Ann', 'Bo'] : ['Ann', 'Bo', 'Cy'];
    const room = await VotingRoom.open(kind, ...names);
    const [ann, bo] = room.windows as [VotingWindow, VotingWindow];
    for (const each of room.windows) each.say(`before, from ${each.name}`);
    await room.pass(2000);
    let isOver = false;
    void ann.handOver(bo).then(() => {
      isOver = true;
    });
    for (const each of room.windows) each.say(`meanwhile, from ${each.name}`);
    for (let move = 0; move < moves; move += 1) {
      // Some of it waits for timers.
      await room.clock.advance(move % 8 === 7 ? 100 : 0);
      if (move % 8 === 7) room.network.retry();
      room.network.step();
    }
    const wasOver = isOver;
    const killed = room.windows[victim] as VotingWindow;
    killed.kill();
    await room.pass(5000);
    await killed.restart();
    await room.pass(100_000, 500);
    for (const each of room.windows) each.say(`after, from ${each.name}`);
    await room.pass(5000);
    const where = `${kind}, ${moves} moves, ${killed.name} killed`;
    const host = room.windows.find(({ connection }) => connection === 'hosting');
    assert(host, `${where}: nobody hosts`);
    for (const each of room.windows) {
      assert.equal(each.connection, each === host ? 'hosting' : 'joined', `${where}: ${each.name}`);
      assert.equal(each.host, host.name, `${where}: ${each.name}`);
      assert.deepEqual(each.said, host.said, `${where}: ${each.name}`);
    }
    const said = new Set(host.said);
    assert.equal(said.size, host.said.length, `${where}: ${host.said.join(' | ')}`);
    assert.equal(said.size, 3 * room.windows.length, `${where}: ${host.said.join(' | ')}`);
    return !wasOver;
  }

  for (const [kind, victims] of [
    ['group', ['the host', 'its successor', 'another voter']],
    ['pair', ['the host', 'its successor']],
  ] as const) {
    for (const [victim, who] of victims.entries()) {
      it(`leaves one host and loses nothing: ${who} of a ${kind}`, async () => {
        let moves = 0;
        while (moves < limit && (await killAfter(kind, moves, victim))) moves += 1;
        assert(moves > enough && moves < limit, `${moves}`);
        for (const later of [1, 2, 4, 8]) await killAfter(kind, moves + later, victim);
      });
    }
  }
});
