import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { signCredentials } from '../../src/net/wide/credentials';
import { EpochSeal } from '../../src/net/wide/epoch-seal';
import { userKey } from '../../src/net/wide/keys';
import { natsConnector } from '../../src/net/wide/nats-engine';
import { createWideNetwork } from '../../src/net/wide/wide';
import { parseInvite } from '../../src/protocol/invite';
import { defaultLimits } from '../../src/protocol/limits';
import { formatServerLink } from '../../src/protocol/wide-server-file';
import { systemClock as clock } from '../../src/util/clock';
import { NatsCluster } from '../../test/helpers/nats/cluster';
import { CHINESE } from '../editor/language-pack';
import type { EditorWindow } from '../editor/window';
import type { Look } from './looks';
import type { Scene, Stage } from './stage';
import { textsOf } from './texts';
import {
  chooseKind,
  closeToasts,
  joinByInvite,
  moveToBottom,
  narrow,
  say,
  shown,
} from './window-steps';

/** A wide room on a server on this computer. */
export const wideScenes: Readonly<Record<string, Scene>> = {
  async 'wide-room'(stage, look, name) {
    const texts = textsOf(look);
    const [person, other, last] = texts.classmates;
    const servers = await NatsCluster.start();
    stage.onClear(() => servers.dispose());
    await forgetServers(stage, texts.self);
    const owner = await stage.window(look);
    const invite = await openWideRoom(owner, look, servers, (part) =>
      stage.shoot(owner, `${name}-${part}`),
    );
    await stage.shoot(owner, `${name}-opened`);
    await closeToasts(owner);
    const guest = await stage.window(look, { person });
    await joinByInvite(guest, invite);
    const classmate = await stage.classmate(other).joinByInvite(invite);
    await owner.panel().participants.nth(2).waitFor();
    classmate.say(texts.question);
    await guest.panel().waitForText(texts.question);
    await say(guest, texts.answer);
    await owner.panel().waitForText(shown(texts.answer));
    await owner.runCommand(look.language === CHINESE ? '聊天: 设为协管员' : 'Chat: Make Moderator');
    await owner.quickInput.row(person).waitFor();
    await stage.shoot(owner, `${name}-moderator`);
    await owner.quickInput.pick(person);
    await owner
      .panel()
      .frame.locator('.tag', { hasText: /moderator|协管员/ })
      .waitFor();
    await stage.shoot(owner, name);
    await owner.statusBarItem.click();
    await owner.quickInput.items();
    await stage.shoot(owner, `${name}-menu`);
    await owner.quickInput.cancel();
    await forge(invite, last);
    await guest.panel().frame.locator('.room-bar .problem').waitFor();
    await closeToasts(guest);
    await stage.shoot(guest, `${name}-alarm`);
    await guest.statusBarItem.hover();
    await guest.page.locator('.workbench-hover').waitFor();
    await stage.shoot(guest, `${name}-hover`, { keepMouse: true });
    await guest.page.mouse.move(0, 0);
    await narrow(guest);
    await stage.shoot(guest, `${name}-narrow`);
    await moveToBottom(guest, look);
    await stage.shoot(guest, `${name}-bottom`);
    await owner.runCommand(look.language === CHINESE ? '聊天: 移出成员' : 'Chat: Remove Member');
    await owner.quickInput.pick(last);
    await owner.quickInput.waitForMessage(last);
    await owner.quickInput.accept();
    await owner
      .panel()
      .log.getByText(/keys|密钥/)
      .waitFor();
    await closeToasts(owner);
    await stage.shoot(owner, `${name}-removed`);
  },
};

/** The editor remembers the server of the look before. */
async function forgetServers(stage: Stage, person: string): Promise<void> {
  const data = path.resolve(await stage.storageOf(person), '../../..');
  for (const folder of ['Machine', 'User']) {
    const file = path.join(data, folder, 'settings.json');
    const text = await readFile(file, 'utf8').catch(() => '{}');
    const { 'deskmate.wide.servers': servers, ...others } = JSON.parse(text);
    if (servers !== undefined) await writeFile(file, JSON.stringify(others));
  }
}

/** Opens a wide room, with a picture of each question. @returns its invite */
async function openWideRoom(
  window: EditorWindow,
  look: Look,
  { access }: NatsCluster,
  shoot: (part: string) => Promise<void>,
): Promise<string> {
  const { quickInput } = window;
  await chooseKind(window, 'wide');
  await quickInput.waitFor('(2/');
  await quickInput.items();
  await shoot('server');
  await quickInput.pick(look.language === CHINESE ? '粘贴服务器链接…' : 'Paste Link to Server…');
  await quickInput.type(formatServerLink({ ...access, name: 'Example University' }, 'vscode'));
  await quickInput.accept();
  await quickInput.waitForMessage('Example University');
  await shoot('name');
  await quickInput.accept();
  await window.page.locator('.notification-toast').first().waitFor();
  return String(await window.page.evaluate('navigator.clipboard.readText()'));
}

/** A member joins, and publishes what isn't an entry. */
async function forge(link: string, name: string): Promise<void> {
  const parsed = parseInvite(link);
  const wide = parsed.ok ? parsed.invite.wide : undefined;
  if (!parsed.ok || !wide) throw new Error('this is no invite to a wide room');
  const { pin, token } = parsed.invite;
  const { server } = wide;
  const epoch = { number: wide.epoch, token };
  const { signal } = new AbortController();
  const network = createWideNetwork({ clock, limits: defaultLimits });
  const key = network.newKey();
  const member = await network.open({ server, pin, epoch, key }, signal);
  member.start(0);
  await member.append('join', name, { type: 'join', box: member.box });
  const { nodes, authority, account, memberKey: signingKey } = server;
  const { stream } = new EpochSeal(epoch, pin);
  const user = userKey(key, stream);
  const credentials = signCredentials({ user, stream, account, signingKey, now: clock.now() });
  const listener = { onStored() {}, onTold() {}, onEnd() {} };
  const target = { nodes, authority, stream, credentials };
  const engine = await natsConnector({ clock, limits: defaultLimits })(target, listener, signal);
  await engine.store('forged', Buffer.from('no entry'));
  await Promise.all([engine.close(), member.close()]);
}
