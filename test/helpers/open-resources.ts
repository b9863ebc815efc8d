import { createHook } from 'node:async_hooks';
import type { Context } from 'mocha';
import { waitMs } from '../../scripts/limits.json';
import { waitFor } from './wait-for';

/** Set to 1, failures show the lines of code that opened each resource; tests get slower. */
const TRACE = 'DESKMATE_TRACE_OPEN';

interface Opening {
  readonly type: string;
  readonly resource: WeakRef<object>;
  /** Where it was opened; the stack's text is computed only when read. */
  readonly at: Error;
}

/** Open resources by async id. */
const openings = new Map<number, Opening>();

if (process.env[TRACE] === '1') {
  Error.stackTraceLimit = 50;
  createHook({
    init(id, type, _trigger, resource) {
      if (type === 'PROMISE' || type === 'TickObject') return;
      openings.set(id, { type, resource: new WeakRef(resource), at: new Error(type) });
    },
    destroy: (id) => void openings.delete(id),
  }).enable();
}

/** Of the process itself: its channel to mocha's main process, its standard streams, a browser for all. */
let atStart: ReadonlyMap<string, number> | undefined;

/**
 * Mocha's root hooks. Anything a test leaves open (a socket, a timer, a child process) keeps the process alive
 * and disturbs the tests after it, so it fails the file that left it; without parallel workers, the run.
 */
export const mochaHooks = {
  beforeAll(): void {
    atStart ??= counts();
  },
  async afterAll(this: Context): Promise<void> {
    // A resource that was just closed takes a few turns of the event loop to disappear.
    const nothingIsLeft = () => {
      // Mocha's own timer would be one of the open resources.
      this.runnable().clearTimeout();
      return leftOpen().length === 0;
    };
    await waitFor(nothingIsLeft, 'nothing is left open').catch(() => {
      const open = describeOpen();
      // The next file is not to blame for it.
      atStart = counts();
      throw new Error(open);
    });
  },
};

/** Runs once in the main process, after all tests: a process that doesn't exit reports why, and fails. */
export function mochaGlobalTeardown(): void {
  const tellWhy = () => {
    process.stderr.write(`The tests are done, but the process doesn't end. ${describeOpen()}\n`);
    process.exit(1);
  };
  setTimeout(tellWhy, waitMs).unref();
}

function counts(): Map<string, number> {
  const byType = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) {
    byType.set(type, (byType.get(type) ?? 0) + 1);
  }
  return byType;
}

/** The types of resources in excess of those at the start, once for each resource. */
function leftOpen(): string[] {
  return [...counts()].flatMap(([type, count]) =>
    Array<string>(Math.max(0, count - (atStart?.get(type) ?? 0))).fill(type),
  );
}

function describeOpen(): string {
  const types = leftOpen();
  const open = `Still open: ${types.join(', ') || 'nothing that Node knows of'}.`;
  if (process.env[TRACE] !== '1') return `${open} Run it with ${TRACE}=1 to see what opened it.`;
  // Hooks use TCPSERVERWRAP and TCPWRAP for what the list of open resources calls TCPServerWrap and TCPSocketWrap.
  const wanted = new Set(types.map((type) => type.toUpperCase().replace('TCPSOCKET', 'TCP')));
  const found = [...openings.values()].filter(
    ({ type, resource }) => wanted.has(type.toUpperCase()) && keepsAlive(resource.deref()),
  );
  return [open, ...found.map(({ at }) => at.stack)].join('\n\n');
}

function keepsAlive(resource: { hasRef?(): boolean } | undefined): boolean {
  return resource !== undefined && resource.hasRef?.() !== false;
}
