import { createNearby } from '../../src/net/nearby/nearby';
import type { AnnouncedRoom, NearbyRoom } from '../../src/protocol/announcement';
import type { HostKnocks } from '../../src/room/knocks';
import { systemClock as clock } from '../../src/util/clock';
import type { Classmate } from './classmates';
import type { Scene, Stage } from './stage';
import { textsOf } from './texts';
import { askWhoFinds, closeToasts, hostByInvite, narrow } from './window-steps';

const logger = { info() {}, warn() {}, error() {} };

/** Rooms on the same network. Windows look for them on the loopback adapter only, and so nothing leaves this computer. */
export const nearbyScenes: Readonly<Record<string, Scene>> = {
  async nearby(stage, look, name) {
    const { classmates, roomOf } = textsOf(look);
    const [first, second, third] = classmates;
    const window = await stage.window(look);
    announce(stage, [
      { kind: 'pair', name: roomOf(first), host: first, locked: false, knock: false, code: false },
      {
        kind: 'group',
        name: roomOf(second),
        host: second,
        locked: true,
        knock: false,
        code: false,
      },
      { kind: 'group', name: roomOf(third), host: third, locked: false, knock: false, code: false },
      { kind: 'lab-hub', name: '', host: '', locked: false, knock: false, code: false },
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

  /** Asking to join: the choice, the digits, the question after them, and the answer No. */
  async ask(stage, look, name) {
    const { classmates, roomOf } = textsOf(look);
    const [host] = classmates;
    const window = await stage.window(look);
    const { quickInput } = window;
    const knocks = await hostWithKnocks(stage, stage.classmate(host), roomOf(host), host);
    await window.runCommand('Chat: Join Room');
    await quickInput.row(new RegExp(host)).waitFor();
    await quickInput.pick(new RegExp(host));
    await quickInput.widget.locator('.codicon-quick-input-back').first().waitFor();
    await stage.shoot(window, `${name}-choice`);
    await quickInput.accept();
    const code = window.panel().frame.locator('.join-code');
    await code.waitFor();
    const digits = (await code.textContent()) ?? '';
    await window.waitForNotification(digits);
    await stage.shoot(window, name);
    await narrow(window);
    await stage.shoot(window, `${name}-narrow`);
    knocks.open[0]?.answer(digits);
    await window.dialog(digits).waitFor();
    await stage.shoot(window, `${name}-question`);
    await window.press('Escape');
    await window.waitForNotification(host);
    await stage.shoot(window, `${name}-no`);
  },

  /** What a host sees of people who ask to join: the notification, the box, a wrong code, and a choice of two. */
  async request(stage, look, name) {
    const { classmates } = textsOf(look);
    const window = await stage.window(look);
    const { quickInput } = window;
    await hostByInvite(window, 'group');
    await window.runCommand('Chat: Show Room on Network');
    const room = await firstNearby(stage);
    await closeToasts(window);
    const [first, second] = classmates;
    const asks = (classmate: string, host: string) => {
      const { session } = stage.classmate(classmate);
      const knock = session.knock({ ...room, endpoints: [{ host, port: room.port }] }, classmate);
      stage.onClear(() => knock.cancel());
    };
    asks(first, '127.0.0.1');
    await window.waitForNotification(first);
    await stage.shoot(window, name);
    await window.runCommand('Chat: Answer Request to Join');
    await quickInput.waitFor();
    await stage.shoot(window, `${name}-code`);
    await quickInput.type('123 456');
    await quickInput.accept();
    await quickInput.waitForMessage('2');
    await stage.shoot(window, `${name}-wrong`);
    await quickInput.cancel();
    asks(second, '::1');
    await window.panel().frame.locator('.request').nth(1).waitFor();
    await closeToasts(window);
    await narrow(window);
    await window.statusBarItem.click();
    const answer = window.page.locator('.quick-input-list .monaco-list-row', {
      hasText: `${first}, ${second}`,
    });
    await answer.waitFor();
    await stage.shoot(window, `${name}-menu`);
    await quickInput.click(answer);
    await quickInput.row(second).waitFor();
    await stage.shoot(window, `${name}-two`);
    await quickInput.cancel();
  },
};

/** Announces rooms, until the scene is over. */
function announce(
  stage: Stage,
  rooms: readonly Omit<AnnouncedRoom, 'id' | 'port' | 'address'>[],
): void {
  for (const [at, room] of rooms.entries()) announceOne(stage, { ...room, port: 5000 + at });
}

/** Announces a room, until the scene is over. @returns the id of the announcement */
function announceOne(stage: Stage, room: Omit<AnnouncedRoom, 'id' | 'address'>): string {
  const { responder, randomId } = createNearby({ clock, logger, adapters: () => ['lo'] });
  const id = randomId();
  responder.announce({ ...room, id, address: '::' });
  stage.onClear(() => responder.dispose());
  return id;
}

/** Has a classmate host a room that others can ask to join. */
async function hostWithKnocks(
  stage: Stage,
  classmate: Classmate,
  name: string,
  host: string,
): Promise<HostKnocks> {
  await classmate.host('group', name);
  const { invited, state } = classmate.session;
  const knocks = invited?.hostActions?.knocks;
  if (!knocks || !state.room) throw new Error('The classmate hosts no room.');
  const { port } = state.room;
  const announced = {
    kind: 'group',
    name,
    host,
    locked: false,
    knock: true,
    code: false,
    port,
  } as const;
  knocks.announce(announceOne(stage, announced));
  return knocks;
}

/** The first room that is found on the loopback adapter. */
function firstNearby(stage: Stage): Promise<NearbyRoom> {
  const browser = createNearby({ clock, logger, adapters: () => ['lo'] }).browse([]);
  stage.onClear(() => browser.dispose());
  return new Promise((resolve) => {
    const look = () => {
      const [room] = browser.rooms;
      if (room) resolve(room);
    };
    browser.onDidChange(look);
    look();
  });
}
