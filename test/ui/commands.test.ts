import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commands } from '../../src/ui/commands';

interface Contribution {
  readonly command: string;
  readonly when?: string;
}

const manifestText = readFileSync('package.json', 'utf8');
const { contributes } = JSON.parse(manifestText) as {
  readonly contributes: {
    readonly commands: readonly Contribution[];
    readonly menus: Readonly<Record<string, readonly Contribution[]>>;
    readonly keybindings: readonly Contribution[];
  };
};
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;

/** The rows, loosely typed: their fields differ from row to row. */
const rows = Object.entries<{
  readonly title: string;
  readonly icon?: string;
  readonly enablement?: string;
  readonly palette?: string;
}>(commands);

const keyOf = (id: string) => id.replace('deskmate.', 'command.');

describe('the commands of package.json', () => {
  it('match the table, with their icons and enablement', () => {
    const wanted = rows.map(([command, { icon, enablement }]) => ({
      command,
      title: `%${keyOf(command)}%`,
      category: '%category%',
      ...(icon !== undefined && { icon: `$(${icon})` }),
      ...(enablement !== undefined && { enablement }),
    }));
    const byId = (a: Contribution, b: Contribution) => a.command.localeCompare(b.command);
    assert.deepEqual([...contributes.commands].sort(byId), wanted.sort(byId));
  });

  it('have the titles in the table', () => {
    const titles = Object.entries(texts).filter(([key]) => key.startsWith('command.'));
    const wanted = rows.map(([id, { title }]) => [keyOf(id), title]);
    assert.deepEqual(titles.sort(), wanted.sort());
  });

  it('are in the command palette when the table says so', () => {
    const listed = contributes.menus.commandPalette?.map(({ command, when }) => [command, when]);
    const wanted = rows.flatMap(([id, { palette }]) =>
      palette === undefined ? [] : [[id, palette]],
    );
    assert.deepEqual(listed?.sort(), wanted.sort());
  });

  it('are all that menus, keybindings and the walkthrough run', () => {
    const { menus, keybindings } = contributes;
    const run = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
    const named = [manifestText, ...Object.values(texts)].flatMap((text) =>
      [...text.matchAll(/\b(?:onC|c)ommand:([\w.]+)/g)].map((match) => match[1] ?? ''),
    );
    assert.ok(named.length > 3, `${named.length} found`);
    const own = [...run, ...named.filter((id) => id.startsWith('deskmate.'))];
    assert.deepEqual(
      own.filter((id) => !(id in commands)),
      [],
    );
  });
});
