import type { ToPanel } from '../../src/webview/messages';

/**
 * Measures inside the page, because only the page knows when something was painted. Runs before the page's
 * own scripts.
 */
export interface Probe {
  /** Milliseconds from the arrival of a message from the editor to the first paint after it. */
  show(message: ToPanel): Promise<number>;
  /** Milliseconds from each key's arrival to the first paint after it, since this was asked last. */
  keys(): Promise<number[]>;
  /** Scrolls from the end to the beginning, a part of the log's height in each frame. */
  scroll(frames: number): Promise<{ readonly frames: number[]; readonly blanks: number }>;
}

const painted = () =>
  new Promise<number>((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(undefined);
    });
  });

let arrived: ((time: number) => void) | undefined;
// The first listener: the message is deserialized when its data is read, which belongs to the time.
window.addEventListener('message', () => arrived?.(performance.now()));
let latencies: Promise<number>[] = [];
window.addEventListener(
  'keydown',
  () => {
    const begin = performance.now();
    latencies.push(painted().then((end) => end - begin));
  },
  true,
);
/** Visible pixels of the log that no row covers. */
const blank = (log: Element) => {
  const rows = log.querySelector('.rows') ?? log;
  const [inner, outer] = [rows.getBoundingClientRect(), log.getBoundingClientRect()];
  return Math.max(0, inner.top - outer.top, outer.bottom - inner.bottom);
};
const probe: Probe = {
  async show(message) {
    const arrival = new Promise<number>((resolve) => {
      arrived = resolve;
    });
    window.postMessage(message);
    const begin = await arrival;
    return (await painted()) - begin;
  },
  keys() {
    const list = latencies;
    latencies = [];
    return Promise.all(list);
  },
  async scroll(count) {
    const log = document.querySelector('.log') as HTMLElement;
    const step = log.scrollHeight / count;
    const frames: number[] = [];
    let blanks = 0;
    let last = await painted();
    for (let i = 0; i < count; i++) {
      log.scrollTop -= step;
      const now = await painted();
      frames.push(now - last);
      last = now;
      // The padding at the ends of the log isn't a blank area.
      if (blank(log) > 12) blanks++;
    }
    return { frames, blanks };
  },
};

Object.assign(globalThis, { probe });
