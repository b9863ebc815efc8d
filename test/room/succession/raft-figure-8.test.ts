import assert from 'node:assert/strict';
import { compareEnds } from '../../../src/room/succession/state';
import { Scene } from './scenes';
import { goOn, settle } from './schedules';
import { rules } from './simulated-room';

/** Up to which number the host of this scene knows entries to be held by a majority. */
function majorityHeld(scene: Scene, host: number): number {
  const { role } = scene.member(host).state;
  assert(role.kind === 'host');
  return role.majorityHeld;
}

/**
 * Figure 8 of “In Search of an Understandable Consensus Algorithm” (Ongaro and Ousterhout 2014), to the
 * point where an entry of an earlier term is on three of five disks. Its servers S1 to S5 are m0 to m4, and
 * its terms 2, 3 and 4 are 1, 2 and 3 here.
 */
function entryOnThreeDisks(): { readonly scene: Scene; readonly entry: number } {
  const scene = new Scene(rules, 5);
  const { room } = scene;
  for (const index of [1, 2, 3, 4]) scene.disconnect(index);
  // (a) m0 hosts term 1; its entry reaches m1 only.
  room.say(scene.member(0));
  const entry = scene.member(0).disk.log.length;
  scene.replicate(0, [1]);
  assert.equal(majorityHeld(scene, 0), entry - 1);
  // (b) m0 crashes. m4 is elected by m2 and m3 in term 2, and numbers another entry, which only it has.
  room.crash(scene.member(0), 1);
  scene.stand(4, [2, 3]);
  assert(scene.conclude(4));
  // (c) m4 crashes. m0 is back, is elected by m1 and m2 in term 3, and brings its old entry to m2.
  room.crash(scene.member(4), 1);
  room.restart(scene.member(0));
  scene.stand(0, [1, 2]);
  assert(scene.conclude(0));
  assert.equal(scene.member(0).state.role.kind, 'host');
  scene.replicate(0, [1], 1);
  scene.replicate(0, [2], 2);
  for (const index of [0, 1, 2]) {
    assert.equal(scene.member(index).disk.log[entry - 1]?.term, 1, `m${index} has the entry`);
  }
  return { scene, entry };
}

describe("Raft's Figure 8", () => {
  it('an entry of an earlier term on three of five disks does not count, and can still be lost', () => {
    const { scene, entry } = entryOnThreeDisks();
    assert.equal(majorityHeld(scene, 0), 0);
    // (d) m0 crashes. m4 is elected by m2 and m3: its entry of term 2 is later than theirs of term 1.
    scene.room.crash(scene.member(0), 1);
    scene.room.restart(scene.member(4));
    const [, , m2, , m4] = scene.room.members.map(({ disk }) => disk.summary.last);
    assert(m2 && m4 && compareEnds(m4, m2) > 0 && m4.seq === m2.seq);
    scene.stand(4, [2, 3]);
    assert(scene.conclude(4));
    settle(scene.room);
    for (const { disk } of scene.room.members) assert.equal(disk.log[entry - 1]?.term, 2);
  });

  it('it counts with an entry of the present term behind it, and then it is never lost', () => {
    const { scene, entry } = entryOnThreeDisks();
    // (e) took-over of term 3 reaches m1 and m2 as well.
    scene.replicate(0, [1, 2]);
    assert.equal(majorityHeld(scene, 0), entry + 1);
    scene.room.crash(scene.member(0), 1);
    scene.room.restart(scene.member(4));
    scene.stand(4, [2, 3]);
    // It gets their promises, but the best log is m2's now.
    scene.conclude(4);
    settle(scene.room);
    for (const { disk } of scene.room.members) {
      assert.equal(disk.log[entry - 1]?.term, 1);
      assert.equal(disk.log[entry]?.took, 'm0');
    }
  });

  it('what only the crashed host had comes back with it, as long as nobody took its numbers', () => {
    const scene = new Scene(rules, 3);
    const { room } = scene;
    scene.disconnect(1);
    scene.disconnect(2);
    room.say(scene.member(0));
    const { length } = scene.member(0).disk.log;
    room.sync(scene.member(0));
    room.crash(scene.member(0), 0);
    room.restart(scene.member(0));
    goOn(room, 5000);
    for (const { disk } of room.members) assert.equal(disk.log.length, length);
  });
});
