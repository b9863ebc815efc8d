import { Connection } from './connection';
import { dialects } from './dialects';
import type { Room } from './member';
import { addTallies, nothingWrong, type Tally } from './sequence-check';

export interface Newcomers {
  /** For each newcomer: milliseconds from connecting to holding the whole log. */
  readonly ms: number[];
  readonly tally: Tally;
}

/** Lets newcomers join one after the other; each reads the whole log of a deskmate/1 room and leaves. */
export async function readLog(room: Room, count: number): Promise<Newcomers> {
  const ms: number[] = [];
  let tally = nothingWrong;
  for (let index = 0; index < count; index += 1) {
    const newcomer = await readAsNewcomer(room, `Newcomer ${index}`);
    ms.push(newcomer.ms);
    tally = addTallies(tally, newcomer.tally);
  }
  return { ms, tally };
}

interface Entry {
  readonly type: string;
  readonly seq?: number;
}

async function readAsNewcomer(room: Room, name: string): Promise<{ ms: number; tally: Tally }> {
  const dialect = dialects[room.dialect];
  const lines: Buffer[] = [];
  let unfinished = Buffer.alloc(0);
  let [first, last] = [0, 0];
  let done = () => {};
  let failed: (error: Error) => void = () => {};
  const whole = new Promise<void>((resolve, reject) => {
    done = resolve;
    failed = reject;
  });
  const onBytes = (chunk: Buffer) => {
    const bytes = Buffer.concat([unfinished, chunk]);
    const end = bytes.lastIndexOf('\n') + 1;
    lines.push(bytes.subarray(0, end));
    unfinished = bytes.subarray(end);
    if (lines.at(-1)?.includes(`"seq":${last},`)) done();
  };
  const connection = new Connection(onBytes, (error) => failed(error));
  const start = performance.now();
  await connection.enter(room, dialect, async ({ send, until }) => {
    send(`${JSON.stringify({ type: 'join', version: 1, token: room.token, name })}\n`);
    const [welcome] = await until(/.*\n/);
    ({ first, last } = JSON.parse(welcome));
  });
  await whole;
  const ms = performance.now() - start;
  connection.send('{"type":"leave"}\n');
  connection.close();
  return { ms, tally: checkLog(Buffer.concat(lines).toString('utf8'), first, last) };
}

/** Checks that lines hold each entry from `first` to `last` once and in order. */
export function checkLog(text: string, first: number, last: number): Tally {
  let next = first;
  let [lost, doubled] = [0, 0];
  for (const line of text.slice(0, text.lastIndexOf('\n')).split('\n')) {
    const { type, seq } = JSON.parse(line) as Entry;
    if (seq === undefined || type === 'epoch' || seq > last) continue;
    if (seq < next) doubled += 1;
    else lost += seq - next;
    next = Math.max(next, seq + 1);
  }
  return { lost: lost + Math.max(0, last + 1 - next), doubled, misordered: 0 };
}
