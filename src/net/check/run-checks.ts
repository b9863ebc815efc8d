import {
  checkIds,
  type Finding,
  type Report,
  type Verdict,
} from '../../protocol/connection-report';
import type { Clock } from '../../util/clock';

/** How long a whole check may take, in ms. Facts not found by then are unknown. */
export const checkMs = 10_000;

/** One line of the result: which facts it needs, and what they mean. */
export interface Check<F, K extends keyof F = keyof F> {
  readonly id: Finding['check'];
  readonly needs: readonly K[];
  /** Undefined if it has nothing to say about these facts. */
  judge(facts: Pick<F, K>): Omit<Finding, 'check'> | undefined;
}

/** Gives a check only the facts that it names. */
export function check<F>() {
  return <K extends keyof F>(row: Check<F, K>) => row as unknown as Check<F>;
}

/** How to find each fact. Each runs once, and may need other facts. */
export type Sources<F> = { readonly [K in keyof F]: (facts: Facts<F>) => Promise<F[K]> | F[K] };

/** Facts as they are found. */
export class Facts<F> {
  private readonly asked = new Map<keyof F, Promise<unknown>>();
  readonly found: Partial<F> = {};

  constructor(private readonly sources: Sources<F>) {}

  get<K extends keyof F>(name: K): Promise<F[K]> {
    const before = this.asked.get(name);
    if (before) return before as Promise<F[K]>;
    const asked = (async () => {
      const fact = await this.sources[name](this);
      this.found[name] = fact;
      return fact;
    })();
    this.asked.set(name, asked);
    return asked;
  }
}

export interface CheckPlan<F> {
  readonly side: Report['side'];
  readonly checks: readonly Check<F>[];
  readonly sources: Sources<F>;
  /** The likeliest reason, judged by the facts that were found in time. */
  judge(facts: Partial<F>): Verdict;
}

export interface CheckRun {
  readonly clock: Clock;
  /** Aborted when the user cancels, or after {@link checkMs}; ends all attempts. */
  readonly signal: AbortSignal;
  /** Called for each check as soon as it is done. */
  readonly onFinding?: (finding: Finding) => void;
}

/** Runs all checks of a plan at once. Never rejects, and takes at most {@link checkMs}. */
export async function runChecks<F>(
  plan: CheckPlan<F>,
  { clock, signal, onFinding }: CheckRun,
): Promise<Report> {
  const facts = new Facts(plan.sources);
  const findings: Finding[] = [];
  let isOver = false;
  const run = async ({ id, needs, judge }: Check<F>) => {
    let finding: Omit<Finding, 'check'> | undefined;
    try {
      const entries = await Promise.all(
        needs.map(async (name) => [name, await facts.get(name)] as const),
      );
      finding = judge(Object.fromEntries(entries) as F);
    } catch {
      finding = { status: 'unknown', code: 'not-finished' };
    }
    if (isOver || !finding) return;
    findings.push({ check: id, ...finding });
    onFinding?.({ check: id, ...finding });
  };
  await new Promise<void>((resolve) => {
    const done = () => {
      isOver = true;
      timer.dispose();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(checkMs, done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
    void Promise.all(plan.checks.map(run)).then(done);
  });
  const unfinished = plan.checks
    .filter(({ needs }) => needs.some((name) => !(name in facts.found)))
    .filter(({ id }) => !findings.some((finding) => finding.check === id))
    .map(({ id }) => ({ check: id, status: 'unknown', code: 'not-finished' }) as const);
  const rank = (finding: Finding) => checkIds.indexOf(finding.check);
  return {
    side: plan.side,
    verdict: plan.judge(facts.found),
    findings: [...findings, ...unfinished].toSorted((a, b) => rank(a) - rank(b)),
  };
}
