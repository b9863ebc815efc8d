import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isProcessRunning } from '../../store/open-rooms';
import type { Translate } from '../../strings/translate';
import { CommandError, ExitCode } from '../exit-codes';
import type { NatsProgram } from './nats-program';
import { isTooSmall, type NodeHealth, nameAt, nodeHealth } from './node-health';
import {
  monitorOf,
  nameInFolder,
  type PlannedNode,
  type ServerPlan,
  serverFiles,
  writePrivate,
} from './server-folder';

/** How long a server may take to start or to end, and a new cluster to find its size, in ms. */
const maxStartMs = 60_000;
const maxEndMs = 30_000;
const tooSmallMs = 3_000;
const pollMs = 50;

/** How often a new cluster that stays too small is started again. */
const maxTries = 5;

/** How a node on this computer stands. */
export interface NodeState {
  readonly node: PlannedNode;
  /** Undefined if it isn't running. */
  readonly pid: number | undefined;
  readonly health: NodeHealth | undefined;
}

/** The nodes of a server, as processes on this computer that outlive this one. */
export class LocalNodes {
  constructor(
    private readonly folder: string,
    private readonly plan: ServerPlan,
    private readonly t: Translate,
  ) {}

  states(): Promise<readonly NodeState[]> {
    return Promise.all(
      this.plan.nodes.map(async (node) => {
        const pid = await this.pidOf(node);
        if (pid === undefined) return { node, pid, health: undefined };
        const name = await nameInFolder(this.folder, node);
        const health = await nodeHealth(monitorOf(node), this.plan.nodes.length, name);
        return { node, pid, health };
      }),
    );
  }

  /**
   * Starts the nodes that don't run; resolves when all can serve.
   * @param isNew whether they have stored nothing yet
   * @throws {CommandError} if they can't
   */
  async start(program: NatsProgram, isNew: boolean): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      if (await this.startOnce(program, isNew && tries < maxTries)) return;
      await this.stop();
      for (const { name } of this.plan.nodes) {
        await rm(join(this.folder, name, serverFiles.store), { recursive: true, force: true });
      }
    }
  }

  /** Ends the nodes that run, in order or, if they take too long, at once. @returns how many */
  async stop(): Promise<number> {
    const running = async () => {
      const pids = await Promise.all(this.plan.nodes.map((node) => this.pidOf(node)));
      return pids.filter((pid) => pid !== undefined);
    };
    const first = await running();
    for (const pid of first) signal(pid, 'SIGTERM');
    const ends = performance.now() + maxEndMs;
    for (let left = first; left.length > 0; left = await running()) {
      if (performance.now() > ends) for (const pid of left) signal(pid, 'SIGKILL');
      if (performance.now() > ends + maxEndMs) {
        throw new CommandError(
          this.t('Can’t end nats-server, process {0}.', left.join()),
          ExitCode.fault,
        );
      }
      await pause(pollMs);
    }
    for (const { name } of this.plan.nodes) {
      await rm(join(this.folder, name, serverFiles.pid), { force: true });
    }
    return first.length;
  }

  /** @returns false if it is a new cluster that stays too small */
  private async startOnce(program: NatsProgram, mayRepeat: boolean): Promise<boolean> {
    const children = new Map<PlannedNode, ChildProcess>();
    for (const node of this.plan.nodes) {
      if ((await this.pidOf(node)) === undefined)
        children.set(node, await this.spawn(node, program));
    }
    const ends = performance.now() + maxStartMs;
    let smallSince: number | undefined;
    for (;;) {
      const states = await this.states();
      if (states.every(({ health }) => health?.isReady)) return true;
      for (const [node, child] of children) {
        if (child.exitCode !== null || child.signalCode) await this.fail(node);
      }
      const now = performance.now();
      smallSince = isTooSmall(states.map(({ health }) => health)) ? (smallSince ?? now) : undefined;
      if (mayRepeat && smallSince !== undefined && now - smallSince > tooSmallMs) return false;
      const late = states.find(({ health }) => !health?.isReady);
      if (late && now > ends) await this.fail(late.node);
      await pause(pollMs);
    }
  }

  private async spawn(node: PlannedNode, { path }: NatsProgram): Promise<ChildProcess> {
    const cwd = join(this.folder, node.name);
    const log = openSync(join(cwd, serverFiles.log), 'a', 0o600);
    const child = spawn(path, ['-c', this.configOf(node)], {
      ...{ cwd, detached: true, windowsHide: true, stdio: ['ignore', log, log] },
    });
    closeSync(log);
    child.on('error', () => {});
    child.unref();
    if (child.pid !== undefined) await writePrivate(join(cwd, serverFiles.pid), `${child.pid}\n`);
    return child;
  }

  /** The process of a node, if it runs: the file may be of one that has ended, whose number another program has now. */
  private async pidOf(node: PlannedNode): Promise<number | undefined> {
    const file = join(this.folder, node.name, serverFiles.pid);
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (!Number.isInteger(pid) || pid < 1 || !isProcessRunning(pid)) return undefined;
    if (process.platform === 'linux') {
      const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return args.split('\0').includes(this.configOf(node)) ? pid : undefined;
    }
    const name = await nameInFolder(this.folder, node);
    return (await nameAt(monitorOf(node))) === name ? pid : undefined;
  }

  private configOf({ name }: PlannedNode): string {
    return join(this.folder, name, serverFiles.config);
  }

  /** @throws {CommandError} with what the node has written last */
  private async fail(node: PlannedNode): Promise<never> {
    const path = join(this.folder, node.name, serverFiles.log);
    const lines = (await readFile(path, 'utf8').catch(() => '')).trimEnd().split('\n');
    const said = lines.findLast((line) => /\[(?:FTL|ERR)\]/.test(line)) ?? lines.at(-1) ?? '';
    await this.stop();
    const { t } = this;
    throw new CommandError(
      t('nats-server doesn’t start: {0} ({1})', said.replace(/^.*\[[A-Z]{3}\] /, ''), path),
      ExitCode.fault,
    );
  }
}

/** Does nothing if there is no such process. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {}
}
