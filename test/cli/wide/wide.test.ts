import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNatsServer } from '../../../scripts/nats-server';
import { wideIn } from '../../helpers/cli/wide-command';
import { itUnless } from '../../helpers/it-unless';
import { temporaryFolder } from '../../helpers/temporary-folder';

const folder = temporaryFolder();
const wide = wideIn(folder);

describe('the arguments of deskmate wide', () => {
  const cases = [
    [['sideways'], /^Say what to do: up, status, down, config$/m],
    [['up', 'now'], /^Say what to do/m],
    [['config', '--nodes', 'a:1'], /^config needs --out FOLDER\.$/m],
    [['config', '--out', 'x'], /HOST:PORT of 1, 3 or 5 nodes/],
    [['config', '--out', 'x', '--nodes', 'a:1,b:1'], /HOST:PORT of 1, 3 or 5 nodes/],
    [['config', '--out', 'x', '--nodes', 'a:1,a:1,b:1'], /HOST:PORT of 1, 3 or 5 nodes/],
    [['config', '--out', 'x', '--nodes', 'a'], /“a” isn’t a node’s HOST:PORT/],
    [['config', '--out', 'x', '--nodes', 'a:65000'], /“a:65000” isn’t a node’s HOST:PORT/],
    [['config', '--out', 'x', '--nodes', 'a:1', '--name', ' '], /--name needs a name/],
  ] as const;

  it('say what is wrong, with the code for it', async () => {
    for (const [args, message] of cases) {
      const { code, errors } = await wide(args);
      assert.equal(code, 2, errors);
      assert.match(errors, message);
    }
    const { errors } = await wide(['up', 'now'], 'zh_CN.UTF-8');
    assert.match(errors, /^请写明要做什么：up, status, down, config$/m);
  });

  it('need a nats-server', async () => {
    const missing = await wide(['up', '--server', join(folder(), 'none')]);
    assert.equal(missing.code, 1);
    assert.match(missing.errors, /none isn’t a nats-server\.\n$/);
  });

  const noScripts = process.platform === 'win32' && 'Windows runs no shell script as a program';
  itUnless(noScripts, 'need a nats-server that is new enough', async () => {
    const old = join(folder(), 'old-server');
    writeFileSync(old, '#!/bin/sh\necho nats-server: v2.9.10\n');
    chmodSync(old, 0o755);
    const { code, errors } = await wide(['up', '--server', old], 'zh_CN.UTF-8');
    assert.equal(code, 1);
    assert.match(
      errors,
      /old-server 是 2\.9\.10 版：广域房间需要 nats-server 2\.10\.27 或更新的版本。/,
    );
  });

  it('are checked before a server is made', async () => {
    const { program: server } = await findNatsServer();
    for (const [args, message] of [
      [['--nodes', '2'], /--nodes is 1 or 3, not 2\./],
      [['--listen', '0.0.0.0'], /--listen needs an address of this computer/],
      [['--port', '61534'], /--port is a number from 1 to 61533, not 61534/],
    ] as const) {
      const { code, errors } = await wide(['up', '--server', server, '--data', 'd', ...args]);
      assert.equal(code, 2, errors);
      assert.match(errors, message);
    }
    const { code, errors } = await wide(['status', '--data', 'd']);
    assert.equal(code, 1);
    assert.match(errors, /^There is no server in .*d\.\n$/);
  });
});
