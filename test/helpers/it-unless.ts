/** A test that can't run here for this reason is pending, and its title says why. */
export function itUnless(reason: string | false, title: string, test: () => Promise<void>): void {
  if (reason === false) it(title, test);
  else it.skip(`${title}: not tried, because ${reason}`);
}
