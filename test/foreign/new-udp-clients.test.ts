import assert from 'node:assert/strict';
import { seededRandom } from '../../src/util/seeded-random';
import { FakeClock } from '../helpers/fake-clock';
import { describeClients, startNewClient } from '../helpers/lab/client-toolchains';
import type { TestRoom } from '../helpers/lab/rooms';
import { Scene } from '../helpers/lab/scene';
import { LossyRelay } from '../helpers/lossy-relay';
import { temporaryFolder } from '../helpers/temporary-folder';
import type { TestProgram } from '../helpers/test-program';
import { waitFor } from '../helpers/wait-for';

/** The clients that New Lab Client opens for a room over UDP, built and run as a student would. */
describe('new lab clients over UDP', () => {
  const folder = temporaryFolder();
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  describeClients((language, always, inDepth) => {
    const start = (port: number, host = '127.0.0.1') =>
      scene.add(startNewClient(language, 'udp', folder(), { host, port }));

    /** Waits until the client is in. @returns its name in the room */
    async function entered(client: TestProgram, hub: TestRoom): Promise<string> {
      await client.until(() => client.output.includes('已进入聊天室'), 'it is in');
      const guests = hub.session.state.members.filter((member) => !member.host);
      const name = guests.at(-1)?.name ?? '';
      assert.ok(client.output.includes(`${name}已进入聊天室`), client.output);
      return name;
    }

    for (const host of ['127.0.0.1', '::1']) {
      const define = host === '127.0.0.1' ? always : inDepth;
      define(`joins a hub at ${host}, speaks, hears and leaves`, async () => {
        const hub = await scene.host({ kind: 'lab-udp', address: host });
        const client = start(hub.port, host);
        const name = await entered(client, hub);
        const hostName = hub.session.state.members.find((member) => member.host)?.name;

        client.type('hello, 你好🌏');
        await hub.logs('hello, 你好🌏');
        hub.say('欢迎 🌏');
        await client.until(() => client.lines.includes(`${hostName}:欢迎 🌏`), 'it hears');
        // 9,000 bytes: several datagrams in each direction.
        const long = '长'.repeat(3000);
        client.type(long);
        await hub.logs(long);
        hub.say(long);
        await client.until(() => client.lines.includes(`${hostName}:${long}`), 'it hears it all');

        client.type('q');
        assert.equal(await client.ends(), 0);
        await waitFor(() => hub.session.state.members.length === 1, 'it has left');
        assert.deepEqual(hub.textsOf(name), ['hello, 你好🌏', long]);
        assert.equal(client.errors, '');
      });
    }

    always(
      'gets everything across once and in order, on a network that loses a fifth',
      async () => {
        const hub = await scene.host({ kind: 'lab-udp' });
        const relay = scene.add(
          await LossyRelay.listen({
            target: hub.port,
            random: seededRandom(7),
            loss: 0.2,
            duplicates: 0.1,
            delayMs: [1, 20],
          }),
        );
        const client = start(relay.port);
        const name = await entered(client, hub);
        const said = Array.from({ length: 4 }, (_, index) => `说 ${index}`);
        for (const text of said) client.type(text);
        const heard = Array.from({ length: 12 }, (_, index) => `听 ${index}`);
        for (const text of heard) hub.say(text);
        await waitFor(() => hub.textsOf(name).length >= said.length, 'the hub has all');
        await client.until(() => client.output.includes('听 11\n'), 'it hears the last one');
        client.type('q');
        assert.equal(await client.ends(), 0);
        await waitFor(() => hub.session.state.members.length === 1, 'it has left');
        assert.deepEqual(hub.textsOf(name), said);
        const lines = client.lines.filter((line) => line.includes('听'));
        assert.deepEqual(
          lines.map((line) => line.slice(line.indexOf('听'))),
          heard,
        );
        assert.ok(relay.dropped > 0);
      },
    );

    inDepth('waits in line, and is let in', async () => {
      const hub = await scene.host({ kind: 'lab-udp', maxClients: 1 });
      const first = start(hub.port);
      await entered(first, hub);
      const second = start(hub.port);
      await second.until(() => second.output.includes('in line: 1'), 'it is told its place');
      first.type('q');
      await entered(second, hub);
    });

    inDepth('works in a bare room, and replies when the hub asks for a sign of life', async () => {
      const clock = new FakeClock();
      const hub = await scene.host({ kind: 'lab-udp', bare: true, clock });
      const client = start(hub.port);
      const { name } = await waitFor(
        () => hub.session.state.members.find((member) => !member.host),
        'it is in',
      );
      client.type('你好');
      await hub.logs('你好');
      client.type('再见');
      await hub.logs('再见');
      hub.say('欢迎');
      await client.until(() => client.output.includes('欢迎'), 'it hears the host');
      const before = hub.read.get(name) ?? 0;
      await clock.advance(16_000);
      await waitFor(() => (hub.read.get(name) ?? 0) > before, 'it replies to the ping');
      client.type('q');
      assert.equal(await client.ends(), 0);
    });

    inDepth('ends on Ctrl+C', async () => {
      const hub = await scene.host({ kind: 'lab-udp' });
      const client = start(hub.port);
      await entered(client, hub);
      client.interrupt();
      await client.ends();
    });

    inDepth('says why it can’t join', async () => {
      const hub = await scene.host({ kind: 'lab-udp' });
      const { port } = hub;
      await hub.session.leave();
      const client = start(port);
      await client.ends();
      assert.match(client.output, /Connection lost/);
    });
  });
});
