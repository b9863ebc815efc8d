import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startNode } from '../../../scripts/editor/process-tree';
import { waitFor } from '../../helpers/wait-for';

/** Starts an idle child, prints the child's process id, and stays idle itself. */
const PARENT_OF_ONE = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  console.log(child.pid);
  setInterval(() => {}, 1000);`;
/** Windows has no signals: a process there can only be killed. */
const SIGNALS = process.platform === 'win32' ? [] : (['SIGTERM', 'SIGKILL'] as const);
const MODULE = path.resolve(__dirname, '../../../scripts/editor/process-tree.ts');

describe('a process tree', () => {
  it('stops the program and everything that it started', async () => {
    let ended = 0;
    const tree = startNode(process.execPath, ['-e', PARENT_OF_ONE], process.env, () => ended++);
    const grandchild = await printedPid(tree.process);
    await Promise.all([tree.stop(), tree.stop()]);
    assert.equal(ended, 1);
    await waitFor(() => !isAlive(grandchild), 'the grandchild to end');
    assert.equal(isAlive(tree.process.pid ?? 0), false);
  });

  it('crashes with everything that it started', async () => {
    let ended = 0;
    const tree = startNode(process.execPath, ['-e', PARENT_OF_ONE], process.env, () => ended++);
    const grandchild = await printedPid(tree.process);
    await tree.crash();
    assert.equal(isAlive(grandchild), false);
    assert.equal(ended, 0);
    await tree.stop();
    assert.equal(ended, 1);
  });

  it('reports when the program exits on its own', async () => {
    const tree = startNode(process.execPath, ['-e', 'process.exit(3)'], process.env, () => {});
    await tree.died;
    await tree.stop();
    assert.equal(tree.process.exitCode, 3);
  });

  for (const signal of SIGNALS) {
    it(`ends with its parent on ${signal}`, async () => {
      const script = `
        const { startNode } = require(${JSON.stringify(MODULE)});
        const tree = startNode(process.execPath, ['-e', ${JSON.stringify(PARENT_OF_ONE)}], process.env, () => {});
        tree.process.stdout.pipe(process.stdout);`;
      const parent = spawn(process.execPath, ['--import', 'tsx', '-e', script]);
      const grandchild = await printedPid(parent);
      const exited = once(parent, 'exit');
      parent.kill(signal);
      await exited;
      await waitFor(() => !isAlive(grandchild), 'the grandchild to end');
    });
  }
});

async function printedPid(child: ChildProcess): Promise<number> {
  assert.ok(child.stdout);
  const [line] = await once(child.stdout, 'data');
  const pid = Number(String(line).trim());
  assert.ok(pid > 0);
  return pid;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
