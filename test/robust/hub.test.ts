import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { Scene } from '../helpers/lab/scene';
import type { RawClient } from '../helpers/raw-client';
import { waitFor } from '../helpers/wait-for';

/** 342 characters are 1026 bytes: two more than a course program reads at once. */
const LONG_CHINESE = '课'.repeat(342);

/** Our hub must not fail where course hubs are known to. */
describe('a lab hub that we host', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  for (const way of ['reset', 'end'] as const) {
    it(`keeps working when a client ends by ${way} without q: all are told, no one is muted, others can join`, async () => {
      const hub = await scene.host();
      const [a, b, gone] = await members(hub.port, 3);
      gone[way]();
      await a.receives(`${gone.name}已离开聊天室`);
      await b.receives(`${gone.name}已离开聊天室`);
      a.write('still here');
      await b.receives(`${a.name}:still here`);
      b.write('me too');
      await a.receives(`${b.name}:me too`);
      const late = await scene.member(hub.port);
      hub.say('welcome');
      await late.receives(`('127.0.0.1', ${hub.port}):welcome`);
      assert.ok(!a.text.includes(`${gone.name}:`), 'no flood in the name of a client that left');
      assert.equal(a.text.split(`${gone.name}已离开聊天室`).length, 2, 'reported once');
      assert.equal(hub.events(way === 'reset' ? 'vanished' : 'left').length, 1);
    });
  }

  it('lets clients join, leave and vanish while others talk, and mutes no one', async () => {
    const hub = await scene.host({ maxClients: 50 });
    const talkers = await members(hub.port, 3);
    const said: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const [comes, stays] = [await scene.connect(hub.port), await scene.connect(hub.port)];
      for (const talker of talkers) {
        const text = `<${talker.name} round ${round}>`;
        said.push(text);
        talker.write(text);
      }
      if (round % 3 === 0) comes.reset();
      else if (round % 3 === 1) comes.end();
      else comes.write('q');
      if (round % 4 !== 0) stays.end();
    }
    await waitFor(
      () => hub.messages.length >= said.length,
      () => `${said.length} messages on the hub; there are ${hub.messages.length}`,
    );
    for (const listener of talkers) {
      for (const text of said.filter((text) => !text.includes(listener.name))) {
        await listener.receives(text);
      }
    }
  });

  it('accepts 342 Chinese characters, written at once or cut anywhere, and receives their sender’s messages afterwards', async () => {
    const hub = await scene.host();
    const [speaker, listener] = await members(hub.port, 2);
    speaker.write(LONG_CHINESE);
    await listener.receives(`${speaker.name}:${LONG_CHINESE}`);
    await hub.logs(LONG_CHINESE);
    listener.clear();
    const bytes = Buffer.from(LONG_CHINESE);
    await speaker.writeApart([bytes.subarray(0, 500), bytes.subarray(500)]);
    await listener.receives('课'.repeat(166 + 176));
    assert.ok(!listener.text.includes('\ufffd'));
    speaker.write('after');
    await listener.receives('after');
    assert.ok(hub.messages.every(({ text }) => !text.includes('\ufffd')));
  });

  it('relays everyone else’s messages while one client reads nothing, and eventually drops that client', async () => {
    const hub = await scene.host({ limits: { stallMs: 1500 } });
    const [speaker, listener] = await members(hub.port, 2);
    const deaf = await scene.connect(hub.port, '127.0.0.1', false);
    await speaker.receives(`${deaf.name}已进入聊天室`);
    const before = residentMiB();
    const block = 'x'.repeat(1000);
    // Sixteen megabytes: more than the operating system's buffers and the queue hold.
    for (let round = 0; round < 16; round += 1) {
      speaker.write(`[${round}]${block.repeat(1000)}[/${round}]`);
      await listener.receives(`[/${round}]`);
      listener.clear();
    }
    assert.ok(residentMiB() - before < 150, `memory grew by ${residentMiB() - before} MiB`);
    await speaker.receives(`${deaf.name}已离开聊天室`);
    assert.equal(hub.events('too-slow').length, 1);
  });

  // Without IPv6 there are no such members.
  if (hasIpv6())
    it('names IPv6 members as Python does', async () => {
      const hub = await scene.host({ address: '::1' });
      const [speaker, listener] = [
        await scene.member(hub.port, '::1'),
        await scene.member(hub.port, '::1'),
      ];
      assert.match(speaker.name, /^\('::1', \d+, 0, 0\)$/);
      speaker.write('六');
      await listener.receives(`${speaker.name}:六`);
      hub.say('host');
      await listener.receives(`('::1', ${hub.port}, 0, 0):host`);
      speaker.write('q');
      await listener.receives(`${speaker.name}已离开聊天室`);
    });

  it('relays invalid bytes as U+FFFD, and never a raw control character', async () => {
    const hub = await scene.host();
    const [speaker, listener] = await members(hub.port, 2);
    speaker.write(Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x00, 0x63]));
    await listener.receives(`${speaker.name}:a\ufffd\ufffdb`);
    await waitFor(() => hub.messages.length > 0, 'the message is logged');
    for (const text of [listener.text, hub.messages[0]?.text ?? '']) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f]/);
    }
  });

  for (const goodbye of ['q', 'q\n', 'q\r\n']) {
    it(`treats ${JSON.stringify(goodbye)} as a goodbye, and "quit" as a message`, async () => {
      const hub = await scene.host();
      const [a, b] = await members(hub.port, 2);
      b.write('quit');
      await a.receives(`${b.name}:quit`);
      b.write(goodbye);
      await a.receives(`${b.name}已离开聊天室`);
      assert.ok(!a.text.includes(`${b.name}:q\n`) && !a.text.endsWith(':q'));
      await waitFor(() => b.closed, 'the connection is closed');
    });
  }

  /** Admitted clients that know of each other. */
  async function members(port: number, count: 2): Promise<[RawClient, RawClient]>;
  async function members(port: number, count: 3): Promise<[RawClient, RawClient, RawClient]>;
  async function members(port: number, count: number): Promise<RawClient[]> {
    const clients: RawClient[] = [];
    for (let index = 0; index < count; index += 1) clients.push(await scene.member(port));
    for (const [index, client] of clients.entries()) {
      for (const later of clients.slice(index)) await client.receives(`${later.name}已进入聊天室`);
    }
    return clients;
  }
});

function hasIpv6(): boolean {
  return Object.values(networkInterfaces())
    .flat()
    .some((adapter) => adapter?.address === '::1');
}

function residentMiB(): number {
  return process.memoryUsage().rss / 1024 / 1024;
}
