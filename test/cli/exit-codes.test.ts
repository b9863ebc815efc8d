import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CommandError, ExitCode, exitCodeOf, UsageError } from '../../src/cli/exit-codes';
import { NetError } from '../../src/protocol/net-error';

describe('exit codes', () => {
  it('say what kind of failure it was', () => {
    assert.equal(exitCodeOf(new UsageError('--port')), 2);
    assert.equal(exitCodeOf(new NetError('room-locked', '')), 3);
    assert.equal(exitCodeOf(new NetError('refused', 'ECONNREFUSED')), 4);
    assert.equal(exitCodeOf(new NetError('wrong-pin', '')), 5);
    assert.equal(exitCodeOf(new CommandError('', ExitCode.undelivered)), 6);
    assert.equal(exitCodeOf(new TypeError('a mistake in the program')), 1);
  });

  it('are all in the manual', () => {
    const page = readFileSync('docs/COMMAND-LINE.md', 'utf8');
    for (const code of Object.values(ExitCode))
      assert.match(page, new RegExp(`^\\| ${code} +\\| \\w`, 'm'));
  });
});
