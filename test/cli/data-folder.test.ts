import assert from 'node:assert/strict';
import { dataFolder } from '../../src/cli/data-folder';

describe('the folder for saved rooms', () => {
  const linux = { cwd: '/home/ann/lab', env: {}, platform: 'linux' } as const;

  it('is where the system keeps the data of programs', () => {
    assert.equal(dataFolder(undefined, linux, '/home/ann'), '/home/ann/.local/share/deskmate');
    const xdg = { ...linux, env: { XDG_DATA_HOME: '/data' } };
    assert.equal(dataFolder(undefined, xdg, '/home/ann'), '/data/deskmate');
    const relative = { ...linux, env: { XDG_DATA_HOME: 'data' } };
    assert.equal(dataFolder(undefined, relative, '/home/ann'), '/home/ann/.local/share/deskmate');
    const mac = { ...linux, platform: 'darwin' } as const;
    assert.equal(
      dataFolder(undefined, mac, '/Users/ann'),
      '/Users/ann/Library/Application Support/Deskmate',
    );
    const windows = { ...linux, platform: 'win32', env: { APPDATA: 'C:\\Roaming' } } as const;
    assert.equal(dataFolder(undefined, windows, 'C:\\Users\\ann'), 'C:\\Roaming\\Deskmate');
  });

  it('is the one that the user names, from the current folder', () => {
    assert.equal(dataFolder('rooms', linux), '/home/ann/lab/rooms');
    assert.equal(dataFolder('/rooms', linux), '/rooms');
  });
});
