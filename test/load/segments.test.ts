import assert from 'node:assert/strict';
import { Scene } from '../helpers/lab/scene';
import { waitFor } from '../helpers/wait-for';

describe('a lab hub whose client sends one byte at a time', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  it('reads all of it eventually, and relays others’ messages meanwhile', async () => {
    const limits = { shortReadsPerSecond: 1000, shortReadBurst: 100 };
    const hub = await scene.host({ maxClients: 3, limits });
    const ann = await scene.member(hub.port);
    const bo = await scene.member(hub.port);
    const typist = await scene.member(hub.port);
    const bytes = 1500;
    let sent = 0;
    const next = () => {
      if (sent === bytes) return;
      sent += 1;
      typist.socket.write('x', () => setImmediate(next));
    };
    next();
    for (let said = 0; said < 10; said += 1) {
      ann.write(`heard ${said}`);
      await bo.receives(`${ann.name}:heard ${said}`);
    }
    const heard = () => hub.textsOf(typist.name).join('');
    await waitFor(
      () => heard().length >= bytes,
      () => `${heard().length} bytes`,
    );
    assert.equal(heard(), 'x'.repeat(bytes));
  });
});
