import assert from 'node:assert/strict';
import { loadEncoding } from '../../src/net/lab-tcp/encodings';
import { startLabClient } from '../helpers/lab/python';
import { Scene } from '../helpers/lab/scene';
import { waitFor } from '../helpers/wait-for';

describe('a lab room in another encoding', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  for (const encoding of ['gbk', 'big5'] as const) {
    it(`works with a course client in ${encoding}`, async () => {
      const room = await scene.host({ encoding });
      const client = scene.add(startLabClient(room.port, '127.0.0.1', '', encoding));
      await client.receives('已进入聊天室'.replace('进', encoding === 'big5' ? '?' : '进'));
      client.type('你好, recv');
      await room.logs('你好, recv');
      room.say('中文 OK');
      await client.receives('中文 OK');
      assert.throws(() => room.say('👍'), { code: 'not-in-encoding' });
    });
  }

  it('is offered once when a guest doesn’t send UTF-8, and can be changed while the room is open', async () => {
    const room = await scene.host();
    const suspected: string[] = [];
    room.session.encoding.onDidSuspect(({ encoding }) => suspected.push(encoding));
    const { encode } = await loadEncoding('gbk');
    const client = await scene.member(room.port);
    client.write(encode('你好，我在第三行出错了'));
    await waitFor(() => suspected.length > 0, 'the encoding is suspected');
    client.write(encode('又一句，还是那个编码'));
    await waitFor(() => room.messages.length === 2, 'the second message is in');
    assert.equal(await room.session.encoding.set('gbk'), true);
    client.write(encode('现在好了'));
    await room.logs('现在好了');
    assert.deepEqual(suspected, ['gbk']);
    assert.equal(room.session.encoding.name, 'gbk');
  });

  it('works in a joined room as well', async () => {
    const host = await scene.host({ encoding: 'gb18030' });
    const guest = await scene.join(host.port);
    await guest.session.encoding.set('gb18030');
    guest.say('好 👍');
    await host.logs('好 👍');
    host.say('是');
    await guest.logs('是');
  });
});
