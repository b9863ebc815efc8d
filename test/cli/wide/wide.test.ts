import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jetstream } from '@nats-io/jetstream';
import { createUser } from '@nats-io/nkeys';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { findNatsServer } from '../../../scripts/nats-server';
import { cliLanguage } from '../../../src/cli/language';
import { run } from '../../../src/cli/run';
import { nodeHealth } from '../../../src/cli/wide/node-health';
import { Unavailable } from '../../../src/net/wide/engine';
import { toRequestError } from '../../../src/net/wide/nats-errors';
import type { WideServerAccess } from '../../../src/protocol/wide';
import { readServerFile } from '../../../src/protocol/wide-server-file';
import { hubIn } from '../../helpers/cli/hub-in';
import { testTerminal } from '../../helpers/cli/test-terminal';
import { itUnless } from '../../helpers/it-unless';
import { connectClient } from '../../helpers/nats/client';
import { freePort } from '../../helpers/nats/free-port';
import { createStream } from '../../helpers/nats/streams';
import { temporaryFolder } from '../../helpers/temporary-folder';
import { waitFor } from '../../helpers/wait-for';

const folder = temporaryFolder();

async function wide(args: readonly string[], LANG = 'C') {
  const terminal = testTerminal({ cwd: folder(), ...cliLanguage({ LANG }) });
  const code = await run(['wide', ...args], terminal.io);
  return { code, output: terminal.output, errors: terminal.errors };
}

/** Ports for three nodes: of clients, routes and monitoring. */
const firstPort = () => freePort([1, 2, 2000, 2001, 2002, 4000, 4001, 4002]);

function serverIn(path: string): WideServerAccess {
  const parsed = readServerFile(readFileSync(path, 'utf8'));
  assert.ok(parsed.ok);
  return parsed.server;
}

function authorityIn(file: string): string {
  return JSON.parse(readFileSync(file, 'utf8')).authority.certificate;
}

/** What is stored in a room, and then one message more. */
async function addMessage(server: WideServerAccess, authority: string): Promise<number> {
  const user = createUser();
  const options = { stream: 'room', user, isOwner: true };
  const client = await connectClient({ access: server, authority }, options);
  try {
    // As a client does, tries again what the server can't do now: a node may not know yet that another one is back.
    const created = () =>
      createStream(client, 'room', server.replicas).then(
        () => true,
        (error) => {
          if (toRequestError(error) instanceof Unavailable) return false;
          throw error;
        },
      );
    await waitFor(created, 'the stream is there');
    const subject = `dm.room.log.${user.getPublicKey()}`;
    return (await jetstream(client).publish(subject, 'x', { retries: 10 })).seq;
  } finally {
    await client.close();
  }
}

function connectAdmin(port: number, authority: string, file: string): Promise<NatsConnection> {
  const tls: object = { ca: authority, checkServerIdentity: () => undefined };
  const authenticator = credsAuthenticator(readFileSync(file));
  return connect({ servers: `127.0.0.1:${port}`, tls, authenticator, reconnect: false });
}

describe('the arguments of deskmate wide', () => {
  const cases = [
    [['sideways'], /^Say what to do: up, status, down, config$/m],
    [['up', 'now'], /^Say what to do/m],
    [['config', '--nodes', 'a:1'], /^config needs --out FOLDER\.$/m],
    [['config', '--out', 'x'], /HOST:PORT of 1, 3 or 5 nodes/],
    [['config', '--out', 'x', '--nodes', 'a:1,b:1'], /HOST:PORT of 1, 3 or 5 nodes/],
    [['config', '--out', 'x', '--nodes', 'a:1,a:1,b:1'], /HOST:PORT of 1, 3 or 5 nodes/],
    [['config', '--out', 'x', '--nodes', 'a'], /“a” isn’t a node’s HOST:PORT/],
    [['config', '--out', 'x', '--nodes', 'a:65000'], /“a:65000” isn’t a node’s HOST:PORT/],
    [['config', '--out', 'x', '--nodes', 'a:1', '--name', ' '], /--name needs a name/],
  ] as const;

  it('say what is wrong, with the code for it', async () => {
    for (const [args, message] of cases) {
      const { code, errors } = await wide(args);
      assert.equal(code, 2, errors);
      assert.match(errors, message);
    }
    const { errors } = await wide(['up', 'now'], 'zh_CN.UTF-8');
    assert.match(errors, /^请写明要做什么：up, status, down, config$/m);
  });

  it('need a nats-server that is new enough', async () => {
    const missing = await wide(['up', '--server', join(folder(), 'none')]);
    assert.equal(missing.code, 1);
    assert.match(missing.errors, /none isn’t a nats-server\.\n$/);
    const old = join(folder(), 'old-server');
    writeFileSync(old, '#!/bin/sh\necho nats-server: v2.9.10\n');
    chmodSync(old, 0o755);
    if (process.platform === 'win32') return;
    const { code, errors } = await wide(['up', '--server', old], 'zh_CN.UTF-8');
    assert.equal(code, 1);
    assert.match(
      errors,
      /old-server 是 2\.9\.10 版：广域房间需要 nats-server 2\.10\.27 或更新的版本。/,
    );
  });

  it('are checked before a server is made', async () => {
    const { program: server } = await findNatsServer();
    for (const [args, message] of [
      [['--nodes', '2'], /--nodes is 1 or 3, not 2\./],
      [['--listen', '0.0.0.0'], /--listen needs an address of this computer/],
      [['--port', '61534'], /--port is a number from 1 to 61533, not 61534/],
    ] as const) {
      const { code, errors } = await wide(['up', '--server', server, '--data', 'd', ...args]);
      assert.equal(code, 2, errors);
      assert.match(errors, message);
    }
    const { code, errors } = await wide(['status', '--data', 'd']);
    assert.equal(code, 1);
    assert.match(errors, /^There is no server in .*d\.\n$/);
  });
});

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

describe('deskmate wide config', () => {
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  });

  it('writes three nodes, which are a cluster wherever they run', async () => {
    const port = await firstPort();
    const addresses = [port, port + 1, port + 2].map((each) => `127.0.0.1:${each}`);
    const args = ['config', '--nodes', addresses.join(), '--out', 'out'];
    const { code, output, errors } = await wide(args);
    assert.equal(code, 0, errors);
    const path = output.trimEnd();
    const server = serverIn(path);
    assert.match(errors, /^Copy .*n2 to 127\.0\.0\.1:\d+, and start nats-server there in it\.$/m);
    const { program } = await findNatsServer();
    for (const name of ['n1', 'n2', 'n3']) {
      const cwd = join(folder(), 'out', name);
      children.push(spawn(program, ['-c', 'nats-server.conf'], { cwd, stdio: 'ignore' }));
    }
    const monitors = server.nodes.map((node) => ({ ...node, port: node.port + 4000 }));
    await waitFor(async () => {
      const all = await Promise.all(monitors.map((monitor) => nodeHealth(monitor, 3)));
      return all.every((each) => each?.leader) && all.some((each) => each?.isReady);
    }, 'the nodes have a leader');
    const authority = authorityIn(join(folder(), 'out', 'keys.json'));
    assert.equal(await addMessage({ ...server, replicas: 1 }, authority), 1);
  });

  const noReload = process.platform === 'win32' && 'Windows has no signal for a reload';
  itUnless(
    noReload,
    'lets administrators in, and out whoever has an old key after a reload',
    async () => {
      const port = await firstPort();
      const config = async () => {
        const nodes = `127.0.0.1:${port}`;
        const { output } = await wide(['config', '--nodes', nodes, '--out', 'out', '--json']);
        return serverIn(JSON.parse(output).server);
      };
      const server = await config();
      const { program } = await findNatsServer();
      const cwd = join(folder(), 'out', 'n1');
      const child = spawn(program, ['-c', 'nats-server.conf'], { cwd, stdio: 'ignore' });
      children.push(child);
      const monitor = { host: '127.0.0.1', port: port + 4000 };
      await waitFor(async () => (await nodeHealth(monitor, 1))?.isReady, 'it is ready');
      const authority = authorityIn(join(folder(), 'out', 'keys.json'));
      assert.equal(await addMessage(server, authority), 1);

      const asAdmin = async (name: string, subject: string) => {
        const admin = await connectAdmin(port, authority, join(folder(), 'out', name));
        try {
          return JSON.parse((await admin.request(subject, '{"deliver_subject":"x"}')).string());
        } finally {
          await admin.close();
        }
      };
      assert.deepEqual((await asAdmin('account.creds', '$JS.API.STREAM.NAMES')).streams, ['room']);
      const snapshot = await asAdmin('account.creds', '$JS.API.STREAM.SNAPSHOT.room');
      assert.equal(snapshot.config.name, 'room');
      const pong = await asAdmin('system.creds', '$SYS.REQ.SERVER.PING');
      assert.match(pong.server.name, /^n1-/);

      const keys = join(folder(), 'out', 'keys.json');
      const secrets = JSON.parse(readFileSync(keys, 'utf8'));
      delete secrets.keys.member;
      delete secrets.keys.owner;
      writeFileSync(keys, JSON.stringify(secrets));
      // Later than the settings with which the server started, whose times are in seconds.
      const started = Math.floor(Date.now() / 1000);
      await waitFor(() => Math.floor(Date.now() / 1000) > started, 'the next second');
      const rotated = await config();
      const inside = await connectClient({ access: server, authority }, { stream: 'room' });
      child.kill('SIGHUP');
      await inside.closed();
      const enter = (access: WideServerAccess) =>
        connectClient({ access, authority }, { stream: 'room' }).then((it) => it.close());
      await waitFor(
        () =>
          enter(server).then(
            () => false,
            () => true,
          ),
        'the old key is refused',
      );
      await enter(rotated);
      assert.equal(await addMessage(rotated, authority), 2);
    },
  );

  it('keeps keys and limits when it gets other nodes, and makes new ones of those that were deleted', async () => {
    const config = async (nodes: string) => {
      const { output } = await wide(['config', '--nodes', nodes, '--out', 'out', '--json']);
      return JSON.parse(output);
    };
    const first = await config('n1.uni.example:4222');
    assert.deepEqual(first.nodes[0].address, 'n1.uni.example:4222');
    const before = serverIn(first.server);
    const plan = join(folder(), 'out', 'plan.json');
    const limits = { connections: 5, streams: 6, storage: 7 };
    writeFileSync(plan, JSON.stringify({ ...JSON.parse(readFileSync(plan, 'utf8')), limits }));
    await config('n1.uni.example:4222,n2.uni.example:4222,[2001:db8::5]:4300');
    const after = serverIn(first.server);
    assert.deepEqual(after, { ...before, nodes: after.nodes, replicas: 3 });
    assert.deepEqual(after.nodes[2], { host: '2001:db8::5', port: 4300 });
    assert.deepEqual(JSON.parse(readFileSync(plan, 'utf8')).limits, limits);
    const text = readFileSync(join(folder(), 'out', 'n3', 'nats-server.conf'), 'utf8');
    assert.match(text, /^listen: "\[::\]:4300"$/m);
    assert.match(text, /"nats:\/\/\[2001:db8::5\]:6300"/);

    const keys = join(folder(), 'out', 'keys.json');
    const secrets = JSON.parse(readFileSync(keys, 'utf8'));
    delete secrets.keys.member;
    writeFileSync(keys, JSON.stringify(secrets));
    await config('n1.uni.example:4222');
    const rotated = serverIn(first.server);
    assert.notEqual(rotated.memberKey, before.memberKey);
    assert.deepEqual({ ...rotated, memberKey: '' }, { ...before, memberKey: '' });
  });
});
