import assert from 'node:assert/strict';
import { WideCampus } from '../helpers/wide-campus';
import type { MemoryLog } from '../helpers/wide-memory-log';

describe('a wide room whose server shows two histories', () => {
  let campus: WideCampus;

  beforeEach(() => {
    campus = new WideCampus();
  });

  afterEach(() => campus.close());

  for (const moves of [0, 1, 2]) {
    it(`warns after it has moved ${moves} times`, async () => {
      const ann = await campus.open();
      const bo = campus.window();
      await bo.join(ann, 'Bo');
      for (let count = 0; count < moves; count += 1) {
        assert.equal(await ann.actions.resetInvite(), true);
        bo.say(`moved ${count}`);
        await ann.ends(`Bo> moved ${count}`);
      }
      const { wide } = campus;
      const [stream, log] = [...wide.logs].at(-1) as [string, MemoryLog];
      // What the server shows Bo from now on is a history of its own.
      const user = log.messages.at(-1)?.user ?? '';
      const fork = log.copy();
      wide.forks.set(`${stream} ${user}`, fork);
      ann.say('only here');
      bo.say('only there');
      await ann.ends('Ann> only here');
      await bo.ends('Bo> only there');
      // What Bo says in the other one, which it was shown longer, comes into this one as well.
      bo.say('in both');
      await bo.ends('Bo> only there', 'Bo> in both');
      const message = fork.messages.at(-1);
      assert.ok(message);
      log.store(message);
      ann.say('next');
      await ann.until('it is warned', () => ann.session.state.room?.alarms?.includes('forked'));
    });
  }
});
