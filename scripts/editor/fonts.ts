import { execFile } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { fetchPackage } from './npm';
import { STORE, store } from './store';
import { FONTS } from './versions';

/**
 * What a browser needs in its environment to show Chinese: nothing where the system has a Chinese
 * font, else a fontconfig file that adds fetched ones. Only Linux comes without such fonts.
 */
export async function fontEnvironment(): Promise<Record<string, string>> {
  if (process.platform !== 'linux' || (await hasChineseFont())) return {};
  const fonts = await store.get(`fonts-${FONTS.map(({ version }) => version).join('-')}`, {
    title: 'Fetching fonts (once):',
    steps: FONTS.length,
    async fill(folder, progress) {
      for (const { name, version, weights } of FONTS) {
        progress.next(name);
        const wanted = new RegExp(`(?:${weights.join('|')})[A-Za-z]+\\.ttf$`);
        await fetchPackage(`${name}@${version}`, `${folder}/${path.basename(name)}`, (file) =>
          wanted.test(file),
        );
      }
    },
  });
  return { FONTCONFIG_FILE: await writeFontConfig(fonts) };
}

async function hasChineseFont(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('fc-list', [':lang=zh-cn', 'file']);
    return stdout.trim() !== '';
  } catch {
    // Without the tool there is no way to ask; the fetched fonts do no harm.
    return false;
  }
}

/** Written at every start, for it names the folder, which may have been moved. */
async function writeFontConfig(fonts: string): Promise<string> {
  const folder = path.join(STORE, 'fontconfig');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'fonts.conf');
  const prefer = (generic: string, ...families: string[]) =>
    `<alias binding="strong"><family>${generic}</family><prefer>${families
      .map((family) => `<family>${family}</family>`)
      .join('')}</prefer></alias>`;
  // Renamed into place: another run may be reading it.
  const draft = `${file}.${process.pid}`;
  await writeFile(
    draft,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${fonts}</dir>
  <cachedir>${folder}</cachedir>
  ${prefer('sans-serif', 'Noto Sans', 'Noto Sans SC')}
  ${prefer('system-ui', 'Noto Sans', 'Noto Sans SC')}
  ${prefer('monospace', 'Noto Sans Mono', 'Noto Sans SC')}
</fontconfig>
`,
  );
  await rename(draft, file);
  return file;
}
