import assert from 'node:assert/strict';
import { dialAll } from '../../../src/net/check/dial';
import type { Vacancy } from '../../../src/protocol/arrival';
import { systemClock } from '../../../src/util/clock';
import { type HubScene, hubScenes } from '../../helpers/deskmate/hub-scene';
import { createIdentity, type Identity, Listener } from '../../helpers/deskmate/tls-server';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

describe('asking a room without joining it', () => {
  const open = hubScenes();
  const { signal } = new AbortController();
  const wrong = 'A'.repeat(22);

  async function ask({ port, server, token }: HubScene, given: string | undefined = token) {
    const { pin } = server.access;
    const endpoints = [{ host: '127.0.0.1', port }];
    const target = { endpoints, pin, ...(given !== '' && { token: given }) };
    const [dialed] = await dialAll(target, systemClock, signal);
    return dialed?.outcome;
  }

  it('learns whether one could join, and nobody in the room notices', async () => {
    const vacancies: readonly (readonly [Vacancy, string])[] = [
      ['seat', 'open'],
      ['line', 'waits'],
      ['room-full', 'room-full'],
      ['line-full', 'line-full'],
      ['room-closed', 'room-closed'],
    ];
    for (const [vacancy, outcome] of vacancies) {
      const scene = await open({ vacancy: () => vacancy });
      const member = await scene.member();
      member.clear();
      assert.equal(await ask(scene), outcome);
      assert.equal(scene.room.members.size, 1);
      await scene.room.say('still here');
      await member.receivesText('still here');
      assert.equal(member.all('joined').length, 0);
    }
  });

  it('learns that the invite is no longer valid before anything of the room', async () => {
    const scene = await open({ vacancy: () => 'room-full' });
    assert.equal(await ask(scene, wrong), 'bad-invite');
    scene.server.access.lock(true, () => true);
    assert.equal(await ask(scene, wrong), 'bad-invite');
    assert.equal(await ask(scene), 'room-locked');
  });

  it('only proves the pin without a token', async () => {
    const scene = await open();
    assert.equal(await ask(scene, ''), 'proven');
    await waitFor(() => scene.server.arrivals.at(-1)?.stage === 'tls', 'the handshake');
  });

  it('is counted by the host, with where it ended', async () => {
    const scene = await open();
    const last = () => {
      const { stage, code } = scene.server.arrivals.at(-1) ?? {};
      return [stage, code];
    };
    await ask(scene);
    assert.deepEqual(last(), ['checked', undefined]);
    await ask(scene, wrong);
    assert.deepEqual(last(), ['refused', 'bad-token']);
    await scene.member();
    assert.deepEqual(last(), ['joined', undefined]);
    assert.equal(scene.server.arrivals.length, 1, 'one line an address');
    assert.ok(!JSON.stringify(scene.server.arrivals).includes(scene.token));
  });

  it('sends no token to a host with another certificate', async () => {
    const scene = await open();
    const endpoints = [{ host: '127.0.0.1', port: scene.port }];
    const target = { endpoints, pin: 'A'.repeat(43), token: scene.token };
    const [dialed] = await dialAll(target, systemClock, signal);
    assert.equal(dialed?.outcome, 'wrong-pin');
    // It ended before any frame: a token would have made it “refused” or “checked”.
    assert.match(scene.server.arrivals.at(-1)?.stage ?? '', /^(tcp|tls)$/);
  });

  it('is a mistake of a member', async () => {
    const scene = await open();
    const member = await scene.member();
    member.send({ type: 'check', version: 1, token: scene.token });
    assert.equal((await member.receives('refused')).code, 'bad-frame');
  });

  it('asks for this version of the protocol', async () => {
    const scene = await open();
    const stranger = await scene.stranger();
    stranger.send({ type: 'check', version: 2, token: scene.token });
    assert.equal((await stranger.receives('bye')).code, 'other-version');
    const other = await scene.stranger();
    other.send({ type: 'check', version: 1, token: 'half' });
    assert.equal((await other.receives('bye')).code, 'bad-token');
  });
});

describe('asking something else', () => {
  const token = 'T'.repeat(22);
  const { signal } = new AbortController();
  let identity: Identity;
  let listener: Listener | undefined;

  before(async () => {
    identity = await createIdentity();
  });

  afterEach(() => listener?.stop());

  const ask = async (clock = systemClock, ports: readonly number[] = [listener?.port ?? 1]) => {
    const endpoints = ports.map((port) => ({ host: '127.0.0.1', port }));
    return dialAll({ endpoints, pin: identity.pin, token }, clock, signal);
  };

  /** A host whose reply to the first frame is this. */
  async function replying(text: string): Promise<void> {
    listener = await Listener.tls(identity.pair);
    const here = listener;
    void waitFor(() => here.heard.endsWith('\n'), 'a question').then(() =>
      here.secure[0]?.end(text),
    );
  }

  it('learns from an older host only that it is there', async () => {
    await replying('{"type":"bye","code":"not-authenticated"}\n');
    const [dialed] = await ask();
    assert.equal(dialed?.outcome, 'proven');
    assert.ok((dialed?.connectMs ?? -1) >= 0);
  });

  it('ignores frames of a newer host, and reads no endless line', async () => {
    await replying('{"type":"news"}\n{"type":"ping"}\n{"type":"checked","waits":true}\n');
    assert.equal((await ask())[0]?.outcome, 'waits');
    await listener?.stop();
    await replying('x'.repeat(100_000));
    assert.equal((await ask())[0]?.outcome, 'protocol');
    await listener?.stop();
    await replying('');
    assert.equal((await ask())[0]?.outcome, 'closed-at-once');
  });

  it('names a closed port, another program, and one that says nothing', async () => {
    listener = await Listener.plain((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    assert.equal((await ask())[0]?.outcome, 'no-encryption');
    const { port } = listener;
    await listener.stop();
    const [refused] = await ask(systemClock, [port]);
    assert.deepEqual([refused?.outcome, refused?.errno], ['refused', 'ECONNREFUSED']);
    listener = await Listener.plain();
    const clock = new FakeClock();
    const silent = ask(clock);
    await waitFor(() => listener?.sockets.length === 1, 'a connection');
    await clock.advance(5000);
    await clock.advance(2000);
    assert.equal((await silent)[0]?.outcome, 'closed-at-once');
    assert.equal(clock.pending, 0);
  });

  it('dials each address once, and at most 24', async () => {
    listener = await Listener.plain((socket) => socket.destroy());
    const { port } = listener;
    assert.equal((await ask(systemClock, [port, port])).length, 1);
    const many = Array.from({ length: 40 }, (_, index) => ({ host: `127.0.1.${index + 1}`, port }));
    const dialed = await dialAll({ endpoints: many, pin: identity.pin }, systemClock, signal);
    assert.equal(dialed.length, 24);
  });

  it('ends with its signal', async () => {
    listener = await Listener.plain();
    const stop = new AbortController();
    const target = { endpoints: [{ host: '127.0.0.1', port: listener.port }], pin: identity.pin };
    const dialing = dialAll(target, systemClock, stop.signal);
    await waitFor(() => listener?.sockets.length === 1, 'a connection');
    stop.abort();
    assert.equal((await dialing)[0]?.outcome, 'cancelled');
    await waitFor(() => listener?.closed === 1, 'the end of the connection');
    assert.equal((await dialAll(target, systemClock, stop.signal))[0]?.outcome, 'cancelled');
  });
});
