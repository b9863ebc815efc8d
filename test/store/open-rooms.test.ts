import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenRooms } from '../../src/store/open-rooms';
import { FakeClock } from '../helpers/fake-clock';
import { temporaryFolder } from '../helpers/temporary-folder';

const pin = 'p'.repeat(43);
const otherPin = 'q'.repeat(43);

describe('OpenRooms', () => {
  const folder = temporaryFolder();

  function setUp() {
    const clock = new FakeClock();
    const running = new Set([1, 2, 3]);
    const open = join(folder(), 'open');
    const window = (pid: number, machine = 'here') =>
      new OpenRooms({
        ...{ folder: open, clock, pid, machine },
        isRunning: (other) => running.has(other),
        openFolder: () => ({ uri: `file:///lab${pid}`, name: `lab${pid}` }),
      });
    return { clock, running, open, window };
  }

  it('belong to the window that came first, until it leaves', () => {
    const { open, window } = setUp();
    const [one, other] = [window(1), window(2)];
    assert.equal(one.claim(pin, 'host'), undefined);
    assert.equal(one.holder(pin), undefined, 'it is open here');
    assert.equal(one.claim(pin, 'host'), undefined, 'once more');
    const holder = other.claim(pin, 'guest');
    assert.deepEqual(holder?.folder, { uri: 'file:///lab1', name: 'lab1' });
    assert.equal(holder?.role, 'host');
    assert.equal(other.claim(otherPin, 'guest'), undefined);
    one.keepOnly(otherPin);
    assert.equal(other.holder(pin), undefined);
    assert.equal(one.holder(otherPin)?.pid, 2);
    other.dispose();
    assert.deepEqual(readdirSync(open), []);
  });

  it('are free when their window has crashed, or has had no heartbeat for a minute', async () => {
    const { clock, running, window } = setUp();
    window(1).claim(pin, 'guest');
    assert.equal(window(2).holder(pin)?.pid, 1);
    running.delete(1);
    assert.equal(window(2).holder(pin), undefined);
    running.add(1);
    await clock.advance(50_000);
    assert.equal(window(2).holder(pin)?.pid, 1, 'it still says that it is there');
    // Its heartbeat has stopped, and another process has its id by now.
    const later = setUp();
    await later.clock.advance(50_000 + 61_000);
    assert.equal(later.window(2).holder(pin), undefined);
  });

  it('of another computer that shares the folder count only by their heartbeat', async () => {
    const { clock, running, window } = setUp();
    const away = window(3, 'there');
    away.claim(pin, 'guest');
    running.clear();
    assert.equal(window(1).holder(pin)?.machine, 'there');
    await clock.advance(120_000);
    assert.equal(window(1).holder(pin)?.machine, 'there');
    away.dispose();
    assert.equal(window(1).holder(pin), undefined);
    assert.equal(clock.pending, 0, 'no heartbeat without a room');
  });

  it('can be taken over on purpose, and the previous window doesn’t release them', () => {
    const { window } = setUp();
    const [one, other] = [window(1), window(2)];
    one.claim(pin, 'guest');
    assert.equal(other.claim(pin, 'guest', true), undefined);
    one.keepOnly(undefined);
    assert.equal(one.holder(pin)?.pid, 2);
  });

  it('are awaited while a window closes', async () => {
    const { clock, running, window } = setUp();
    window(1).claim(pin, 'guest');
    const soon = window(2).claimWithRetry(pin, 'guest');
    await clock.advance(1000);
    running.delete(1);
    await clock.advance(250);
    assert.equal(await soon, undefined);
    const never = window(3).claimWithRetry(pin, 'guest');
    await clock.advance(10_250);
    assert.equal((await never)?.pid, 2);
  });

  it('say whether their window is about to leave', () => {
    const { clock, open, window } = setUp();
    const brief = new OpenRooms({
      ...{ folder: open, clock, pid: 3, machine: 'here', isBrief: true },
      ...{ isRunning: () => true, openFolder: () => undefined },
    });
    brief.claim(pin, 'guest');
    assert.equal(window(1).claim(pin, 'guest')?.brief, true);
    window(2).claim(otherPin, 'guest');
    assert.equal(window(1).claim(otherPin, 'guest')?.brief, undefined);
  });

  it('keep no one out if the files are invalid or can’t be written', () => {
    const { open, window } = setUp();
    mkdirSync(open, { recursive: true });
    const path = join(open, `${Buffer.from(pin, 'base64url').toString('hex')}.json`);
    for (const text of ['', '{', '[]', '{"pid":-1}', `{"role":"host","pid":1,"machine":7}`]) {
      writeFileSync(path, text);
      assert.equal(window(2).holder(pin), undefined);
    }
    const broken = setUp();
    writeFileSync(broken.open.replace(/open$/, 'file'), '');
    const nowhere = new OpenRooms({
      ...{ folder: join(broken.open.replace(/open$/, 'file'), 'open'), clock: broken.clock },
      ...{ pid: 1, machine: 'here', isRunning: () => true, openFolder: () => undefined },
    });
    assert.equal(nowhere.claim(pin, 'guest'), undefined);
    assert.equal(nowhere.claim('../..', 'guest'), undefined);
    nowhere.dispose();
  });
});
