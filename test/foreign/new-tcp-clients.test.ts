import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { bytewise } from '../helpers/cuts';
import { describeClients, startNewClient } from '../helpers/lab/client-toolchains';
import { Scene } from '../helpers/lab/scene';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

/** The clients that New Lab Client opens, built and run as a student would. */
describe('new lab clients over TCP', () => {
  const folder = temporaryFolder();
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  describeClients((language, always, inDepth) => {
    const start = (port: number, host = '127.0.0.1') =>
      scene.add(startNewClient(language, 'tcp', folder(), { host, port }));

    for (const host of ['127.0.0.1', '::1']) {
      const define = host === '127.0.0.1' ? always : inDepth;
      define(`joins a hub at ${host}, speaks, hears and leaves`, async () => {
        const hub = await scene.host({ address: host });
        const client = start(hub.port, host);
        await client.until(() => client.output.includes('已进入聊天室'), 'it is in');
        const guest = hub.session.state.members.find((member) => !member.host);
        assert.ok(guest);
        assert.ok(client.output.includes(`${guest.name}已进入聊天室`), client.output);

        client.type('hello, 你好🌏');
        await hub.logs('hello, 你好🌏');
        assert.deepEqual(hub.textsOf(guest.name), ['hello, 你好🌏']);
        hub.say('欢迎 🌏');
        await client.until(() => client.output.includes(':欢迎 🌏\n'), 'it hears the host');

        client.type('q');
        assert.equal(await client.ends(), 0);
        await waitFor(() => hub.session.state.members.length === 1, 'it has left');
        assert.deepEqual(hub.textsOf(guest.name), ['hello, 你好🌏']);
        assert.equal(client.errors, '');
      });
    }

    always('shows whole characters, wherever a read cuts them', async () => {
      let socket: Socket | undefined;
      const port = await scene.serve((opened) => {
        socket = opened;
      });
      const client = start(port);
      const server = await waitFor(() => socket, 'it connects');
      const text = 'é你🌏x';
      const bytes = Buffer.from(text);
      /** Writes chunks, each after the client has shown all whole characters before it. */
      const write = async (chunks: readonly Buffer[], mark: string) => {
        let sent = Buffer.alloc(0);
        for (const chunk of [Buffer.from(mark), ...chunks]) {
          server.write(chunk);
          sent = Buffer.concat([sent, chunk]);
          const whole = sent.toString().replaceAll('\ufffd', '');
          const shown = () => client.output.replaceAll('\n', '').endsWith(whole);
          await client.until(shown, `it shows ${whole}`);
        }
      };
      for (let cut = 1; cut < bytes.length; cut += 1) {
        await write([bytes.subarray(0, cut), bytes.subarray(cut)], `${cut}:`);
      }
      await write(bytewise(bytes), 'bytes:');
      assert.ok(!client.output.includes('\ufffd'), client.output);
      server.end();
      assert.equal(await client.ends(), 0);
    });

    inDepth('ends on Ctrl+C, and the hub notices', async () => {
      const hub = await scene.host();
      const client = start(hub.port);
      await client.until(() => client.output.includes('已进入聊天室'), 'it is in');
      client.interrupt();
      await client.ends();
      await waitFor(() => hub.session.state.members.length === 1, 'it has left');
    });

    inDepth('leaves at the end of its input, and says when the connection breaks', async () => {
      const hub = await scene.host();
      const client = start(hub.port);
      await client.until(() => client.output.includes('已进入聊天室'), 'it is in');
      client.endInput();
      assert.equal(await client.ends(), 0);
      await waitFor(() => hub.session.state.members.length === 1, 'it has left');

      let socket: Socket | undefined;
      const port = await scene.serve((opened) => {
        socket = opened;
        opened.write('hello');
      });
      const other = start(port);
      await other.until(() => other.output.includes('hello'), 'it is connected');
      socket?.resetAndDestroy();
      assert.equal(await other.ends(), 0);
      assert.match(other.output + other.errors, /Connection lost/);
    });
  });
});
