import { createNearby } from '../../src/net/nearby/nearby';
import type { AnnouncedRoom } from '../../src/protocol/announcement';
import { systemClock as clock } from '../../src/util/clock';
import type { Scene, Stage } from './stage';
import { textsOf } from './texts';
import { askWhoFinds } from './window-steps';

const logger = { info() {}, warn() {}, error() {} };

/** Rooms on the same network. Windows look for them on the loopback adapter only, and so nothing leaves this computer. */
export const nearbyScenes: Readonly<Record<string, Scene>> = {
  async nearby(stage, look, name) {
    const { classmates, roomOf } = textsOf(look);
    const [first, second, third] = classmates;
    const window = await stage.window(look);
    announce(stage, [
      { kind: 'pair', name: roomOf(first), host: first, locked: false, knock: false },
      { kind: 'group', name: roomOf(second), host: second, locked: true, knock: false },
      { kind: 'group', name: roomOf(third), host: third, locked: false, knock: false },
      { kind: 'lab-hub', name: '', host: '', locked: false, knock: false },
    ]);
    const { quickInput } = window;
    await window.runCommand('Chat: Join Room');
    for (const host of classmates) await quickInput.row(new RegExp(host)).waitFor();
    await stage.shoot(window, name);
    await quickInput.pick(new RegExp(second));
    await quickInput.row(new RegExp(`${second}[^]*127\\.0\\.0\\.1`)).waitFor();
    await stage.shoot(window, `${name}-invite`);
    await quickInput.cancel();
    await askWhoFinds(window);
    await stage.shoot(window, `${name}-question`);
    await quickInput.cancel();
  },
};

/** Announces rooms, until the scene is over. */
function announce(
  stage: Stage,
  rooms: readonly Omit<AnnouncedRoom, 'id' | 'port' | 'address'>[],
): void {
  for (const [at, room] of rooms.entries()) {
    const { responder, randomId } = createNearby({ clock, logger, adapters: () => ['lo'] });
    responder.announce({ ...room, id: randomId(), port: 5000 + at, address: '::' });
    stage.onClear(() => responder.dispose());
  }
}
