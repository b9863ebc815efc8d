import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { HubScene } from '../helpers/deskmate/hub-scene';
import { RawMember } from '../helpers/deskmate/raw-member';
import { waitFor } from '../helpers/wait-for';

const places = 40;

describe('a hub whose connections are all taken by silent clients', () => {
  let hub: HubScene;
  const crowd: Socket[] = [];
  let cut = 0;

  beforeEach(async () => {
    cut = 0;
    hub = await HubScene.open({
      limits: { unprovenConnections: places, unprovenSoftLimit: places / 2 },
    });
  });
  afterEach(async () => {
    for (const socket of crowd.splice(0)) socket.destroy();
    await hub.close();
  });

  /** Silent connections, each from another address. */
  async function occupy(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const localAddress = `127.0.${1 + (index >> 7)}.${1 + (index & 127)}`;
      const socket = connect({ host: '127.0.0.1', port: hub.port, localAddress });
      socket.on('error', () => {});
      socket.on('close', () => {
        cut += 1;
      });
      crowd.push(socket);
      await new Promise((resolve) => socket.once('connect', resolve));
    }
  }

  it('admits newcomers from any address', async () => {
    await occupy(3 * places);
    await waitFor(
      () => cut >= 2 * places,
      () => `only ${cut} are cut`,
    );
    const stranger = hub.keep(RawMember.dial(hub.port, { localAddress: '127.0.9.1' } as object));
    await new Promise((resolve) => stranger.socket.once('secureConnect', resolve));
    stranger.send(hub.join());
    await stranger.receives('welcome');
    assert.ok(cut < 3 * places);
  });

  it('keeps its members, and takes returning ones back', async () => {
    const ann = await hub.member();
    const bo = await hub.member();
    await occupy(2 * places);
    bo.destroy();
    await occupy(2 * places);
    const back = await hub.stranger();
    await occupy(2 * places);
    const { id: member, key } = bo;
    back.send({ type: 'resume', version: 1, member, key, last: 1 });
    assert.equal((await back.receives('welcome')).you.id, member);
    back.send({ type: 'say', id: 'b1', text: 'back' });
    await ann.receivesText('back');
    assert.ok(!ann.closed);
  });
});
