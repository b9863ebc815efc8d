import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { FileTap } from '../../../src/net/deskmate/file-tap';
import { createNetwork } from '../../../src/net/network';
import type { WireEvent, WireTap } from '../../../src/protocol/wire-event';
import { systemClock } from '../../../src/util/clock';
import { FakeClock } from '../../helpers/fake-clock';
import {
  cardNamed,
  diskSession,
  fetched,
  filesOf,
  hashOf,
  hostGroup,
  sourceOf,
} from '../../helpers/file-scene';
import { temporaryFolder } from '../../helpers/temporary-folder';

type Seen = Omit<WireEvent, 'bytes'> & { readonly bytes: Buffer };

function recorder() {
  const seen: Seen[] = [];
  const tap = {
    enabled: true as boolean,
    record: (event: WireEvent) => void seen.push({ ...event, bytes: Buffer.from(event.bytes) }),
  } satisfies WireTap;
  return { seen, tap };
}

describe('the tap of file connections', () => {
  const folder = temporaryFolder();

  it('shows the lines of both ends, without keys, and how much of the file moved', async () => {
    const ends = [recorder(), recorder()] as const;
    const [host, guest] = ends.map(({ tap }, index) =>
      diskSession(
        join(folder(), `${index}`),
        {},
        { network: createNetwork({ clock: systemClock, tap }) },
      ),
    ) as [ReturnType<typeof diskSession>, ReturnType<typeof diskSession>];
    const invite = await hostGroup(host);
    await guest.joinByInvite(invite, 'Bo');
    const bytes = randomBytes(300_000);
    const files = filesOf(guest);
    await files.finished(files.send(sourceOf('a.bin', bytes)));
    assert.ok((await fetched(guest, await cardNamed(guest, 'a.bin'))).equals(bytes));
    await guest.leave();
    await host.leave();
    for (const [index, { seen }] of ends.entries()) {
      const moved = seen.filter(({ connection }) => connection.purpose === 'file');
      const lines = moved.filter(({ marks }) => marks.length === 0);
      assert.deepEqual(
        lines.map(({ summary, direction }) => [summary, direction]),
        [
          ['put', 'out'],
          ['ready', 'in'],
          ['done', 'in'],
          ['get', 'out'],
          ['ready', 'in'],
          ['done', 'in'],
        ].map(([line, way]) => [line, index === 1 ? way : way === 'in' ? 'out' : 'in']),
      );
      assert.match(`${lines[0]?.bytes}`, new RegExp(`"key":"\\*{43}".*${hashOf(bytes)}`));
      const content = moved.filter(({ marks }) => marks.includes('file-content'));
      for (const way of ['in', 'out'] as const) {
        const blocks = content.filter(({ direction }) => direction === way);
        assert.equal(
          blocks.reduce((sum, { size = 0 }) => sum + size, 0),
          bytes.length,
        );
        const kept = Buffer.concat(blocks.map((block) => block.bytes));
        assert.ok(kept.equals(bytes.subarray(0, 16)), 'only the beginning is kept');
      }
    }
    const peers = new Set(
      ends[0].seen
        .filter(({ connection }) => connection.purpose)
        .map((each) => each.connection.peer),
    );
    assert.deepEqual([...peers], ['Bo'], 'under the member’s name');
  });

  function taps() {
    const { seen, tap } = recorder();
    const clock = new FakeClock();
    const socket = { localPort: 1, remoteAddress: '10.0.0.2', remotePort: 2 } as TLSSocket;
    return { seen, clock, tap, file: new FileTap(socket, tap, clock) };
  }

  it('notes four times a second at most, however fast a file moves', async () => {
    const { seen, clock, file } = taps();
    for (let count = 0; count < 100; count += 1) {
      file.moved('in', Buffer.alloc(65_536, count));
      await clock.advance(10);
    }
    file.sent(Buffer.from('{"type":"done"}\n'));
    assert.deepEqual(Buffer.concat(seen.slice(0, -1).map(({ bytes }) => bytes)), Buffer.alloc(16));
    const sizes = seen.map(({ size }) => size);
    assert.equal(sizes.at(-1), undefined, 'a line comes after what moved before it');
    assert.ok(sizes.length <= 5, `${sizes.length} events`);
    assert.equal(
      sizes.reduce<number>((sum, size = 0) => sum + size, 0),
      100 * 65_536,
    );
  });

  it('never notes all of a small file', () => {
    const { seen, file } = taps();
    file.moved('out', Buffer.from('password'));
    file.flush();
    assert.equal(`${seen[0]?.bytes}`, 'pass');
    assert.equal(seen[0]?.size, 8);
  });

  it('copies nothing while nobody looks', () => {
    const { seen, tap, file } = taps();
    tap.enabled = false;
    file.moved('out', Buffer.alloc(100));
    file.received('{"type":"ready","offset":0}');
    tap.enabled = true;
    file.flush();
    assert.equal(seen.length, 0);
    file.moved('out', Buffer.alloc(100));
    file.flush();
    assert.deepEqual(
      seen.map(({ bytes, size }) => [bytes.length, size]),
      [[0, 100]],
      'it isn’t the file’s beginning',
    );
  });
});
