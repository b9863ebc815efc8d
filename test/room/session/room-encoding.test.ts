import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { guessEncoding, loadEncoding } from '../../../src/net/lab-tcp/encodings';
import type { SuspectedEncoding } from '../../../src/room/session/room-encoding';
import { joined, setUp } from './lab-session';

const peer = "('10.0.0.2', 50412)";

describe('RoomEncoding', () => {
  it('belongs to the lab room that the window is in', async () => {
    const { session: outside } = setUp();
    assert.equal(outside.encoding.name, undefined);
    assert.equal(await outside.encoding.set('gbk'), false);
    const { session, link } = await joined();
    assert.equal(session.encoding.name, 'utf-8');
    assert.equal(await session.encoding.set('gbk'), true);
    assert.equal(session.encoding.name, 'gbk');
    assert.equal(link.text.encoding.name, 'gbk');
  });

  it('sets nothing in a room that has ended meanwhile', async () => {
    const { session, link } = await joined();
    const set = session.encoding.set('gbk');
    link.end({ reason: 'closed' });
    assert.equal(await set, false);
    assert.equal(link.text.encoding.name, 'utf-8');
  });

  it('suspects another encoding once, and none that the room has or that nothing suggests', async () => {
    const { session, link } = await joined();
    const suspected: SuspectedEncoding[] = [];
    session.encoding.onDidSuspect((found) => suspected.push(found));
    const { encode } = await loadEncoding('gbk');
    const sample = Buffer.from(encode('你好，我在第三行出错了'));
    await session.encoding.set('gbk');
    link.undecodable.fire({ peer, sample });
    link.undecodable.fire({ peer, sample: Buffer.of(0xff, 0xff) });
    await settled(sample);
    assert.deepEqual(suspected, []);
    await session.encoding.set('utf-8');
    for (let times = 0; times < 3; times++) link.undecodable.fire({ peer, sample });
    await settled(sample);
    assert.deepEqual(suspected, [{ peer, encoding: 'gbk' }]);
  });

  it('guesses only so often', async () => {
    const { session, link } = await joined();
    const suspected: SuspectedEncoding[] = [];
    session.encoding.onDidSuspect((found) => suspected.push(found));
    for (let times = 0; times < 16; times++) {
      link.undecodable.fire({ peer, sample: Buffer.of(0xff, 0xff) });
    }
    const { encode } = await loadEncoding('gbk');
    const sample = Buffer.from(encode('你好，我在第三行出错了'));
    link.undecodable.fire({ peer, sample });
    await settled(sample);
    assert.deepEqual(suspected, []);
  });
});

/** Resolves once the guesses that have begun are made. */
async function settled(sample: Buffer): Promise<void> {
  await guessEncoding(sample);
  await setImmediate();
}
