import assert from 'node:assert/strict';
import type { ClassHostActions } from '../../../src/room/classroom';
import type { SessionState, Waiting } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { Applicants } from '../../../src/ui/class/applicants';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';

function setUp(press?: string) {
  const clock = new FakeClock();
  const changes = new Emitter<SessionState>();
  const said: string[] = [];
  const done: string[] = [];
  const session = {
    state: { connection: { kind: 'hosting' }, members: [], waiting: [] } as SessionState,
    onDidChangeState: changes.event,
  };
  const room = { admits: true };
  const hostActions = {
    admit: (id: number) => {
      done.push(`admit ${id}`);
      return room.admits;
    },
    turnAway: (id: number) => void done.push(`turn away ${id}`),
  } as Partial<ClassHostActions> as ClassHostActions;
  const applicants = new Applicants({
    ...{ session, clock, t: english, current: { hostActions } },
    notify: async (...texts) => {
      said.push(texts.join(' | '));
      return texts.slice(1).find((button) => button === press);
    },
    showChat: async () => void done.push('chat'),
  });
  const wait = (...waiting: readonly Waiting[]) => {
    session.state = { ...session.state, waiting };
    changes.fire(session.state);
  };
  return { applicants, clock, done, room, said, wait };
}

function applicant(id: number, name = 'Di'): Waiting {
  return { name, applicant: id, why: 'not-listed' };
}

describe('newcomers about whom the host of a class decides', () => {
  it('get a notification that lets in, or turns away', async () => {
    const question = 'Di wants to join, but isn’t on the roster. | Admit | Turn Away';
    for (const [press, wanted] of [
      ['Admit', ['admit 1']],
      ['Turn Away', ['turn away 1']],
      [undefined, []],
    ] as const) {
      const { clock, done, said, wait } = setUp(press);
      wait({ name: 'Cy' }, applicant(1));
      await clock.advance(1000);
      assert.deepEqual(said, [question]);
      assert.deepEqual(done, wanted);
    }
  });

  it('make one of a burst, each only once, and none when they have left', async () => {
    const { clock, done, said, wait } = setUp('Open Chat');
    for (let count = 1; count <= 32; count += 1) {
      wait(...Array.from({ length: count }, (_, id) => applicant(id + 1, `Eve ${id}`)));
    }
    await clock.advance(60_000);
    assert.deepEqual(said, ['32 people wait for you to let them in. | Open Chat']);
    assert.deepEqual(done, ['chat']);
    wait(applicant(33));
    wait();
    await clock.advance(60_000);
    assert.equal(said.length, 1);
  });

  it('hear that they couldn’t be let in from whoever tried', async () => {
    const { applicants, done, room, said } = setUp();
    applicants.decide(7, false);
    applicants.decide(8, true);
    assert.deepEqual(said, []);
    room.admits = false;
    applicants.decide(9, true);
    assert.equal(said.length, 1);
    assert.deepEqual(done, ['turn away 7', 'admit 8', 'admit 9']);
  });

  it('are shown in one line, whatever they are called', async () => {
    const { clock, said, wait } = setUp();
    wait(applicant(1, `Di\n${'x'.repeat(5000)}`));
    await clock.advance(1000);
    assert.ok((said[0] ?? '').length < 250 && !said[0]?.includes('\n'));
  });
});
