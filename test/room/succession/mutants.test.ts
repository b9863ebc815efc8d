import assert from 'node:assert/strict';
import { type MutantName, mutants } from './mutants';
import { Scene } from './scenes';
import { settle } from './schedules';
import { type Rules, rules } from './simulated-room';
import { Violation } from './witness';

/** For each mutant, what makes it break a promise of docs/SUCCESSION.md; the code as it is must not. */
const scenes: Readonly<Record<MutantName, (rules: Rules) => Scene>> = {
  'forgets promises with its window': (rules) => {
    const scene = new Scene(rules, 3);
    scene.stand(2, [1]);
    scene.bounce(1);
    scene.room.say(scene.member(0));
    scene.replicate(0, [1]);
    scene.conclude(2);
    return scene;
  },

  'acknowledges entries of a term below its promise': (rules) => {
    const scene = new Scene(rules, 3);
    scene.stand(2, [1]);
    scene.room.say(scene.member(0));
    scene.replicate(0, [1]);
    scene.conclude(2);
    return scene;
  },

  'keeps its own log when others have a better one': (rules) => {
    const scene = new Scene(rules, 3);
    scene.disconnect(2);
    scene.room.say(scene.member(0));
    scene.replicate(0, [1]);
    scene.stand(2, [1]);
    scene.conclude(2);
    return scene;
  },

  'counts openings and elections in one number': (rules) => {
    const scene = new Scene(rules, 3);
    scene.room.crash(scene.member(0), 1);
    scene.stand(1, [2]);
    scene.conclude(1);
    scene.room.restart(scene.member(0));
    return scene;
  },

  'numbers on after a promise': (rules) => {
    const scene = new Scene(rules, 3);
    scene.stand(1, [0]);
    scene.room.say(scene.member(0));
    scene.replicate(0, [2]);
    scene.conclude(1);
    return scene;
  },

  'counts what its own disk may still lose': (rules) => {
    const scene = new Scene(rules, 3);
    scene.room.say(scene.member(0));
    scene.replicate(0, [1, 2]);
    scene.room.crash(scene.member(0), 0);
    scene.room.restart(scene.member(0));
    return scene;
  },

  'counts entries of earlier terms alone': (rules) => {
    // Figure 8 of the Raft paper; raft-figure-8.test.ts has it step by step.
    const scene = new Scene(rules, 5);
    const { room } = scene;
    for (const index of [1, 2, 3, 4]) scene.disconnect(index);
    room.say(scene.member(0));
    scene.replicate(0, [1]);
    room.crash(scene.member(0), 1);
    scene.stand(4, [2, 3]);
    scene.conclude(4);
    room.crash(scene.member(4), 1);
    room.restart(scene.member(0));
    scene.stand(0, [1, 2]);
    scene.conclude(0);
    scene.replicate(0, [1], 1);
    scene.replicate(0, [2], 2);
    room.crash(scene.member(0), 1);
    room.restart(scene.member(4));
    scene.stand(4, [2, 3]);
    scene.conclude(4);
    return scene;
  },

  'changes the voters before a majority holds the last list': (rules) => {
    // The error in Raft's first description of membership changes.
    const scene = new Scene(rules, 5, 4);
    const { room } = scene;
    for (const index of [1, 2, 3]) scene.disconnect(index);
    room.changeVoters(scene.member(0), ['m0', 'm1', 'm2', 'm3', 'm4']);
    scene.replicate(0, [4]);
    scene.disconnect(4);
    scene.stand(1, [2, 3]);
    scene.conclude(1);
    room.changeVoters(scene.member(1), ['m1', 'm2', 'm3']);
    scene.replicate(1, [2]);
    scene.stand(0, [3, 4]);
    scene.conclude(0);
    return scene;
  },

  'changes several voters at once': (rules) => {
    const scene = new Scene(rules, 5, 3);
    const { room } = scene;
    for (const index of [1, 2]) scene.disconnect(index);
    room.changeVoters(scene.member(0), ['m0', 'm3', 'm4']);
    scene.replicate(0, [3]);
    scene.stand(1, [2]);
    scene.conclude(1);
    return scene;
  },
};

describe('a version of the code that', () => {
  for (const [name, scene] of Object.entries(scenes)) {
    it(`${name} is found out`, () => {
      assert.throws(() => settle(scene(mutants[name as MutantName]).room), Violation);
    });
  }
});

describe('the code as it is, where a version would break a promise that', () => {
  for (const [name, scene] of Object.entries(scenes)) {
    it(`${name}, keeps it`, () => {
      settle(scene(rules).room);
    });
  }
});
