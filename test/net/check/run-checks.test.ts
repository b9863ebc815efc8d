import assert from 'node:assert/strict';
import { type CheckPlan, check, checkMs, runChecks } from '../../../src/net/check/run-checks';
import type { Finding } from '../../../src/protocol/connection-report';
import { FakeClock } from '../../helpers/fake-clock';

interface Facts {
  readonly fast: number;
  readonly slow: number;
}

const row = check<Facts>();
const checks = [
  row({
    id: 'port',
    needs: ['slow'],
    judge: ({ slow }) => ({ status: 'bad', code: 'port-silent', values: [slow] }),
  }),
  row({
    id: 'adapters',
    needs: ['fast'],
    judge: () => ({ status: 'ok', code: 'adapters-physical' }),
  }),
];

function plan(slow: () => Promise<number>): CheckPlan<Facts> {
  return {
    side: 'guest',
    checks,
    sources: { fast: () => 1, slow },
    judge: ({ slow: found }) => ({
      code: 'no-answer',
      status: 'bad',
      values: [found ?? 'not found'],
    }),
  };
}

describe('runChecks', () => {
  const { signal } = new AbortController();

  it('reports each finding as it comes, and all in the usual order', async () => {
    const clock = new FakeClock();
    const came: string[] = [];
    let answer: (value: number) => void = () => {};
    const slow = () =>
      new Promise<number>((resolve) => {
        answer = resolve;
      });
    const onFinding = ({ code }: Finding) => void came.push(code);
    const running = runChecks(plan(slow), { clock, signal, onFinding });
    await clock.advance(0);
    assert.deepEqual(came, ['adapters-physical']);
    answer(5);
    const { findings, verdict } = await running;
    assert.deepEqual(came, ['adapters-physical', 'port-silent']);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['adapters-physical', 'port-silent'],
    );
    assert.deepEqual(verdict.values, [5]);
    assert.equal(clock.pending, 0);
  });

  it('ends in time, with what isn’t known', async () => {
    const clock = new FakeClock();
    const running = runChecks(
      plan(() => new Promise(() => {})),
      { clock, signal },
    );
    await clock.advance(checkMs);
    const { findings, verdict } = await running;
    assert.deepEqual(
      findings.map(({ check: id, code, status }) => [id, code, status]),
      [
        ['adapters', 'adapters-physical', 'ok'],
        ['port', 'not-finished', 'unknown'],
      ],
    );
    assert.deepEqual(verdict.values, ['not found']);
  });

  it('ends at once when it is cancelled, also before it began', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const running = runChecks(
      plan(() => new Promise(() => {})),
      { clock, signal: stop.signal },
    );
    stop.abort();
    await running;
    await runChecks(
      plan(() => new Promise(() => {})),
      { clock, signal: stop.signal },
    );
    assert.equal(clock.pending, 0);
  });

  it('doesn’t know what fails', async () => {
    const clock = new FakeClock();
    const { findings } = await runChecks(
      plan(() => Promise.reject(new Error('odd'))),
      { clock, signal },
    );
    assert.equal(findings.find(({ check: id }) => id === 'port')?.status, 'unknown');
  });
});
