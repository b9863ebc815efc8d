/** Why tests can't run here, if they can't. */
type Reason = string | false | undefined;

/** A test that can't run here for this reason is pending, and its title says why. */
export function itUnless(reason: Reason, title: string, test: () => Promise<void>): void {
  if (reason) it.skip(titled(title, reason), test);
  else it(title, test);
}

/** Tests that can't run here for this reason are pending, and their title says why. */
export function describeUnless(reason: Reason, title: string, tests: () => void): void {
  if (reason) describe.skip(titled(title, reason), tests);
  else describe(title, tests);
}

function titled(title: string, reason: string): string {
  return `${title}: not tried, because ${reason}`;
}
