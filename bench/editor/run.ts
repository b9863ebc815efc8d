import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { NEWEST } from '../../scripts/editor/versions';
import { installedExtension, packAndInstall } from '../../test/window/installed-vsix';
import { integerOption, print, runBench } from '../command-line';
import { computer, decimals, percent } from '../comparison';
import { processUsage } from '../process-usage';
import { median, percentile } from '../statistics';
import { studentWindow } from './class';
import type { Activation } from './companion';
import { compareClocks, enterToPaint } from './latency';
import { BenchEditors, type BenchWindow } from './windows';

const usage = `npm run bench:editor -- [--messages 40] [--seconds 20] [--windows 5] [--held 10000]
  [--only latency,frames,cpu,activation,class] [--extension FOLDER] [--json FILE] [--profile FOLDER]

Two real windows in an invite room on 127.0.0.1, measured beside an echo: an almost empty extension whose
page, socket and page are the least that a chat can be. With --only class, it is the window of a student in a
class of 500. --extension measures another unpacked extension;
--profile also takes CPU profiles of both extension hosts at 5 messages a second.`;

const parts = ['activation', 'cpu', 'latency', 'frames'] as const;

/** One line of the table. */
interface Figure {
  readonly title: string;
  readonly deskmate: number;
  readonly echo?: number;
  readonly unit: 'ms' | 'share' | 'fps';
}

const shows: Readonly<Record<Figure['unit'], (value: number) => string>> = {
  ms: decimals(1),
  share: percent(2),
  fps: decimals(1),
};

interface Plan {
  readonly messages: number;
  readonly seconds: number;
  readonly windows: number;
  readonly held: number;
  /** The folder for CPU profiles. */
  readonly profiles?: string | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '40' },
      seconds: { type: 'string', default: '20' },
      windows: { type: 'string', default: '5' },
      held: { type: 'string', default: '10000' },
      only: { type: 'string', default: parts.join() },
      extension: { type: 'string' },
      json: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const plan: Plan = {
    messages: integerOption(values.messages, '--messages', 1, 10_000),
    seconds: integerOption(values.seconds, '--seconds', 1, 600),
    windows: integerOption(values.windows, '--windows', 1, 100),
    held: integerOption(values.held, '--held', 0, 10_000),
    profiles: values.profile,
  };
  const only = new Set(values.only.split(','));
  const extension = values.extension ?? (await packaged());
  const editors = await BenchEditors.start(extension);
  const about = `VS Code ${NEWEST.vscode}, Chromium ${editors.browserVersion}, ${computer()}`;
  print(`${about}\n\n${row('', 'Deskmate', 'echo')}`);
  const figures: Figure[] = [];
  const report = (found: readonly Figure[]) => {
    figures.push(...found);
    for (const { title, unit, deskmate, echo } of found) {
      print(row(title, shows[unit](deskmate), echo === undefined ? '' : shows[unit](echo)));
    }
  };
  try {
    if (only.has('activation')) report(await activation(editors, plan));
    if (only.has('class')) {
      for (const { title, extensionHost, page } of await studentWindow(editors, plan.seconds)) {
        report([
          { title: `extension host, ${title}, of a core`, unit: 'share', deskmate: extensionHost },
          { title: `page, ${title}, of a core`, unit: 'share', deskmate: page },
        ]);
      }
    }
    if (parts.some((part) => part !== 'activation' && only.has(part))) {
      await inRoom(editors, plan, only, report);
    }
  } finally {
    await editors.stop();
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ about, plan, figures })}\n`);
}

/** The extension as it is packaged and installed. */
async function packaged(): Promise<string> {
  await packAndInstall();
  return installedExtension();
}

function row(title: string, ...values: readonly string[]): string {
  return `${title.padEnd(52)}${values.map((value) => value.padStart(12)).join('')}`;
}

/** The editor's own measure, in new windows. The other extension is the companion. */
async function activation(editors: BenchEditors, { windows }: Plan): Promise<Figure[]> {
  const found: Record<string, Activation>[] = [];
  for (let each = 0; each < windows; each += 1) {
    const opened = await editors.open('Ann');
    found.push(await opened.ask('startup'));
    await opened.close();
  }
  const of = (id: string, part: keyof Activation) =>
    median(found.map((times) => times[id]?.[part] ?? Number.NaN));
  return (['load', 'call', 'finish'] as const).map((part) => ({
    title: `activation, ${part}, ms`,
    unit: 'ms',
    deskmate: of('deskmate.deskmate', part),
    echo: of('deskmate-tests.probe', part),
  }));
}

async function inRoom(
  editors: BenchEditors,
  plan: Plan,
  only: ReadonlySet<string>,
  report: (figures: readonly Figure[]) => void,
): Promise<void> {
  const [host, guest] = await Promise.all([editors.open('Ann'), editors.open('Ben')]);
  const { port } = await host.ask('echo', 0);
  await guest.ask('echo', port);
  const silence = only.has('cpu') ? await restingCpu([host, guest], plan.seconds) : 0;
  const { invite = '' } = await host.ask('host');
  await guest.ask('join', invite);
  await Promise.all([host.ask('showChat'), guest.ask('showChat')]);
  const pages = await Promise.all([guest.page('view'), host.page('view')]);
  const echoes = await Promise.all([guest.page('echo'), host.page('echo')]);
  if (only.has('cpu')) report(await hostLoad(host, guest, plan, silence));
  const { ahead, error } = await compareClocks(...pages);
  print(`(the pages' clocks differ by ${ahead.toFixed(2)} ms ± ${error.toFixed(2)})`);
  const latency = async (title: string) => {
    const times: Record<'deskmate' | 'echo', number[]> = { deskmate: [], echo: [] };
    for (let each = 0; each < plan.messages; each += 1) {
      times.deskmate.push((await enterToPaint(guest, ...pages)) - ahead);
      times.echo.push((await enterToPaint(guest, ...echoes)) - ahead);
    }
    report(
      [0.5, 0.99].map((share) => ({
        title: `Enter to paint, ${title}, p${100 * share}, ms`,
        unit: 'ms',
        deskmate: percentile(times.deskmate, share),
        echo: percentile(times.echo, share),
      })),
    );
  };
  const busy = async (work: () => Promise<unknown>, seconds: number) => {
    const talk = host.ask('say', { count: 20 * seconds, perSecond: 20 });
    await work();
    await talk;
  };
  if (only.has('latency')) {
    await latency('at rest');
    await busy(() => latency('20 msg/s'), Math.ceil(plan.messages * 0.8));
  }
  if (only.has('frames')) report(await frames(host, guest, plan.seconds));
  if (plan.held === 0) return;
  await host.ask('say', { count: plan.held, perSecond: 0 });
  await pages[0].waitForFunction(
    (last) => document.getElementById('log')?.textContent?.includes(last),
    `everything ${plan.held - 1}`,
  );
  const log = `log of ${plan.held.toLocaleString('en')}`;
  if (only.has('latency')) {
    await latency(log);
    await busy(() => latency(`${log}, 20 msg/s`), Math.ceil(plan.messages * 0.8));
  }
  if (only.has('frames')) report(await frames(host, guest, plan.seconds, log));
}

/** The mean share of a core that the windows' extension hosts take. */
async function cpu(
  windows: readonly BenchWindow[],
  seconds: number,
  work: () => Promise<unknown> = () => new Promise((end) => setTimeout(end, seconds * 1000)),
): Promise<number> {
  const pids = await Promise.all(windows.map(async (each) => (await each.ask('process')).pid));
  const used = () => pids.reduce((sum, pid) => sum + processUsage(pid).cpuSeconds, 0);
  const before = used();
  const begin = performance.now();
  await work();
  return (used() - before) / ((performance.now() - begin) / 1000) / windows.length;
}

/** The same at rest, after what starting has left to do, such as collecting garbage. */
async function restingCpu(windows: readonly BenchWindow[], seconds: number): Promise<number> {
  await new Promise((settled) => setTimeout(settled, 8000));
  return cpu(windows, seconds);
}

async function hostLoad(
  host: BenchWindow,
  guest: BenchWindow,
  { seconds, profiles }: Plan,
  silence: number,
): Promise<Figure[]> {
  const pace = { count: 5 * seconds, perSecond: 5 };
  const share = (title: string, deskmate: number, echo: number): Figure => ({
    title: `extension host, ${title}, of a core`,
    ...{ unit: 'share', deskmate, echo },
  });
  const silent = await restingCpu([host, guest], seconds);
  const says = () => host.ask('say', pace);
  const sending = await cpu([host], seconds, says);
  const receiving = await cpu([guest], seconds, says);
  if (profiles) await profile({ host, guest }, profiles, seconds, says);
  const echoes = () => host.ask('sayEcho', pace);
  return [
    share('silent room', silent, silence),
    share('5 msg/s, sending', sending, await cpu([host], seconds, echoes)),
    share('5 msg/s, receiving', receiving, await cpu([guest], seconds, echoes)),
  ];
}

async function profile(
  windows: Readonly<Record<string, BenchWindow>>,
  folder: string,
  seconds: number,
  work: () => Promise<unknown>,
): Promise<void> {
  const taken = Object.entries(windows).map(([name, { ask }]) =>
    ask('profile', { file: path.resolve(folder, `${name}.cpuprofile`), seconds }),
  );
  await Promise.all([work(), ...taken]);
}

async function frames(
  host: BenchWindow,
  guest: BenchWindow,
  seconds: number,
  log?: string,
): Promise<Figure[]> {
  const pace = { count: 20 * seconds, perSecond: 20 };
  const measure = async (place: 'view' | 'echo') => {
    const page = await guest.page(place);
    const talk = host.ask(place === 'view' ? 'say' : 'sayEcho', pace);
    const times = await page.evaluate((ms) => marks.frames(ms), seconds * 1000);
    await talk;
    return times;
  };
  const [deskmate, echo] = [await measure('view'), await measure('echo')];
  const where = log === undefined ? '20 msg/s' : `20 msg/s, ${log}`;
  const rate = (times: readonly number[]) =>
    (1000 * times.length) / times.reduce((sum, time) => sum + time, 0);
  const slow = (times: readonly number[]) =>
    times.filter((time) => time > 25).length / times.length;
  return [
    { title: `frames a second, ${where}`, unit: 'fps', deskmate: rate(deskmate), echo: rate(echo) },
    {
      title: `frames that came late, ${where}`,
      unit: 'share',
      deskmate: slow(deskmate),
      echo: slow(echo),
    },
  ];
}

runBench(main);
