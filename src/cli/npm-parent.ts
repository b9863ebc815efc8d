/** How often, in ms, it is looked whether npm is still there. */
const lookMs = 1000;

/**
 * Calls back when the npm that started this program was stopped. npm hands SIGTERM to the shell it
 * started, and most shells die of it without handing it on: all that can be seen here is another
 * parent. Does nothing in a program that npm did not start.
 */
export function onNpmStopped(callback: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, lookMs);
  timer.unref();
}
