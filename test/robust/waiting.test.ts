import assert from 'node:assert/strict';
import { Scene } from '../helpers/lab/scene';
import { waitFor } from '../helpers/wait-for';

const joined = '已进入聊天室';
const left = '已离开聊天室';

describe('the waiting line of a lab hub that we host', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  it('keeps the order of arrival, admits automatically, keeps messages, and forgets guests who leave', async () => {
    const hub = await scene.host({ maxClients: 2 });
    const [stays, leaves] = [await scene.member(hub.port), await scene.member(hub.port)];
    const line = [
      await scene.connect(hub.port),
      await scene.connect(hub.port),
      await scene.connect(hub.port),
      await scene.connect(hub.port),
    ] as const;
    const [first, leaver, second, third] = line;
    const names = line.map(({ name }) => name);
    await waitFor(() => hub.waiting.length === 4, 'four wait');
    assert.deepEqual(hub.waiting, names);

    await first.writeApart(['早上好', 'one', 'two'], 30);
    leaver.reset();
    await waitFor(() => hub.waiting.length === 3, 'the guest who left is no longer in line');
    hub.say('not for those who wait');
    await stays.receives('not for those who wait');

    leaves.write('q');
    await stays.receives('two');
    const [, said = ''] = stays.text.split(`${leaves.name}${left}${first.name}${joined}`);
    assert.ok(said.startsWith(`${first.name}:早上好`), stays.text);
    // A busy hub may read several of them at once, which makes them one message.
    assert.equal(said.replaceAll(`${first.name}:`, ''), '早上好onetwo');
    assert.deepEqual(hub.waiting, [second.name, third.name]);
    assert.deepEqual(
      hub.events('let-in').map(({ name }) => name),
      [first.name],
    );
    await first.receives(joined);
    assert.equal(first.text, `${first.name}${joined}`, 'nothing from before, nothing of its own');

    first.reset();
    await stays.receives(`${second.name}${joined}`);
    assert.equal(third.bytes.length, 0, 'waiting guests receive nothing');
    assert.ok(!stays.text.includes(leaver.name), 'no one is told about a guest who left the line');
  });

  it('keeps all of a long text whose end hadn’t left the sender', async () => {
    const hub = await scene.host({ maxClients: 1 });
    const inside = await scene.member(hub.port);
    const waits = await scene.connect(hub.port);
    const text = Array.from({ length: 20_000 }, (_, index) => `${index},`.padStart(10, '.')).join(
      '',
    );
    waits.write(text);
    await waitFor(() => hub.waiting.length === 1, 'one waits');
    await waitFor(() => waits.socket.writableLength === 0, 'the text is sent');
    inside.write('q');
    await waitFor(
      () => hub.textsOf(waits.name).join('').length >= text.length,
      'everything is received',
    );
    assert.equal(hub.textsOf(waits.name).join(''), text);
  });

  it('admits the next guest when the first in line has sent more than is kept, and left', async () => {
    const hub = await scene.host({ maxClients: 1 });
    const inside = await scene.member(hub.port);
    const [talks, next] = [await scene.connect(hub.port), await scene.connect(hub.port)];
    talks.write('x'.repeat(200 * 1024));
    await waitFor(() => talks.socket.writableLength === 0, 'the text is sent');
    talks.reset();
    await waitFor(() => talks.closed, 'the connection is closed');
    inside.write('q');
    await next.receives(`${next.name}${joined}`);
  });

  it('accepts q from a waiting guest', async () => {
    const hub = await scene.host({ maxClients: 1 });
    const inside = await scene.member(hub.port);
    const waits = await scene.connect(hub.port);
    await waitFor(() => hub.waiting.length === 1, 'one waits');
    waits.write('q');
    await waitFor(() => hub.waiting.length === 0, 'no one waits');
    await waitFor(() => waits.closed, 'the connection is closed');
    assert.equal(inside.text, `${inside.name}${joined}`);
  });
});
