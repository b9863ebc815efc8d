import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { EditorWindow } from '../editor/window';
import { labProgram } from './classmates';
import type { Scene, Stage } from './stage';
import { textsOf } from './texts';
import { hostHub, hostUdpHub, say } from './window-steps';

/** The type of a datagram with text: docs/LAB-UDP.md. */
const sayType = 4;

/** What goes over the wire of a lab room. */
export const wireScenes: Readonly<Record<string, Scene>> = {
  /** A character is cut, and messages are joined. */
  async wire(stage, look, name) {
    const texts = textsOf(look);
    const window = await stage.window(look);
    const port = await hostHub(window);
    const program = await labProgram(port);
    const wire = await openWire(window);
    const bytes = Buffer.from('你好，同桌');
    program.write(bytes.subarray(0, 7));
    await wire.locator('.mark').first().waitFor();
    program.write(bytes.subarray(7));
    await say(window, texts.answer);
    program.write(texts.thanks);
    await window.panel().waitForText(texts.thanks);
    const cut = wire.locator('[data-index]', { has: wire.locator('.mark') }).first();
    await cut.click();
    await wire.locator('#bytes .line').first().waitFor();
    await stage.shoot(window, name);
    program.destroy();
  },

  /** Over UDP, the first copy of a message is lost. */
  async ladder(stage, look, name) {
    const texts = textsOf(look);
    const window = await stage.window(look);
    const port = await hostUdpHub(window);
    const wire = await openWire(window);
    const relay = await losingRelay(stage, port);
    const classmate = stage.classmate('');
    await classmate.session.joinLab({ host: '127.0.0.1', port: relay, wire: 'lab-udp' });
    classmate.session.messages.say(texts.question);
    await window.panel().waitForText(texts.question);
    await say(window, texts.answer);
    await wire.locator('.mark.repeated').first().waitFor();
    await wire.locator('.group button').nth(1).click();
    await wire.locator('#ladder svg').waitFor();
    await stage.shoot(window, name);
  },
};

async function openWire(window: EditorWindow) {
  await window.runCommand('Chat: Show Wire');
  const wire = window.page.frameLocator('deskmate-panel=wire').frameLocator('#active-frame');
  await wire.locator('.wire').waitFor();
  return wire;
}

/** A relay to a room over UDP that loses the first datagram with text from each side. @returns its port */
async function losingRelay(stage: Stage, hub: number): Promise<number> {
  const [front, back] = [createSocket('udp4'), createSocket('udp4')];
  stage.onClear(() => {
    front.close();
    back.close();
  });
  const lost = new Set<unknown>();
  let client = 0;
  const passes = (bytes: Buffer, side: unknown) => {
    if (bytes[2] !== sayType || lost.has(side)) return true;
    lost.add(side);
    return false;
  };
  front.on('message', (bytes, { port }) => {
    client = port;
    if (passes(bytes, front)) back.send(bytes, hub, '127.0.0.1');
  });
  back.on('message', (bytes) => {
    if (passes(bytes, back)) front.send(bytes, client, '127.0.0.1');
  });
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  return front.address().port;
}
