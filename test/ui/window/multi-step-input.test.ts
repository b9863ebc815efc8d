import assert from 'node:assert/strict';
import {
  runSteps,
  type Step,
  type StepOutcome,
  type StepPosition,
} from '../../../src/ui/window/multi-step-input';

/** Runs three steps, the last of which applies only while `hub` holds, with prepared outcomes. */
async function run(outcomes: readonly StepOutcome[], hub: () => boolean, first = 0) {
  const asked: [string, StepPosition][] = [];
  const left = [...outcomes];
  const step = (name: string, applies?: () => boolean): Step => ({
    ...(applies ? { applies } : {}),
    ask: async (place) => {
      asked.push([name, place]);
      const outcome = left.shift();
      assert.ok(outcome, `asked more often than expected: ${name}`);
      return outcome;
    },
  });
  const done = await runSteps([step('kind'), step('port'), step('clients', hub)], first);
  return { done, names: asked.map(([name]) => name), places: asked.map(([, place]) => place) };
}

describe('a question in several steps', () => {
  it('asks each in turn, with its position', async () => {
    const { done, names, places } = await run(['next', 'next', 'next'], () => true);
    assert.equal(done, true);
    assert.deepEqual(names, ['kind', 'port', 'clients']);
    assert.deepEqual(places, [
      { step: 1, totalSteps: 3, canGoBack: false },
      { step: 2, totalSteps: 3, canGoBack: true },
      { step: 3, totalSteps: 3, canGoBack: true },
    ]);
  });

  it('skips a question that an answer made unnecessary', async () => {
    const { names, places } = await run(['next', 'next'], () => false);
    assert.deepEqual(names, ['kind', 'port']);
    assert.equal(places[1]?.totalSteps, 2);
  });

  it('goes back and forward again', async () => {
    const { done, names } = await run(
      ['next', 'back', 'next', 'next', 'back', 'next', 'next'],
      () => true,
    );
    assert.equal(done, true);
    assert.deepEqual(names, ['kind', 'port', 'kind', 'port', 'clients', 'port', 'clients']);
  });

  it('can start in the middle and go back', async () => {
    const { names, places } = await run(['back', 'cancel'], () => true, 1);
    assert.deepEqual(names, ['port', 'kind']);
    assert.equal(places[0]?.canGoBack, true);
  });

  it('ends when it is canceled', async () => {
    const { done, names } = await run(['next', 'cancel'], () => true);
    assert.equal(done, false);
    assert.deepEqual(names, ['kind', 'port']);
  });
});
