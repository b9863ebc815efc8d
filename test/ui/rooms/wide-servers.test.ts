import assert from 'node:assert/strict';
import type { ParsedServer } from '../../../src/protocol/wide-server-file';
import { formatServerLink } from '../../../src/protocol/wide-server-file';
import { CodedError } from '../../../src/strings/problem';
import { english } from '../../../src/strings/translate';
import {
  type ListedServer,
  onlyServer,
  serverFor,
  serverItems,
  WideServers,
} from '../../../src/ui/rooms/wide-servers';
import { campusAccess } from '../../helpers/wide-servers';

const campus: ListedServer = {
  entry: '/etc/campus.json',
  loaded: { ok: true, server: campusAccess },
};
const other: ListedServer = {
  entry: '/etc/other.json',
  loaded: { ok: true, server: { ...campusAccess, name: 'Other' } },
};
const broken: ListedServer = {
  entry: '/etc/broken.json',
  loaded: { ok: false, problem: { code: 'unreadable' } },
};

class FakeSettings {
  constructor(public wideServers: readonly string[]) {}
  async addWideServer(entry: string): Promise<void> {
    this.wideServers = [...this.wideServers, entry];
  }
}

describe('the servers for wide rooms', () => {
  const load = async (entry: string): Promise<ParsedServer> =>
    entry.startsWith('bad')
      ? { ok: false, problem: { code: 'not-server' } }
      : { ok: true, server: campusAccess };

  it('are those of the setting, read anew each time', async () => {
    const settings = new FakeSettings(['a', 'bad']);
    const servers = new WideServers(settings, load);
    const found = async () => (await servers.list()).map(({ entry, loaded }) => [entry, loaded.ok]);
    assert.deepEqual(await found(), [
      ['a', true],
      ['bad', false],
    ]);
    settings.wideServers = ['b'];
    assert.deepEqual(await found(), [['b', true]]);
  });

  it('are remembered once they have been read, and only then', async () => {
    const settings = new FakeSettings([]);
    const servers = new WideServers(settings, load);
    assert.equal((await servers.add('bad')).ok, false);
    assert.deepEqual(settings.wideServers, []);
    assert.equal((await servers.add('good')).ok, true);
    assert.deepEqual(settings.wideServers, ['good']);
  });

  it('need no choice if there is one and nothing is wrong with it', () => {
    assert.equal(onlyServer([campus]), campusAccess);
    for (const listed of [[], [broken], [campus, broken], [campus, other]]) {
      assert.equal(onlyServer(listed), undefined);
    }
  });

  it('are in a list, above what leads to another one', () => {
    const items = serverItems([campus, broken], english);
    assert.deepEqual(
      items.map(({ label, value }) => [label, value?.type]),
      [
        ['Example University', 'server'],
        ['/etc/broken.json', 'settings'],
        ['Choose Server File…', 'choose-file'],
        ['Paste Link to Server…', 'paste-link'],
        ['How to Run a Server', 'help'],
      ],
    );
    assert.match(items[0]?.detail ?? '', /nats1\.example\.edu:4222, nats2/);
    assert.match(items[1]?.detail ?? '', /can’t be read/);
  });

  it('are shown without their keys and without what deceives', () => {
    const link = formatServerLink(campusAccess, 'vscode').slice(0, -4);
    const [item] = serverItems([{ ...broken, entry: link }], english);
    assert.equal(item?.label, 'vscode://deskmate.deskmate/server…');
    const name = `\u202Egnp\n${'x'.repeat(500)}`;
    const [hostile] = serverItems(
      [{ entry: 'a', loaded: { ok: true, server: { ...campusAccess, name } } }],
      english,
    );
    assert.doesNotMatch(hostile?.label ?? '', /[\u202E\n]/);
    assert.ok((hostile?.label.length ?? 999) <= 64);
  });

  it('are named by programs, unless there is only one', () => {
    assert.equal(serverFor(undefined, [campus, broken], english), campusAccess);
    assert.equal(serverFor('Example University', [campus, other], english), campusAccess);
    for (const [name, listed] of [
      [undefined, []],
      [undefined, [campus, other]],
      ['Third', [campus, other]],
      ['Example University', [campus, campus]],
    ] as const) {
      assert.throws(
        () => serverFor(name, listed, english),
        (error) => error instanceof CodedError && error.code === 'bad-argument',
      );
    }
  });
});
