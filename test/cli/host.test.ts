import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { runCli } from '../helpers/cli/cli-run';
import { temporaryFolder } from '../helpers/temporary-folder';

describe('host', () => {
  const folder = temporaryFolder();

  it('says what is wrong with a port that another program uses, and ends with 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const where = ['--address', '127.0.0.1', '--port', `${port}`, '--data', folder()];
    const { code, output, errors } = await runCli(['host', ...where]);
    other.close();
    assert.deepEqual([code, output], [1, '']);
    assert.match(errors, new RegExp(`^Another program is already using port ${port}\\..*\\n$`));
  });
});
