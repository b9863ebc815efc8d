import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { createNetwork } from '../../src/net/network';
import { systemClock } from '../../src/util/clock';
import { waitFor } from '../helpers/wait-for';

describe('leaving someone else’s lab room', () => {
  it('sends all messages before the goodbye, however long that takes', async () => {
    let heard = '';
    let ended = false;
    const server = createServer((socket) => {
      socket.setEncoding('utf8').on('data', (text: string) => {
        heard += text;
      });
      socket.on('end', () => {
        ended = true;
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const network = createNetwork({ clock: systemClock });
    const link = await network.connectLab(
      { host: '127.0.0.1', port },
      new AbortController().signal,
    );
    try {
      link.start();
      const text = '长'.repeat(10_900);
      const said = link.say(text);
      await link.leave();
      await said;
      await waitFor(() => ended, 'the server sees the end');
      assert.equal(heard.length, text.length + 1);
      assert.equal(heard, `${text}q`);
    } finally {
      server.close();
    }
  });
});
