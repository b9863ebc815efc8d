import { parseArgs } from 'node:util';
import type { WireConnection } from '../../src/protocol/wire-event';
import { english } from '../../src/strings/translate';
import { WireAdapter } from '../../src/ui/wire/wire-adapter';
import { WireLog } from '../../src/ui/wire/wire-log';
import { systemClock } from '../../src/util/clock';
import { Emitter } from '../../src/util/event';
import { WirePageConnection } from '../../src/webview/wire-connection';
import { wireConnection } from '../../test/ui/wire/chunks';
import { pageCpuTime } from '../../test/webview/app/page-cpu';
import { offlineState, WireScene } from '../../test/webview/app/wire/wire-scene';
import { integerOption, print, runBench } from '../command-line';
import { computer } from '../comparison';

const usage = `npm run bench:wire -- [--chunks 200] [--seconds 10] [--held 100000]

How much processor time the wire view takes while chunks keep coming, with a full log: of the page's main
thread in a real browser, and of the extension host for keeping, filtering and posting them.`;

/** How often chunks come, in ms; several come at once. */
const tickMs = 50;

/** How long chunks come before anything is measured, in s: until then, programs are compiled. */
const warmUp = 3;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      chunks: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '10' },
      held: { type: 'string', default: '100000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const perSecond = integerOption(values.chunks, '--chunks', 1, 100_000);
  const seconds = integerOption(values.seconds, '--seconds', 1, 600);
  const held = integerOption(values.held, '--held', 0, 100_000);
  print(`${computer()}; ${perSecond} chunks/s for ${seconds} s, ${held} rows held.`);
  const host = await hostShare(perSecond, seconds, held);
  const page = await pageShare(perSecond, seconds, held);
  print(`extension host: ${show(host)} of a core\npage: ${show(page)} of a core`);
}

function show(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Calls `note` so many times a second. */
async function keepComing(
  perSecond: number,
  seconds: number,
  note: (text: string) => void,
): Promise<void> {
  const start = performance.now();
  let count = 0;
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - start) / 1000) {
    for (; count < elapsed * perSecond; count += 1) note(`message number ${count}: 你好`);
    await new Promise((next) => setTimeout(next, tickMs));
  }
}

/** The share of a core that keeping and posting takes, without a browser. */
async function hostShare(perSecond: number, seconds: number, held: number): Promise<number> {
  const log = new WireLog();
  const model = new WireAdapter({
    ...{ log, language: 'en', t: english, now: Date.now },
    state: () => offlineState,
    onDidChangeState: new Emitter<never>().event,
    ...{ copy() {}, save() {}, warn() {} },
  });
  const received = new Emitter<unknown>();
  const port = {
    onDidReceiveMessage: received.event,
    // Like the editor, which copies what is posted.
    postMessage: async (message: unknown) => JSON.stringify(message) !== '',
  };
  const connection = new WirePageConnection(port, model, systemClock);
  received.fire({ type: 'ready' });
  received.fire({ type: 'follow', rows: 40 });
  const peer = wireConnection(50412);
  for (let each = 0; each < held; each += 1) note(log, peer, `held ${each}`);
  await keepComing(perSecond, warmUp, (text) => note(log, peer, text));
  const before = process.cpuUsage();
  await keepComing(perSecond, seconds, (text) => note(log, peer, text));
  const { user, system } = process.cpuUsage(before);
  connection.dispose();
  model.dispose();
  return (user + system) / 1e6 / seconds;
}

function note(log: WireLog, connection: WireConnection, text: string): void {
  const bytes = Buffer.from(text);
  log.record({ time: Date.now(), connection, direction: 'in', bytes, marks: [] });
}

/** The share of a core that the page's main thread takes. */
async function pageShare(perSecond: number, seconds: number, held: number): Promise<number> {
  const scene = new WireScene();
  await scene.start();
  try {
    await scene.open();
    scene.noteMany(held);
    if (held > 0) await scene.shows(`message ${held - 1}`);
    await keepComing(perSecond, warmUp, (text) => scene.note(text));
    const ms = await pageCpuTime(scene.page, () =>
      keepComing(perSecond, seconds, (text) => scene.note(text)),
    );
    return ms / 1000 / seconds;
  } finally {
    await scene.close();
    await scene.stop();
  }
}

runBench(main);
