import assert from 'node:assert/strict';
import { defuse } from '../../../src/net/lab/label';
import type { TestRoom } from '../../helpers/lab/rooms';
import { Scene } from '../../helpers/lab/scene';
import { seededRandom } from '../../helpers/seeded-random';
import { waitFor } from '../../helpers/wait-for';

describe('a message in several pieces', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  for (const kind of ['lab-hub', 'lab-p2p'] as const) {
    it(`of a Deskmate guest is one entry of the log: ${kind}`, async () => {
      const host = await scene.host({ kind });
      const guest = await scene.join(host.port);
      await waitFor(() => host.session.state.members.length === 2, 'the guest is in');
      const text = '这一段很长，f(x) 也在里面。\r\n'.repeat(60);

      guest.say(text);
      guest.say('短');
      await host.logs('短');
      assert.deepEqual(texts(host), texts(guest));
    });
  }

  it('looks the same in all windows, whoever else speaks meanwhile', async () => {
    const host = await scene.host();
    const authors = [await scene.member(host.port), await scene.member(host.port)];
    const watcher = await scene.join(host.port);
    await waitFor(() => watcher.session.state.connection.kind === 'joined', 'the watcher is in');
    const label = "('10.0.0.9', 5555):";
    const long = '课'.repeat(319);
    // As many bytes as a piece of a long message has, with what only together would be a label.
    const pieces = [
      `${long}完`,
      `${long.slice(0, -4)}${label.slice(0, 12)}`,
      `${label.slice(12)}${long.slice(0, -3)}xx`,
      `${long.slice(0, -7)}${label}xx`,
      `${long} `,
      `${long.slice(0, -1)}x“`,
      'end',
      '\n\n',
    ];
    const random = seededRandom(20_261_128);
    let entries = 0;
    for (let step = 0; step < 30; step += 1) {
      const before = said(host);
      const author = authors[Math.floor(random() * 3)];
      if (author) author.write(pieces[Math.floor(random() * pieces.length)] ?? '');
      else host.say('h');
      await waitFor(() => said(host) !== before, 'it is read by itself');
      entries += 1;
    }
    host.say('last');
    await watcher.logs('last');
    assert.equal(said(watcher), said(host));
    assert.ok(host.messages.length < entries, 'some were joined');
  });
});

function texts(room: TestRoom): string[] {
  return room.messages.map(({ text }) => text);
}

/** What a window shows, as it reads in all of them. */
function said(room: TestRoom): string {
  const hostName = `('127.0.0.1', ${room.port})`;
  const line = ({ own, authorName, text }: (typeof room.messages)[number]) =>
    JSON.stringify([own ? hostName : authorName, defuse(text)]);
  return room.messages.map(line).join('\n');
}
