import assert from 'node:assert/strict';
import { awayMs, idleMs } from '../../../src/room/session/presence-clock';
import { PresenceReporter } from '../../../src/room/session/presence-reporter';
import type { Session } from '../../../src/room/session/session';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';

describe('PresenceReporter', () => {
  function setUp() {
    const clock = new FakeClock();
    const changes = new Emitter<Session['state']>();
    const reported: string[] = [];
    let invited: Session['invited'];
    const session = {
      get invited() {
        return invited;
      },
      onDidChangeState: changes.event,
    };
    const reporter = new PresenceReporter(session, clock);
    return {
      ...{ clock, reported, reporter },
      enter(journalId: string | undefined) {
        const setPresence = (presence: string) => void reported.push(`${journalId} ${presence}`);
        invited = journalId === undefined ? undefined : ({ journalId, setPresence } as never);
        changes.fire({} as Session['state']);
      },
    };
  }

  it('reports each change to the room that the user is in', async () => {
    const { clock, enter, reported, reporter } = setUp();
    enter('lab');
    reporter.attend(false);
    await clock.advance(idleMs);
    await clock.advance(awayMs - idleMs);
    reporter.attend(true);
    assert.deepEqual(reported, ['lab idle', 'lab away', 'lab here']);
    reporter.dispose();
  });

  it('tells a room that is entered only what differs from what it assumes', async () => {
    const { clock, enter, reported, reporter } = setUp();
    enter('lab');
    reporter.attend(false);
    await clock.advance(idleMs);
    enter('lab');
    enter(undefined);
    enter('home');
    assert.deepEqual(reported, ['lab idle', 'home idle']);
    reporter.attend(true);
    enter('lab');
    assert.deepEqual(reported, ['lab idle', 'home idle', 'home here']);
    reporter.dispose();
  });
});
