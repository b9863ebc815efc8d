import assert from 'node:assert/strict';
import { escapeLabels } from '../../src/net/lab-text/label';
import { displayText } from '../../src/room/room';
import { seededRandom } from '../../src/util/seeded-random';
import { FakeClock } from '../helpers/fake-clock';
import type { TestRoom } from '../helpers/lab/rooms';
import { Scene } from '../helpers/lab/scene';
import { waitFor } from '../helpers/wait-for';

describe('a message in several pieces', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  for (const kind of ['lab-hub', 'lab-p2p'] as const) {
    it(`of a Deskmate guest is one entry of the log: ${kind}`, async () => {
      const clock = new FakeClock();
      const host = await scene.host({ kind, clock });
      const joining = scene.join(host.port, undefined, clock);
      await waitFor(() => host.session.state.members.length === 2, 'the guest has joined');
      await clock.advance(1000);
      const guest = await joining;
      const text = '这一段很长，f(x) 也在里面。\r\n'.repeat(60);

      guest.say(text);
      guest.say('短');
      const isRead = () => sum(guest.written) === sum(host.read);
      // Time advances once everything written is read, however busy the machine is.
      for (let round = 0; round < 20; round += 1) {
        await waitFor(isRead, 'the host reads it');
        await clock.advance(50);
      }
      assert.deepEqual(texts(guest), [displayText(text), '短']);
      assert.deepEqual(texts(host), texts(guest));
      const left = Promise.all([guest.session.leave(), host.session.leave()]);
      await clock.advance(60_000);
      await left;
    });
  }

  it('looks the same in all windows, whoever else writes meanwhile', async () => {
    const clock = new FakeClock();
    const host = await scene.host({ clock });
    const authors = [await scene.member(host.port), await scene.member(host.port)];
    const watcher = await scene.join(host.port);
    await waitFor(
      () => watcher.session.state.connection.kind === 'joined',
      'the watcher has joined',
    );
    const label = "('10.0.0.9', 5555):";
    const long = '课'.repeat(319);
    // As many bytes as a piece of a long message, with parts that only together would be a label.
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
      // A long read is held for a moment.
      await waitFor(async () => {
        await clock.advance(1);
        return said(host) !== before;
      }, 'it is read separately');
      entries += 1;
    }
    host.say('last');
    // Messages written without a pause are paced.
    for (let round = 0; round < 60; round += 1) await clock.advance(100);
    await watcher.logs('last');
    assert.equal(said(watcher), said(host));
    assert.ok(host.messages.length < entries, 'some messages were joined');
    const left = host.session.leave();
    await clock.advance(60_000);
    await left;
  });
});

function sum(bytes: ReadonlyMap<string, number>): number {
  return [...bytes.values()].reduce((total, each) => total + each, 0);
}

function texts(room: TestRoom): string[] {
  return room.messages.map(({ text }) => text);
}

/** What a window shows, without what differs between windows. */
function said(room: TestRoom): string {
  const hostName = `('127.0.0.1', ${room.port})`;
  const line = ({ own, authorName, text }: (typeof room.messages)[number]) =>
    JSON.stringify([own ? hostName : authorName, escapeLabels(text)]);
  return room.messages.map(line).join('\n');
}
