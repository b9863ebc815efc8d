import assert from 'node:assert/strict';
import type { Limits } from '../../src/protocol/limits';
import { HubScene } from '../helpers/deskmate/hub-scene';
import type { RawMember } from '../helpers/deskmate/raw-member';
import { waitFor } from '../helpers/wait-for';

describe('a guest in line', () => {
  let scene: HubScene;

  afterEach(() => scene.close());

  /** A guest that waits for the only seat. */
  async function inLine(limits: Partial<Limits>): Promise<RawMember> {
    scene = await HubScene.open({ limits, seats: 0 });
    const guest = await scene.stranger();
    guest.send(scene.join());
    await guest.receives('waiting');
    return guest;
  }

  const says = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => {
      return { type: 'say', id: `w${index}`, text: 'x'.repeat(length) };
    });

  for (const way of ['end', 'destroy'] as const) {
    it(`loses its place by ${way}(), even if the hub hasn’t read everything it sent`, async () => {
      const guest = await inLine({ heldBytes: 500, heartbeatMs: 50, stallMs: 100 });
      // Read at once, but only the first few are processed.
      guest.send(...says(10, 200));
      await guest.receives('ping');
      guest.socket[way]();
      await waitFor(() => scene.room.ends.length > 0, 'the end is reported');
    });
  }

  it('loses its place when it disconnects after sending more than is read', async () => {
    const guest = await inLine({ heldBytes: 500, heartbeatMs: 50, stallMs: 100 });
    guest.send(...says(1000, 16_000));
    await guest.receives('ping');
    guest.destroy();
    await waitFor(() => scene.room.ends.length > 0, 'the end is reported');
  });

  it('is read no further when everything it sends is refused', async () => {
    const guest = await inLine({ heldBytes: 1000, messageBurst: 10_000 });
    guest.send(...says(1000, 33_000));
    let unsent = guest.socket.writableLength;
    let since = performance.now();
    const standsStill = () => {
      if (guest.socket.writableLength !== unsent) since = performance.now();
      unsent = guest.socket.writableLength;
      return performance.now() - since > 500;
    };
    await waitFor(standsStill, 'the hub stops reading');
    assert.ok(unsent > 10_000_000, `${unsent} bytes have not been taken`);
  });
});
