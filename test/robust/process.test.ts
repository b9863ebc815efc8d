import assert from 'node:assert/strict';
import { processUsage } from '../../bench/process-usage';
import { HubProgram } from '../helpers/lab/hub-program';
import { Scene } from '../helpers/lab/scene';
import type { RawClient } from '../helpers/raw-client';
import { waitFor } from '../helpers/wait-for';

describe('the lab hub in its own process', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  it('uses no CPU while it is full and silent, with or without a waiting line', async () => {
    const hub = scene.add(await HubProgram.start(2));
    const [a] = [await scene.member(hub.port), await scene.member(hub.port)];
    const waits = await scene.connect(hub.port);
    a.write('before the silence');
    // A hub that spins never goes half a second without CPU time, however busy the machine is.
    await waitFor(() => idleCpu(hub.pid, 500), 'the hub is idle');
    waits.destroy();
  });

  it('serves 500 clients: all receive each other’s messages, and one that reads nothing delays no one', async () => {
    const hub = scene.add(await HubProgram.start(500));
    const clients: RawClient[] = [];
    for (let index = 0; index < 500; index += 1) {
      clients.push(await scene.connect(hub.port, '127.0.0.1', index !== 250));
    }
    const [first, last] = [clients[0] as RawClient, clients[499] as RawClient];
    await last.receives(`${last.name}已进入聊天室`);
    await first.receives(`${last.name}已进入聊天室`);
    const readers = clients.filter((_, index) => index !== 250);
    for (const client of readers) client.clear();
    for (const speaker of [first, last]) speaker.write(`this is ${speaker.name}`);
    for (const listener of readers) {
      for (const speaker of [first, last]) {
        if (listener !== speaker)
          await listener.receives(`${speaker.name}:this is ${speaker.name}`);
      }
    }
    const { residentBytes } = processUsage(hub.pid);
    assert.ok(residentBytes < 300 * 1024 * 1024, `${residentBytes} bytes of memory`);
    for (const client of clients.slice(1, 400)) client.reset();
    await first.receives(`${clients[399]?.name}已离开聊天室`);
    last.write('and still');
    await first.receives(`${last.name}:and still`);
  });

  it('sends everything and closes gracefully when it is asked to exit', async () => {
    const hub = scene.add(await HubProgram.start(2));
    const [a, b, waits] = [
      await scene.member(hub.port),
      await scene.member(hub.port),
      await scene.connect(hub.port),
    ];
    a.write('last words');
    await b.receives(`${a.name}:last words`);
    assert.equal(await hub.terminate(), 0);
    for (const client of [a, b, waits]) {
      await waitFor(() => client.atEnd && client.closed, 'the connection is closed, not reset');
    }
  });
});

async function idleCpu(pid: number, ms: number): Promise<boolean> {
  const before = processUsage(pid).cpuSeconds;
  await new Promise((resolve) => setTimeout(resolve, ms));
  return processUsage(pid).cpuSeconds === before;
}
