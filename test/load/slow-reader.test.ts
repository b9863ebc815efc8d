import assert from 'node:assert/strict';
import { HubScene } from '../helpers/deskmate/hub-scene';
import { liveHeapBytes } from '../helpers/heap';

/** Bytes of this process's memory that aren't garbage. */
function heldBytes(): number {
  return liveHeapBytes() + process.memoryUsage().arrayBuffers;
}

describe('a member that stops reading', () => {
  let scene: HubScene;

  afterEach(() => scene.close());

  it('is disconnected within its limit, costs little memory, delays no one, and catches up later', async () => {
    scene = await HubScene.open({ limits: { stallMs: 1000 }, kept: 100 });
    const { room } = scene;
    const [deaf, listener] = [await scene.member(), await scene.member()];
    deaf.socket.pause();
    const text = 'x'.repeat(30_000);
    const before = heldBytes();
    let max = 0;
    let round = 0;
    // About twenty megabytes fill the operating system's buffers; the rest is the limit.
    for (; room.ends.length === 0 && round < 2000; round += 1) {
      for (let count = 0; count < 4; count += 1) room.say(`${round} ${count} ${text}`);
      await listener.receivesText(`${round} 3 ${text}`);
      listener.clear();
      if (round % 20 === 0) max = Math.max(max, heldBytes() - before);
    }
    const [end] = room.ends;
    assert.equal(end?.reason === 'lost' && end.error.code, 'too-slow');
    // The log itself: a hundred entries of 30 KB, as objects and as bytes. Where the rounds fall, 16 or 18 MB are seen.
    assert.ok(max < 20_000_000, `memory grew by ${max} bytes`);
    assert.equal(room.members.size, 1);

    const back = await scene.stranger();
    back.send({ type: 'resume', version: 1, member: deaf.id, key: deaf.key, last: 3 });
    await back.receives('joined', ({ member }) => member === deaf.id);
    const gap = await back.receives('gap');
    assert.equal(gap.from, 4);
    assert.equal(back.all('message')[0]?.seq, gap.to + 1);
    room.say('welcome back');
    await back.receivesText('welcome back');
  });
});
