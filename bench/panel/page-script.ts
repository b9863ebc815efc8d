import type { PanelMessage, ToPanel } from '../../src/webview/messages';

/**
 * Measures inside the page, because only the page knows when it paints. Runs before the page's own scripts.
 */
export interface Probe {
  /** Milliseconds from the arrival of a message from the editor to the first paint after it. */
  show(message: ToPanel): Promise<number>;
  /** Milliseconds from each key's arrival to the first paint after it, since the last call. */
  keys(): Promise<number[]>;
  /** Receives the messages one by one, each after the paint with the one before. */
  receive(messages: readonly PanelMessage[]): Promise<void>;
  /** Scrolls from the end to the beginning in this many frames. */
  scroll(frames: number): Promise<{ readonly frames: number[]; readonly blanks: number }>;
}

const nextPaint = () =>
  new Promise<number>((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(undefined);
    });
  });

let onArrival: ((time: number) => void) | undefined;
// Added first, so that the time includes deserialization, which happens when a listener reads the data.
window.addEventListener('message', () => onArrival?.(performance.now()));
let latencies: Promise<number>[] = [];
window.addEventListener(
  'keydown',
  () => {
    const begin = performance.now();
    latencies.push(nextPaint().then((end) => end - begin));
  },
  true,
);
/** Visible pixels of the log that no row covers. */
const blankPixels = (log: Element) => {
  const rows = log.querySelector('.rows') ?? log;
  const [inner, outer] = [rows.getBoundingClientRect(), log.getBoundingClientRect()];
  return Math.max(0, inner.top - outer.top, outer.bottom - inner.bottom);
};
const probe: Probe = {
  async show(message) {
    const arrival = new Promise<number>((resolve) => {
      onArrival = resolve;
    });
    window.postMessage(message);
    const begin = await arrival;
    return (await nextPaint()) - begin;
  },
  keys() {
    const list = latencies;
    latencies = [];
    return Promise.all(list);
  },
  async receive(messages) {
    for (const message of messages) {
      window.postMessage({ type: 'messages', messages: [message] } satisfies ToPanel);
      await nextPaint();
    }
  },
  async scroll(count) {
    const log = document.querySelector('.log') as HTMLElement;
    const step = log.scrollHeight / count;
    const frames: number[] = [];
    let blanks = 0;
    let last = await nextPaint();
    for (let i = 0; i < count; i++) {
      log.scrollTop -= step;
      const now = await nextPaint();
      frames.push(now - last);
      last = now;
      // The padding at the ends of the log isn't a blank area.
      if (blankPixels(log) > 12) blanks++;
    }
    return { frames, blanks };
  },
};

Object.assign(globalThis, { probe });
