import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostArguments, readHostArguments } from '../../../src/cli/host-arguments';
import { parseCommand } from '../../../src/cli/parse-command';
import { english } from '../../../src/strings/translate';

const docs = join(__dirname, '..', '..', '..', 'docs');
const read = (file: string) => readFileSync(join(docs, file), 'utf8');

/** What the program makes of a command line. */
function readCommand([program, command, ...args]: readonly string[]): HostArguments {
  assert.deepEqual([program, command], ['deskmate', 'host']);
  const defaults = {
    kind: 'pair',
    person: (given = '') => given,
    address: () => '::',
    data: (given: string | undefined) => given,
  } as const;
  return readHostArguments(parseCommand('host', args, english).values, defaults, english);
}

function checkService({ isService, host, data }: HostArguments, folder: string): void {
  assert.deepEqual([isService, data], [true, folder]);
  assert.notEqual(host.port, 0, 'a firewall has to know its port');
  assert.notEqual(host.person, '', 'the login name of a service says nothing');
}

describe('the files to run a service with', () => {
  it('are a systemd unit whose command the program takes', () => {
    const [, line = ''] =
      /^ExecStart=\/usr\/local\/bin\/(.*)$/m.exec(read('service/deskmate.service')) ?? [];
    const words = line
      .split(' ')
      .map((word) => word.replace(/\$\{STATE_DIRECTORY\}/, '/var/lib/x'));
    checkService(readCommand(words), '/var/lib/x');
  });

  it('are a Dockerfile whose command the program takes', () => {
    const file = read('service/Dockerfile');
    const listOf = (name: string) =>
      JSON.parse(new RegExp(`^${name} (\\[.*\\])$`, 'm').exec(file)?.[1] ?? '') as string[];
    checkService(readCommand([...listOf('ENTRYPOINT'), ...listOf('CMD')]), '/data');
  });

  it('are a page whose command the program takes', () => {
    const [, line = ''] = /^(deskmate host --service .*)$/m.exec(read('SERVICE.md')) ?? [];
    checkService(readCommand(line.split(' ')), '/var/lib/deskmate');
  });
});
