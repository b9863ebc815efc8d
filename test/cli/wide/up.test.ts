import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findNatsServer } from '../../../scripts/nats-server';
import { hubIn } from '../../helpers/cli/hub-in';
import {
  addMessage,
  authorityIn,
  firstPort,
  serverIn,
  wideIn,
} from '../../helpers/cli/wide-command';
import { itUnless } from '../../helpers/it-unless';
import { temporaryFolder } from '../../helpers/temporary-folder';
import { waitFor } from '../../helpers/wait-for';

const folder = temporaryFolder();
const wide = wideIn(folder);

describe('deskmate wide up', () => {
  const data = () => join(folder(), 'server');
  afterEach(async () => {
    for (const name of ['server', 'second']) await wide(['down', '--data', name]);
  });

  async function up(...args: string[]) {
    const { program } = await findNatsServer();
    return wide(['up', '--server', program, '--data', 'server', ...args]);
  }

  it('runs one node until it is ended, again with what it has stored', async () => {
    const port = String(await firstPort());
    const first = await up('--port', port, '--name', 'Course', '--json');
    assert.equal(first.code, 0, first.errors);
    const { server: path, nodes } = JSON.parse(first.output);
    const server = serverIn(path);
    assert.equal(server.name, 'Course');
    assert.deepEqual(server.nodes, [{ host: '127.0.0.1', port: Number(port) }]);
    const authority = authorityIn(join(data(), 'keys.json'));
    assert.equal(await addMessage(server, authority), 1);

    const again = await up();
    assert.deepEqual([again.code, again.output], [0, `${path}\n`]);
    assert.match(again.errors, /^nats-server \S+ is running: 127\.0\.0\.1:\d+\n/);
    assert.deepEqual(serverIn(path), server);
    const status = await wide(['status', '--data', 'server', '--json']);
    assert.equal(status.code, 0);
    assert.deepEqual(JSON.parse(status.output).nodes, nodes);

    const down = await wide(['down', '--data', 'server']);
    assert.deepEqual([down.code, down.errors], [0, 'The server has ended. Its rooms stay.\n']);
    const off = await wide(['status', '--data', 'server']);
    assert.deepEqual([off.code, /not running/.test(off.output)], [1, true]);
    const twice = await wide(['down', '--data', 'server']);
    assert.deepEqual([twice.code, twice.errors], [0, 'The server isn’t running.\n']);

    assert.equal((await up()).code, 0);
    assert.equal(await addMessage(server, authority), 2);
  });

  it('lets one process at a time start or end it, and one that died is no obstacle', async () => {
    const port = String(await firstPort());
    const both = await Promise.all([up('--port', port), up('--port', port)]);
    const failed = both.filter(({ code }) => code !== 0);
    assert.ok(failed.length <= 1);
    for (const { errors } of failed) assert.match(errors, /is starting or ending this server/);
    const ended = spawn(process.execPath, ['-e', '']);
    await once(ended, 'exit');
    writeFileSync(join(data(), 'lock'), `${ended.pid}\n`);
    assert.equal((await wide(['down', '--data', 'server'])).code, 0);
    assert.equal(existsSync(join(data(), 'lock')), false);
    writeFileSync(join(data(), 'lock'), `${process.pid}\n`);
    const blocked = await wide(['down', '--data', 'server'], 'zh_CN.UTF-8');
    assert.match(
      blocked.errors,
      /^进程 \d+ 正在启动或停止这个服务器。如果不是，请删除 .*lock。\n$/,
    );
    unlinkSync(join(data(), 'lock'));
  });

  it('goes on when the program has ended', async () => {
    await hubIn(join(folder(), 'program'));
    const { program } = await findNatsServer();
    const args = ['wide', 'up', '--server', program, '--data', data(), '--json'];
    const port = String(await firstPort());
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[join(folder(), 'program', 'deskmate.js'), ...args, '--port', port],
    ]);
    const { nodes } = JSON.parse(stdout);
    const { code, output } = await wide(['status', '--data', 'server', '--json']);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(output).nodes, nodes);
  });

  const noModes = process.platform === 'win32' && 'files have no modes on Windows';
  itUnless(noModes, 'keeps its files from others', async () => {
    assert.equal((await up('--port', String(await firstPort()))).code, 0);
    for (const name of [
      'keys.json',
      'deskmate-server.json',
      'system.creds',
      'account.creds',
      'plan.json',
    ]) {
      assert.equal(statSync(join(data(), name)).mode & 0o777, 0o600, name);
    }
    for (const name of ['key.pem', 'nats-server.conf', 'nats-server.log']) {
      assert.equal(statSync(join(data(), 'n1', name)).mode & 0o777, 0o600, name);
    }
  });

  it('says which port is taken, and changes what it listens on only when it isn’t running', async () => {
    const port = await firstPort();
    assert.equal((await up('--port', String(port))).code, 0);
    const other = await up('--port', String(port + 1));
    assert.equal(other.code, 1);
    assert.match(other.errors, /The server is running: end it first, with deskmate wide down\./);
    const { program } = await findNatsServer();
    const second = ['up', '--server', program, '--data', 'second'];
    const taken = await wide([...second, '--port', String(port)]);
    assert.equal(taken.code, 1);
    assert.match(
      taken.errors,
      /nats-server doesn’t start: .*address already in use.*nats-server\.log/,
    );
    assert.equal((await up('--nodes', '3')).code, 1);
  });

  it('runs a cluster of three, survives a dead node and a pid file of another program', async () => {
    const port = String(await firstPort());
    const { code, output, errors } = await up('--nodes', '3', '--port', port, '--json');
    assert.equal(code, 0, errors);
    const { server: path, nodes } = JSON.parse(output);
    const server = serverIn(path);
    assert.deepEqual([server.replicas, server.nodes.length], [3, 3]);
    const authority = authorityIn(join(data(), 'keys.json'));
    assert.equal(await addMessage(server, authority), 1);
    process.kill(nodes[1].pid, 'SIGKILL');
    const status = () => wide(['status', '--data', 'server', '--json']);
    await waitFor(async () => (await status()).code === 1, 'it is noticed');
    // The number of a process that has ended may belong to any other by now.
    writeFileSync(join(data(), 'n2', 'nats-server.pid'), `${process.pid}\n`);
    assert.equal((await up()).code, 0);
    const { isReady, nodes: after } = JSON.parse((await status()).output);
    assert.ok(isReady);
    assert.deepEqual([after[0].pid, after[2].pid], [nodes[0].pid, nodes[2].pid]);
    assert.ok(![nodes[1].pid, process.pid].includes(after[1].pid));
    assert.equal(await addMessage(server, authority), 2);
  });
});
