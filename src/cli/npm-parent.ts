import { type Disposable, toDisposable } from '../util/disposable';

/** How often to check whether npm is still running, in ms. */
const checkMs = 1000;

/**
 * Calls back when the npm that started this program is stopped. npm sends SIGTERM to the shell it started,
 * and most shells end without passing it on, so this program only notices that its parent process changed.
 * Does nothing in a program that npm didn't start.
 */
export function onNpmStopped(callback: () => void): Disposable {
  if (!process.env.npm_lifecycle_event) return toDisposable(() => {});
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, checkMs);
  timer.unref();
  return toDisposable(() => clearInterval(timer));
}
