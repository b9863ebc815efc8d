import { createNearby } from '../../src/net/nearby/nearby';
import type { AnnouncedRoom, NearbyRoom } from '../../src/protocol/announcement';
import type { HostActions } from '../../src/room/host-actions';
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
    const { knocks } = await hostNearby(stage, stage.classmate(host), roomOf(host), host);
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

  /** The host's tab with the room code: shown, in a narrow window, not shown on the network, and paused. */
  'room-code': async (stage, look, name) => {
    const window = await stage.window(look);
    await hostByInvite(window, 'group');
    await closeToasts(window);
    await window.runCommand('Chat: Show Room Code');
    const page = window.page.frameLocator('deskmate-panel=invite').frameLocator('#active-frame');
    const digits = page.getByRole('img');
    await digits.waitFor();
    await stage.shoot(window, `${name}-hidden`);
    await page.getByRole('button').nth(2).click();
    await page.getByRole('button').nth(3).waitFor({ state: 'detached' });
    await closeToasts(window);
    await stage.shoot(window, name);
    await narrow(window);
    await stage.shoot(window, `${name}-narrow`);
    await window.runCommand('Chat: Reset Invite');
    await digits.waitFor({ state: 'detached' });
    await window.waitForNotification('');
    await stage.shoot(window, `${name}-paused`);
  },

  /** What a guest sees: the choice, the box, a wrong code, and one that has been paused meanwhile. */
  'enter-code': async (stage, look, name) => {
    const { classmates, roomOf } = textsOf(look);
    const [host] = classmates;
    const window = await stage.window(look);
    const { quickInput } = window;
    const { roomCode } = await hostNearby(stage, stage.classmate(host), roomOf(host), host, true);
    await window.runCommand('Chat: Join Room');
    await quickInput.row(new RegExp(host)).waitFor();
    await quickInput.pick(new RegExp(host));
    await quickInput.widget.locator('.codicon-quick-input-back').first().waitFor();
    await stage.shoot(window, name);
    await quickInput.accept();
    await quickInput.widget
      .locator('.codicon-quick-input-back')
      .first()
      .waitFor({ state: 'detached' });
    await stage.shoot(window, `${name}-box`);
    await quickInput.type(roomCode.state?.code === '000000' ? '111 111' : '000 000');
    await quickInput.accept();
    await quickInput.waitForMessage('2');
    await stage.shoot(window, `${name}-wrong`);
    await narrow(window);
    await stage.shoot(window, `${name}-narrow`);
    roomCode.stop();
    await quickInput.type('123456');
    await quickInput.accept();
    await window.waitForNotification(host);
    await stage.shoot(window, `${name}-over`);
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

/** Has a classmate host a room that others can ask to join. @param code whether they can join with a code, too */
async function hostNearby(
  stage: Stage,
  classmate: Classmate,
  name: string,
  host: string,
  code = false,
): Promise<HostActions> {
  await classmate.host('group', name);
  const { invited, state } = classmate.session;
  const actions = invited?.hostActions;
  if (!actions || !state.room) throw new Error('The classmate hosts no room.');
  const { port } = state.room;
  const announced = {
    kind: 'group',
    name,
    host,
    locked: false,
    knock: true,
    code,
    port,
  } as const;
  const id = announceOne(stage, announced);
  actions.knocks.announce(id);
  actions.roomCode.announce(id);
  if (code) await actions.roomCode.renew();
  return actions;
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
