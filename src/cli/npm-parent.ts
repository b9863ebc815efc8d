/** How often to check whether npm is still there, in ms. */
const checkMs = 1000;

/**
 * Calls back when the npm that started this program was stopped. npm sends SIGTERM to the shell it
 * started, and most shells die without passing it on: all that this program sees is another parent.
 * Does nothing in a program that npm did not start.
 */
export function onNpmStopped(callback: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, checkMs);
  timer.unref();
}
