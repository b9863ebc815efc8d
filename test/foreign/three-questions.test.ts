import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { itUnless } from '../helpers/it-unless';
import { Scene } from '../helpers/lab/scene';
import { startPython } from '../helpers/python';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

const page = readFileSync('docs/LAB-PROTOCOL.md', 'utf8').replaceAll('\r\n', '\n');

/** The programs on the page, by name. */
const programs = [...page.matchAll(/<!-- program: (\w+) -->\n```python\n([\s\S]*?)```/g)].map(
  ([, name = '', text = '']) => ({ name, text }),
);

/** The programs in the course's three questions, run as they are on the page. */
describe('the programs in LAB-PROTOCOL.md', () => {
  const folder = temporaryFolder();
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());
  const noKeyboard =
    process.platform === 'win32' && 'the programs can’t watch the keyboard on Windows';

  it('are found, and are all the Python on the page', () => {
    assert.deepEqual(
      programs.map(({ name }) => name),
      ['select', 'asyncio', 'fork'],
    );
    assert.equal(page.split('```python').length - 1, programs.length);
  });

  for (const { name, text } of programs) {
    itUnless(noKeyboard, `${name}: hears and speaks at the same time, and leaves`, async () => {
      const hub = await scene.host();
      assert.equal(text.split('9000').length, 2, 'one port to change');
      const file = join(folder(), `${name}.py`);
      writeFileSync(file, text.replace('9000', String(hub.port)));
      const client = scene.add(startPython(file, []));
      await client.until(() => client.output.includes('已进入聊天室'), 'it is in');
      hub.say('你好');
      await client.until(() => client.output.includes(':你好\n'), 'it hears');
      client.type('第一');
      await hub.logs('第一');
      hub.say('再见');
      await client.until(() => client.output.includes(':再见\n'), 'it hears again');
      client.type('第二');
      await hub.logs('第二');
      client.type('');
      await client.ends();
      await waitFor(() => hub.session.state.members.length === 1, 'it has left');
      assert.equal(client.errors, '');
    });
  }
});
