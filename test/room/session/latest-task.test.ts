import assert from 'node:assert/strict';
import { LatestTask } from '../../../src/room/session/latest-task';

describe('LatestTask', () => {
  it('aborts the task before, and starts when that has finished', async () => {
    const tasks = new LatestTask();
    const done: string[] = [];
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const first = tasks.run(async (attempt) => {
      await finished;
      done.push(`first, ${attempt.aborted ? 'aborted' : 'not aborted'}`);
    });
    const second = tasks.run(async (attempt) => {
      done.push(`second, ${attempt.aborted ? 'aborted' : 'not aborted'}`);
    });
    await Promise.resolve();
    assert.deepEqual(done, []);
    finish();
    await Promise.all([first, second]);
    assert.deepEqual(done, ['first, aborted', 'second, not aborted']);
  });

  it('goes on after a task that fails, whose caller gets the error', async () => {
    const tasks = new LatestTask();
    const failing = tasks.run(() => Promise.reject(new Error('failed')));
    const next = tasks.run(async () => 'done');
    await assert.rejects(failing, /failed/);
    assert.equal(await next, 'done');
  });

  it('aborts a task by its signal, also by one that is aborted already', async () => {
    const tasks = new LatestTask();
    const isAborted = async (attempt: AbortSignal) => attempt.aborted;
    assert.equal(await tasks.run(isAborted, AbortSignal.abort()), true);
    const cancel = new AbortController();
    const task = tasks.run(async (attempt) => {
      cancel.abort();
      return attempt.aborted;
    }, cancel.signal);
    assert.equal(await task, true);
  });
});
