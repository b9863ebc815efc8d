/**
 * Runs in the page of a chat, Deskmate's or the echo's, and takes the times there. All times are in
 * milliseconds since the Unix epoch, from the page's `performance` clock.
 */
export interface PageMarks {
  now(): number;
  /** When Enter was pressed on each message, by its text. */
  pressed(text: string): number | undefined;
  /** Resolves with the time after the paint that shows a message that contains this text. */
  painted(text: string): Promise<number>;
  /** The times between frames, for so many milliseconds. */
  frames(ms: number): Promise<number[]>;
}

const enters = new Map<string, number>();
const paints = new Map<string, number>();
const waiting = new Map<string, (time: number) => void>();
const now = () => performance.timeOrigin + performance.now();

addEventListener(
  'keydown',
  ({ key, timeStamp, target }) => {
    if (key !== 'Enter' || !(target instanceof HTMLTextAreaElement)) return;
    performance.mark('enter', { startTime: timeStamp, detail: target.value });
    // The event's time stamp is the browser's, from before the page's main thread got the key.
    enters.set(target.value, performance.timeOrigin + timeStamp);
  },
  true,
);

const log = document.getElementById('log') as HTMLElement;
new MutationObserver((records) => {
  const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
  const texts = added.flatMap(({ textContent }) => textContent?.match(/no\. \d+/g) ?? []);
  const news = texts.filter((text) => !paints.has(text));
  if (news.length === 0) return;
  for (const text of news) paints.set(text, Number.NaN);
  // A task after the next frame's callbacks: the frame has been painted by then.
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const time = now();
      for (const text of news) {
        performance.mark('painted', { detail: text });
        paints.set(text, time);
        waiting.get(text)?.(time);
      }
    };
    port2.postMessage(undefined);
  });
}).observe(log, { subtree: true, childList: true, characterData: true });

const marks: PageMarks = {
  now,
  pressed: (text) => enters.get(text),
  painted(text) {
    const time = paints.get(text);
    if (time !== undefined && !Number.isNaN(time)) return Promise.resolve(time);
    return new Promise((resolve) => waiting.set(text, resolve));
  },
  frames(ms) {
    const times: number[] = [];
    return new Promise((resolve) => {
      let last = performance.now();
      const end = last + ms;
      const frame = (time: number) => {
        times.push(time - last);
        last = time;
        if (time < end) requestAnimationFrame(frame);
        // The first interval began between two frames.
        else resolve(times.slice(1));
      };
      requestAnimationFrame(frame);
    });
  },
};

Object.assign(globalThis, { marks });
