import { RawClient } from '../helpers/raw-client';
import { closeWindows, openWindow } from './fixture';
import { hostHub, joinRoom, waitForArticle } from './steps';
describe('pictures', () => {
  after(closeWindows);
  it('takes them', async () => {
    const [a, b] = await Promise.all([openWindow(), openWindow({ theme: 'dark' })]);
    const port = await hostHub(a, { clients: 1 });
    const raw = await RawClient.connect(port);
    await raw.hears('已进入');
    await joinRoom(b, port);
    await b.waitForStatus('Waiting to be let in');
    await b.panel().send('is anybody there?');
    await b.screenshot('/tmp/wt/waiting.png');
    await a.waitForStatus('1 waiting');
    await a.screenshot('/tmp/wt/host-line.png');
    for (const t of ['<img src=x onerror="top.hacked = 1">', 'user\u202Egnp.exe\u2066\u2067 right to left', 'no-space-anywhere'.repeat(60), '\u001b[31mred\u001b[0m \u0000 end', '你好 https://example.invalid/']) {
      raw.write(t); if (t.includes('red')) await a.panel().waitForText('red'); else await waitForArticle(a.panel(), t);
    }
    await a.panel().waitForText('red');
    await a.screenshot('/tmp/wt/hostile.png');
    raw.write('q');
    await b.waitForStatus('In a room');
    await b.panel().composer.pressSequentially('draft');
    await b.openContainer('Explorer');
    await a.panel().send('one\ntwo'); await a.panel().send('二');
    await b.waitForStatus('2 new');
    await b.screenshot('/tmp/wt/hidden.png');
    await b.openContainer('Deskmate');
    await b.panel().log.getByRole('separator', { name: 'New messages' }).waitFor();
    await b.runCommand('Chat: Open in Editor');
    await waitForArticle(b.panel('editor'), '二');
    await b.screenshot('/tmp/wt/divider.png');
    await b.waitUntilStored('draft');
    await b.reload();
    await b.waitForStatus('offline');
    await waitForArticle(b.panel('editor'), '二');
    await b.screenshot('/tmp/wt/reloaded.png');
    await joinRoom(b, 1);
    await b.waitForNotification('Nobody listens');
    await b.screenshot('/tmp/wt/refused.png');
    raw.destroy();
  });
});
