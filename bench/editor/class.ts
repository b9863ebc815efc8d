import { pageCpuTime } from '../../test/webview/app/page-cpu';
import { ClassUnderLoad } from '../class/class-under-load';
import { processUsage } from '../process-usage';
import type { BenchEditors, BenchWindow } from './windows';

/** The class of `npm run bench:class`. */
const plan = { members: 500, requests: 60, helpers: 6, seed: 1 };
const [messages, actions] = [5, 10];
/** What starting and joining have left to do, such as collecting garbage, takes so long. */
const settleMs = 8000;

/** Shares of a core. */
export interface WindowLoad {
  readonly title: string;
  readonly extensionHost: number;
  /** The page's main thread, which a served editor shares with the workbench. */
  readonly page: number;
}

/** What a student's window uses: before it joins, while the class only chats, and while helpers and students are busy. */
export async function studentWindow(
  editors: BenchEditors,
  seconds: number,
): Promise<readonly WindowLoad[]> {
  const student = await editors.open('Ann');
  const empty = await load('an empty window', student, seconds);
  const classroom = await ClassUnderLoad.start(plan);
  try {
    await student.ask('join', classroom.room.invite);
    await student.ask('showChat');
    await student.page('view');
    await classroom.fill();
    await student.ask('keepAsking');
    const during = async (title: string, pace: { messages: number; actions: number }) => {
      await classroom.load.call('start', pace);
      const used = await load(title, student, seconds);
      await classroom.load.call('stop');
      return used;
    };
    return [
      empty,
      await during('a class of 500, chat alone', { messages, actions: 0 }),
      await during('a class of 500', { messages, actions }),
    ];
  } finally {
    await classroom.end();
  }
}

async function load(title: string, student: BenchWindow, seconds: number): Promise<WindowLoad> {
  const wait = (ms: number) => new Promise((end) => setTimeout(end, ms));
  await wait(settleMs);
  const { pid } = await student.ask('process');
  const before = { at: performance.now(), ...processUsage(pid) };
  const pageMs = await pageCpuTime(student.window.page, () => wait(seconds * 1000));
  const elapsed = performance.now() - before.at;
  return {
    title,
    extensionHost: ((processUsage(pid).cpuSeconds - before.cpuSeconds) * 1000) / elapsed,
    page: pageMs / elapsed,
  };
}
