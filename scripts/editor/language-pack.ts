import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fetchPackage } from './npm';
import { store } from './store';
import { LANGUAGE_PACK } from './versions';

/** VS Code's name for Simplified Chinese, as in `vscode.env.language`. */
export const CHINESE = 'zh-cn';

/**
 * Gives a server the Chinese texts of the editor, as an installed language pack would. The server
 * then shows each browser its own language, by the Accept-Language header.
 *
 * @param userData the server's folder with `User/`
 */
export async function addLanguagePack(userData: string): Promise<void> {
  const translations = path.join(await fetchLanguagePack(), 'main.i18n.json');
  const pack = {
    hash: LANGUAGE_PACK.version,
    label: '中文(简体)',
    extensions: [
      { extensionIdentifier: { id: 'ms-ceintl.vscode-language-pack-zh-hans' }, version: '1.0.0' },
    ],
    translations: { vscode: translations },
  };
  await writeFile(path.join(userData, 'languagepacks.json'), JSON.stringify({ [CHINESE]: pack }));
  // Without this file the server takes English whatever the browser asks for.
  await writeFile(path.join(userData, 'User/argv.json'), '{}');
}

function fetchLanguagePack(): Promise<string> {
  return store.get(`language-${CHINESE}`, {
    title: 'Fetching the Chinese texts of VS Code (once):',
    steps: 1,
    async fill(folder, progress) {
      progress.next(LANGUAGE_PACK.name);
      const wanted = 'translations/main.i18n.json.js';
      await fetchPackage(
        `${LANGUAGE_PACK.name}@${LANGUAGE_PACK.version}`,
        folder,
        (file) => file === wanted,
      );
      // The texts come as an ES module, the editor reads JSON.
      const module = path.join(folder, 'texts.mjs');
      await rename(path.join(folder, wanted), module);
      const { default: contents } = await import(pathToFileURL(module).href);
      await writeFile(
        path.join(folder, 'main.i18n.json'),
        JSON.stringify({ version: '1.0.0', contents }),
      );
    },
  });
}
