import assert from 'node:assert/strict';
import { remoteMachine } from '../../../src/ui/rooms/remote-machine';

describe('the machine a port is opened on', () => {
  it('is another one only where the extension runs beside a remote folder', () => {
    assert.equal(remoteMachine('ssh-remote', true), 'ssh-remote');
    assert.equal(remoteMachine('ssh-remote', false), undefined);
    assert.equal(remoteMachine(undefined, true), undefined);
    assert.equal(remoteMachine('127.0.0.1:8080', true), undefined);
  });
});
