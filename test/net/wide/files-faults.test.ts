import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { FileSeal } from '../../../src/net/wide/file-seal';
import { createWideNetwork } from '../../../src/net/wide/wide';
import { FileError } from '../../../src/protocol/file-error';
import type { FileTransit } from '../../../src/protocol/file-link';
import { defaultLimits } from '../../../src/protocol/limits';
import { systemClock } from '../../../src/util/clock';
import { natsSuite } from '../../helpers/nats/suite';
import { WideScene } from '../../helpers/wide-scene';
import { fetched, fileOf, sourceOf } from './file-contract';

/** How often a room tries again at most in this test. */
const maxTries = 20;

describe('files of a wide room, on a cluster whose leader is killed', function () {
  this.timeout(120_000);
  const cluster = natsSuite({ nodes: 3 });

  it('arrive whole, and are sent on from where they were', async () => {
    const network = createWideNetwork({ clock: systemClock, limits: defaultLimits });
    const scene = await WideScene.create(network, cluster().access);
    const [bytes, ticket] = [randomBytes(8_000_000), scene.ticket()];
    const file = fileOf(bytes);
    const { stream } = new FileSeal(ticket.epoch, ticket.pin);
    let killing: Promise<void> | undefined;
    const kill = async () => {
      const leader = await cluster().leaderOf(stream);
      await cluster().kill(leader);
      await cluster().restart(leader);
    };
    const transit: FileTransit = {
      signal: new AbortController().signal,
      moved: (position) => {
        if (position > 3_000_000) killing ??= kill();
      },
    };
    const offsets: number[] = [];
    const open = (offset: number) => {
      offsets.push(offset);
      return sourceOf(bytes)(offset);
    };
    const seq = await again(() => network.putFile(ticket, file, open, transit));
    assert.ok(killing);
    await killing;
    for (const offset of offsets.slice(1)) assert.ok(offset > 2_000_000, `${offsets}`);
    const reader = scene.ticket();
    const got = await again(() => fetched({ network }, reader, { ...file, seq }));
    assert.ok(got.equals(bytes));
    scene.dispose();
  });
});

/** Tries as a room does: again after what may soon be resolved. */
async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isTemporary =
        error instanceof FileError && ['connection-lost', 'timed-out'].includes(error.code);
      if (!isTemporary || tries >= maxTries) throw error;
    }
  }
}
