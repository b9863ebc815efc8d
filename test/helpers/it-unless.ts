/** A test that can't run here for this reason is pending, and its title says why. */
export function itUnless(reason: string | false, title: string, test: () => Promise<void>): void {
  if (reason === false) it(title, test);
  else it.skip(`${title}: not tried, because ${reason}`);
}

/** Tests that can't run here for this reason are pending, and their title says why. */
export function describeUnless(reason: string | false, title: string, tests: () => void): void {
  if (reason === false) describe(title, tests);
  else describe.skip(`${title}: not tried, because ${reason}`, tests);
}
