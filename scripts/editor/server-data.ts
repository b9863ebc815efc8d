import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from './failure';
import { addLanguagePack } from './language-pack';

/** What a server's windows have from the start. */
export interface ServerData {
  /** User settings on top of the quiet ones; all windows of a server share them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folders of unpacked extensions that every window has installed. */
  readonly extensions?: readonly string[];
}

/** Keeps a window quiet: nothing moves, pops up or asks on its own. */
const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  // Nothing is sent to the networks of the computer that runs the windows.
  'deskmate.nearbyAdapters': ['lo'],
  'extensions.ignoreRecommendations': true,
  // A window's settings are in its folder; hide them.
  'files.exclude': { '**/.vscode': true },
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  // Otherwise each extension host looks at all processes of the computer every two seconds.
  'remote.autoForwardPortsSource': 'output',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  // Otherwise the first file in JavaScript starts npm, which asks the registry for the types of its libraries.
  'typescript.disableAutomaticTypeAcquisition': true,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Fills a server's data folder before its first start. */
export async function prepareServerData(
  folder: string,
  { settings, extensions = [] }: ServerData,
): Promise<void> {
  const userData = path.join(folder, 'data');
  await mkdir(path.join(userData, 'User'), { recursive: true });
  await mkdir(path.join(folder, 'extensions'));
  await writeJson(path.join(userData, 'User/settings.json'), { ...QUIET_SETTINGS, ...settings });
  await addLanguagePack(userData);
  if (extensions.length > 0) {
    const entries = await Promise.all(extensions.map(installedExtension));
    await writeJson(path.join(folder, 'extensions/extensions.json'), entries);
  }
}

/**
 * Links the extensions that come with the editor into a server's data folder.
 *
 * @param vscode folder of the editor's own server
 * @param without names of those that are left out
 * @returns the folder of the links
 * @throws {Failure} when the editor has none of such a name
 */
export async function linkBuiltIns(
  vscode: string,
  data: string,
  without: readonly string[],
): Promise<string> {
  const all = path.join(vscode, 'extensions');
  const links = path.join(data, 'built-ins');
  await mkdir(links);
  const entries = await readdir(all, { withFileTypes: true });
  const names = entries.filter((each) => each.isDirectory()).map(({ name }) => name);
  const missing = without.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Failure(`The editor comes without ${missing.join(', ')}.`);
  // Anyone may make junctions on Windows; elsewhere, the type means nothing.
  const link = (name: string) => symlink(path.join(all, name), path.join(links, name), 'junction');
  await Promise.all(names.filter((name) => !without.includes(name)).map(link));
  return links;
}

/** An entry of the list of installed extensions; the extension can be in any folder. */
async function installedExtension(folder: string): Promise<unknown> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  return {
    identifier: { id: `${manifest.publisher}.${manifest.name}` },
    version: manifest.version,
    location: { $mid: 1, scheme: 'file', path: decodeURIComponent(pathToFileURL(folder).pathname) },
    metadata: {},
  };
}

function writeJson(file: string, value: unknown): Promise<void> {
  return writeFile(file, JSON.stringify(value, null, 2));
}
