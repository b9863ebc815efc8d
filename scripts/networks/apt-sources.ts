import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../editor/failure';

/** The component of Debian that has the packages wanted here. */
const COMPONENT = 'main';

/** A release's name, such as `trixie`; updates and security have others: `trixie-updates`. */
const RELEASE = /^[a-z]+$/;

/**
 * Where this computer gets its Debian packages, with another release in place of its own: the contents of a
 * `.sources` file and of a `.list` file. Keys stay as they are, so apt checks the same signatures.
 *
 * @throws {Failure} when this computer has no apt
 */
export async function sourcesOf(
  release: string,
): Promise<{ readonly sources: string; readonly list: string }> {
  const { list, folder } = await aptFiles();
  const names = await readdir(folder).catch(() => []);
  const read = async (ending: string, more: readonly string[] = []) => {
    const files = names.filter((name) => name.endsWith(ending)).map((it) => path.join(folder, it));
    const texts = [...more, ...files].map((file) => readFile(file, 'utf8').catch(() => ''));
    return (await Promise.all(texts)).join('\n\n');
  };
  return {
    sources: sourcesFor(release, await read('.sources')),
    list: listFor(release, await read('.list', [list])),
  };
}

async function aptFiles(): Promise<{ list: string; folder: string }> {
  const args = ['shell', 'LIST', 'Dir::Etc::sourcelist/f', 'PARTS', 'Dir::Etc::sourceparts/d'];
  const { stdout } = await promisify(execFile)('apt-config', args).catch(() => {
    throw new Failure('there is no apt here');
  });
  const value = (name: string) => new RegExp(`^${name}='(.*)'$`, 'm').exec(stdout)?.[1] ?? '';
  return { list: value('LIST'), folder: value('PARTS') };
}

/** Rewrites a file in the format deb822, one paragraph for each source. */
export function sourcesFor(release: string, text: string): string {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  const sources = lines.join('\n').split(/\n(?:[ \t]*\n)+/);
  const wanted = sources.filter((source) => {
    const words = (field: string) => fieldOf(source, field)?.split(/\s+/) ?? [];
    if (fieldOf(source, 'Enabled')?.toLowerCase() === 'no') return false;
    if (!words('Types').includes('deb') || !words('Components').includes(COMPONENT)) return false;
    return words('Suites').some((suite) => RELEASE.test(suite));
  });
  const values = { Types: 'deb', Suites: release, Components: COMPONENT };
  const rewritten = wanted.map((source) =>
    Object.entries(values).reduce(
      (result, [field, value]) => result.replace(fieldPattern(field), `${field}: ${value}`),
      source.trim(),
    ),
  );
  return [...new Set(rewritten)].map((source) => `${source}\n`).join('\n');
}

/** A field with the lines that continue it. */
function fieldPattern(field: string): RegExp {
  return new RegExp(`^${field}:[ \\t]*(.*(?:\\n[ \\t].*)*)$`, 'im');
}

function fieldOf(source: string, field: string): string | undefined {
  return fieldPattern(field).exec(source)?.[1]?.trim();
}

/** Rewrites a file with one source in each line. */
export function listFor(release: string, text: string): string {
  const found = text.split('\n').flatMap((line) => {
    const [, options = '', uri, suite = '', rest = ''] =
      /^\s*deb\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)([^#]*)/.exec(line) ?? [];
    if (uri === undefined || !RELEASE.test(suite)) return [];
    if (!rest.split(/\s+/).includes(COMPONENT)) return [];
    return [`deb ${options.trimEnd()}${options && ' '}${uri} ${release} ${COMPONENT}`];
  });
  return [...new Set(found)].map((line) => `${line}\n`).join('');
}
