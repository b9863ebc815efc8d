import type { Contender } from '../hubs/contenders';
import type { Result } from '../report';
import type { Measured, Run, Scenario } from './scenario';

/** Measures each pair once per round. The order is reversed every other round, so that it favors no one. */
export async function measureAll<C extends Pick<Contender, 'name' | 'wire' | 'dialect'>>(
  pairs: readonly (readonly [Scenario, C])[],
  rounds: number,
  runOf: (contender: C) => Omit<Run, 'contender'>,
): Promise<Result[]> {
  const measured = new Map(pairs.map((each) => [each, [] as Measured[]]));
  const problems = new Map<(typeof pairs)[number], string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const each of round % 2 === 0 ? pairs : pairs.toReversed()) {
      if (problems.has(each)) continue;
      const [scenario, contender] = each;
      try {
        measured.get(each)?.push(await scenario.run({ contender, ...runOf(contender) }));
      } catch (error) {
        problems.set(each, (error as Error).message);
      }
    }
  }
  return pairs.map((each) => {
    const [{ name: scenario }, { name: contender, wire }] = each;
    const problem = problems.get(each);
    const result = { scenario, contender, wire, rounds: measured.get(each) ?? [] };
    return problem === undefined ? result : { ...result, problem };
  });
}
