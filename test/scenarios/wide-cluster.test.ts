import assert from 'node:assert/strict';
import { epochKeys } from '../../src/net/wide/keys';
import { createWideNetwork } from '../../src/net/wide/wide';
import { defaultLimits } from '../../src/protocol/limits';
import { systemClock } from '../../src/util/clock';
import { natsSuite } from '../helpers/nats/suite';
import { WideCampus, type WideWindow } from '../helpers/wide-campus';

describe('a wide room on a cluster', () => {
  const cluster = natsSuite({ nodes: 3 });
  let campus: WideCampus;

  beforeEach(() => {
    const network = createWideNetwork({ clock: systemClock, limits: defaultLimits });
    campus = new WideCampus(systemClock, { network, access: cluster().access });
  });

  afterEach(async () => {
    await campus.close();
    await cluster().restart(...cluster().nodes);
  });

  it('says that messages wait while nodes are down, and shows all of them once and in one order then', async () => {
    const ann = await campus.open();
    const [bo, cy] = [campus.window(), campus.window()];
    await bo.join(ann, 'Bo');
    await cy.join(ann, 'Cy');
    const windows = [ann, bo, cy];
    const { pin } = ann.actions.invite;
    const { token } = ann.session.invited?.wideControl?.epoch ?? {};
    assert.ok(token);
    const { stream } = epochKeys(token, pin);
    const said: string[] = [];
    const sayAll = (text: string) => {
      for (const [at, window] of windows.entries()) {
        said.push(`${text}${at}`);
        window.say(`${text}${at}`);
      }
    };
    for (const round of ['a', 'b']) {
      sayAll(`${round} before `);
      const leader = await cluster().leaderOf(stream);
      const other = cluster().nodes.find((node) => node !== leader);
      assert.ok(other);
      await Promise.all([leader, other].map((node) => cluster().kill(node)));
      sayAll(`${round} meanwhile `);
      for (const window of windows) await window.until('it is told', isTold);
      for (const { lines } of windows) {
        assert.ok(
          lines.some((line) => line.startsWith('… ')),
          'what it said waits',
        );
      }
      await cluster().restart(leader, other);
      for (const window of windows) {
        await window.until('it goes on', () => {
          window.network.retry();
          return !isTold(window);
        });
      }
    }
    for (const window of windows) {
      await window.until('all is there', () => textsOf(window).length >= said.length);
      assert.deepEqual(textsOf(window).toSorted(), said.toSorted());
      assert.deepEqual(textsOf(window), textsOf(ann));
      assert.deepEqual(window.session.state.room?.alarms ?? [], []);
    }
  });
});

/** Whether the window shows that nothing can be stored now, or that it has no connection. */
function isTold({ session }: WideWindow): boolean {
  const { connection, room } = session.state;
  return connection.kind !== 'joined' || room?.storage === 'no-quorum';
}

/** What was said and has a number. */
function textsOf({ lines }: WideWindow): string[] {
  return lines.flatMap((line) => /^(?:Ann|Bo|Cy)> (.*)$/.exec(line)?.[1] ?? []);
}
