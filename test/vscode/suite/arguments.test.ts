import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { deskmate, refuses, run } from './api';

describe('commands with arguments', () => {
  it('refuse what they don’t understand, and say what they accept', async () => {
    await refuses(run('hostRoom', { port: 70_000 }), 'bad-argument', /0 to 65535/);
    await refuses(
      run('hostRoom', { kind: 'x' }),
      'bad-argument',
      /pair, group, class, wide, lab-hub, lab-p2p/,
    );
    await refuses(run('hostRoom', { maxClients: 0 }), 'bad-argument', /1 to 500/);
    await refuses(run('hostRoom', { maxClients: 501 }), 'bad-argument', /1 to 500/);
    await refuses(run('hostRoom', 9000), 'bad-argument', /expects an object/);
    await refuses(run('joinRoom', 9000), 'bad-argument', /as a string/);
    await refuses(run('sendMessage', { text: 'x' }), 'bad-argument', /as a string/);
    await refuses(run('changeName', 7), 'bad-argument', /as a string/);
    await refuses(run('changeName', 'x'.repeat(33)), 'bad-name', /at most 32/);
    await refuses(run('newLabClient', 'python'), 'bad-argument', /expects an object/);
    await refuses(
      run('newLabClient', { language: 'cobol' }),
      'bad-argument',
      /python, c, java, go/,
    );
    await refuses(run('openHistory', 7), 'bad-argument', /as a string/);
    await refuses(run('openHistory', '../../x'), 'not-kept', /no room/);
  });

  it('refuse invalid addresses', async () => {
    await refuses(run('joinRoom', ''), 'empty', /192\.168\.1\.5:9000/);
    await refuses(run('joinRoom', '127.0.0.1'), 'no-port', /colon/);
    await refuses(run('joinRoom', '127.0.0.1:70000'), 'bad-port', /1 to 65535/);
    await refuses(run('joinRoom', 'such/host:9000'), 'bad-host', /host name/);
    await refuses(
      run('joinRoom', 'vscode://deskmate.deskmate/join?k=pair'),
      'cut-link',
      /complete/,
    );
  });

  it('refuse what only the host of an invite room can do', async () => {
    for (const command of ['resetInvite', 'lockRoom', 'unlockRoom', 'makeGroup', 'removeMember']) {
      await refuses(run(command), 'no-room', /You aren’t hosting a room/);
    }
  });

  it('make network weather in a lab room, and refuse what can’t be', async () => {
    await refuses(run('setWeather', 'train'), 'no-room', /Host a lab room first/);
    await run('hostRoom', { kind: 'lab-hub' });
    try {
      await refuses(run('setWeather', 'rain'), 'bad-argument', /campus-wifi, train/);
      await refuses(run('setWeather', { loss: 200 }), 'bad-argument', /0\.1 to 90/);
      await refuses(run('setWeather', { reordering: 5 }), 'bad-argument', /over TCP/);
      await refuses(run('setWeather', 'train', 'nobody'), 'no-member', /“nobody”/);
      const api = await deskmate();
      const weather = () => api.getState().room?.weather;
      assert.equal(weather(), undefined);
      await run('setWeather', { loss: 5, seed: 9 });
      assert.deepEqual(weather(), { all: { loss: 5, seed: 9 }, members: [] });
      await run('setWeather', 'byte-by-byte');
      assert.deepEqual(weather(), { all: { chunkBytes: 1 }, members: [] });
      await run('setWeather', null);
      assert.equal(weather(), undefined);
    } finally {
      await run('leaveRoom');
    }
  });

  it('refuse a message without a room, and one that can’t be sent', async () => {
    await refuses(run('sendMessage', 'hello'), 'no-room', /aren’t in a room/);
    await run('hostRoom', { kind: 'lab-hub' });
    try {
      await refuses(run('sendMessage', '  \n'), 'empty', /empty/);
      await refuses(run('sendMessage', 'x'.repeat(32 * 1024 + 1)), 'too-long', /32 KiB/);
      await run('sendMessage', 'x'.repeat(32 * 1024));
    } finally {
      await run('leaveRoom');
    }
  });

  it('do nothing when there is no room to leave', async () => {
    await run('leaveRoom');
    assert.equal((await deskmate()).getState().connection.kind, 'offline');
  });
});

describe('the settings', () => {
  it('have the documented defaults', () => {
    const settings = vscode.workspace.getConfiguration('deskmate');
    assert.equal(settings.get('notifications'), 'mentionsAndPartner');
    assert.equal(settings.get('rememberRooms'), true);
    assert.equal(settings.get('keepTranscript'), true);
    assert.equal(settings.get('name'), '');
    assert.equal(settings.get('history.keep'), true);
    assert.equal(settings.get('history.days'), 90);
  });
});
