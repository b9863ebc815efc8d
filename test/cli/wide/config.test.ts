import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { findNatsServer } from '../../../scripts/nats-server';
import { nodeHealth } from '../../../src/cli/wide/node-health';
import type { WideServerAccess } from '../../../src/protocol/wide';
import {
  addMessage,
  authorityIn,
  firstPort,
  serverIn,
  wideIn,
} from '../../helpers/cli/wide-command';
import { itUnless } from '../../helpers/it-unless';
import { connectClient } from '../../helpers/nats/client';
import { temporaryFolder } from '../../helpers/temporary-folder';
import { waitFor } from '../../helpers/wait-for';

const folder = temporaryFolder();
const wide = wideIn(folder);

function connectAdmin(port: number, authority: string, file: string): Promise<NatsConnection> {
  const tls: object = { ca: authority, checkServerIdentity: () => undefined };
  const authenticator = credsAuthenticator(readFileSync(file));
  return connect({ servers: `127.0.0.1:${port}`, tls, authenticator, reconnect: false });
}

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
