import assert from 'node:assert/strict';
import { TestRoom } from '../../helpers/lab/rooms';
import { Scene } from '../../helpers/lab/scene';
import { startPython } from '../../helpers/python';
import { waitFor } from '../../helpers/wait-for';

const train = { delayMs: 80, loss: 5 };

describe('the network weather of a hosted lab room', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  const stateOf = ({ session }: TestRoom) => session.state.room?.weather;
  const noticesOf = ({ session }: TestRoom) =>
    session.entries.flatMap((entry) =>
      entry.kind === 'system' && entry.event.type === 'weather' ? [entry.event] : [],
    );

  it('is told to everyone when it changes, and to those who come in while it lasts', async () => {
    const hub = await scene.host();
    const early = await scene.member(hub.port);
    const { weather } = hub.session;
    assert.ok(weather?.set({ weather: train, notice: 'it gets rough' }));
    assert.deepEqual(stateOf(hub), { all: train, members: [] });
    const host = hub.session.state.members.find(({ self }) => self)?.name;
    await early.receives(`${host}:it gets rough`);
    const late = await scene.member(hub.port);
    await late.receives(`${host}:it gets rough`);
    assert.equal(early.text.match(/it gets rough/g)?.length, 1, 'once only');
    assert.ok(weather?.set({ weather: undefined, notice: 'it is over' }));
    assert.equal(stateOf(hub), undefined);
    await early.receives(`${host}:it is over`);
    const later = await scene.member(hub.port);
    hub.say('hello');
    await later.receives('hello');
    assert.doesNotMatch(later.text, /rough|over/);
    assert.deepEqual(noticesOf(hub), [
      { type: 'weather', text: 'it gets rough' },
      { type: 'weather', text: 'it is over' },
    ]);
  });

  it('can be that of one member, who alone is told', async () => {
    const hub = await scene.host();
    const one = await scene.member(hub.port);
    const other = await scene.member(hub.port);
    const { weather } = hub.session;
    assert.ok(weather?.set({ weather: train, member: one.name, notice: 'only for you' }));
    await one.receives('only for you');
    assert.deepEqual(stateOf(hub), {
      members: [{ id: one.name, name: one.name, weather: train }],
    });
    hub.say('hello');
    await other.receives('hello');
    await one.receives('hello');
    assert.doesNotMatch(other.text, /only for you/);
    assert.deepEqual(noticesOf(hub), [{ type: 'weather', text: 'only for you', name: one.name }]);
    one.end();
    await waitFor(() => stateOf(hub) === undefined, 'it ends with the member');
  });

  it('can spare one member, until it changes for all', async () => {
    const hub = await scene.host();
    const one = await scene.member(hub.port);
    const { weather } = hub.session;
    weather?.set({ weather: train, notice: 'for all' });
    weather?.set({ weather: undefined, member: one.name, notice: 'not for you' });
    assert.deepEqual(stateOf(hub), {
      all: train,
      members: [{ id: one.name, name: one.name }],
    });
    weather?.set({ weather: { delayMs: 5 }, notice: 'for all again' });
    assert.deepEqual(stateOf(hub), { all: { delayMs: 5 }, members: [] });
    await one.receives('for all again');
  });

  it('changes nothing for a member who is not there, or in a room that has closed', async () => {
    const hub = await scene.host();
    const { weather } = hub.session;
    assert.equal(weather?.set({ weather: train, member: 'nobody', notice: '' }), false);
    assert.equal(stateOf(hub), undefined);
    await hub.session.leave();
    assert.equal(weather?.set({ weather: train, notice: '' }), false);
    assert.equal(hub.session.weather, undefined);
  });

  it('is not for guests', async () => {
    const hub = await scene.host();
    const guest = await scene.join(hub.port);
    assert.equal(guest.session.weather, undefined);
  });

  it('is seen in what happened to each message', async () => {
    const hub = await scene.host();
    const client = await scene.member(hub.port);
    hub.session.weather?.set({ weather: { delayMs: 30, chunkBytes: 20 }, notice: 'rough' });
    await client.receives('rough');
    hub.say('a message of the host that is cut');
    client.write('hello');
    const own = await waitFor(
      () => hub.messages.find(({ own: isOwn, transit }) => isOwn && transit?.sent),
      'the host’s message has got through',
    );
    const sent = own.transit?.sent;
    assert.ok((sent?.delayMs ?? 0) >= 30);
    assert.ok((sent?.reads ?? 0) >= 2);
    assert.deepEqual(sent && 'members' in sent && [sent.members, sent.worst], [1, client.name]);
    const theirs = await waitFor(
      () => hub.messages.find(({ text }) => text === 'hello'),
      'it is in',
    );
    assert.equal(theirs.transit?.received?.delayMs, 30);
    hub.session.weather?.set({ weather: undefined, notice: 'over' });
    hub.say('in clear weather');
    await client.receives('in clear weather');
    assert.equal(hub.messages.at(-1)?.transit, undefined);
  });

  it('lets Python clients have a whole conversation', async () => {
    const hub = await scene.host();
    const programs = [1, 2].map(() =>
      scene.add(startPython('test/helpers/lab/client.py', ['127.0.0.1', String(hub.port)])),
    );
    await waitFor(() => hub.session.state.members.length === 3, 'both are in');
    const weather = {
      ...{ loss: 20, delayMs: 5, jitterMs: 20, joinMs: 10, bytesPerSecond: 100_000, seed: 5 },
      ...{ stallEveryMs: 1000, stallForMs: 100 },
    };
    hub.session.weather?.set({ weather, notice: 'rough' });
    const texts = Array.from({ length: 4 }, (_, index) => `message ${index}`);
    for (const text of texts) {
      programs[0]?.type(text);
      await programs[1]?.receives(`:${text}`);
      hub.say(`reply to ${text}`);
      await programs[0]?.receives(`reply to ${text}`);
    }
    assert.deepEqual(
      hub.messages.filter(({ own }) => !own).map(({ text }) => text),
      texts,
    );
    hub.session.weather?.set({ weather: undefined, notice: 'over' });
    for (const program of programs) program.type('q');
    await waitFor(() => hub.session.state.members.length === 1, 'both have left');
  });
});

describe('the network weather of a lab room over UDP', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  it('loses nothing that is acknowledged, and says how often each message was sent', async () => {
    const hub = await scene.host({ kind: 'lab-udp' });
    const guest = new TestRoom();
    scene.add({ dispose: () => guest.session.leave() });
    await guest.session.joinLab({ host: '127.0.0.1', port: hub.port, wire: 'lab-udp' });
    const weather = { loss: 30, duplicates: 5, reordering: 5, delayMs: 5, jitterMs: 20, seed: 4 };
    hub.session.weather?.set({ weather, notice: 'it gets rough' });
    await guest.logs('it gets rough');
    const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    for (const text of texts) {
      guest.say(text);
      hub.say(`host’s ${text}`);
    }
    await waitFor(() => hub.messages.length === 40 && guest.messages.length === 41, 'all arrive');
    assert.deepEqual(
      hub.messages.filter(({ own }) => !own).map(({ text }) => text),
      texts,
    );
    assert.deepEqual(
      guest.messages.flatMap(({ own, text }) => (own || text === 'it gets rough' ? [] : [text])),
      texts.map((text) => `host’s ${text}`),
    );
    const sent = await waitFor(() => {
      const transits = hub.messages.flatMap(({ own, transit }) => (own && transit?.sent) || []);
      return transits.length === texts.length ? transits : undefined;
    }, 'each of the host’s messages is acknowledged');
    assert.ok(sent.every(({ delayMs }) => delayMs !== undefined && delayMs > 0));
    assert.ok(sent.some(({ tries }) => tries !== undefined && tries > 1));
    const received = hub.messages.flatMap(({ transit }) => transit?.received ?? []);
    assert.equal(received.length, texts.length);
    assert.ok(received.some(({ tries }) => tries !== undefined && tries > 1));
  });
});
