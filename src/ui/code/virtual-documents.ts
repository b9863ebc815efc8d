import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { lineText } from '../../protocol/room-text';
import type { Translate } from '../../strings/translate';
import { inertText } from '../../util/inert-text';

/**
 * Languages whose tools do what a text says: load what it names (`$schema`, a DTD) as soon as it is open,
 * from wherever its author likes, or make links of it that run commands.
 */
const active: ReadonlySet<string> = new Set([
  ...['json', 'jsonc', 'json5', 'jsonl', 'snippets', 'code-snippets', 'toml'],
  ...['xml', 'xsl', 'dtd', 'yaml', 'dockercompose', 'github-actions-workflow'],
  ...['markdown', 'mdx', 'quarto', 'rmd', 'asciidoc', 'restructuredtext', 'latex'],
  ...['prompt', 'instructions', 'chatmode', 'chatagent', 'skill'],
  ...['html', 'handlebars', 'razor', 'vue', 'svelte', 'astro', 'css', 'scss', 'less'],
]);

/** Shows nothing, and makes a name one that no language is known by. */
const unknownName = '\u200b';

/** Whether a text of somebody else may be shown in this language. */
export function isPassive(languageId: string): boolean {
  return !active.has(languageId);
}

/** How much is kept: texts, and UTF-16 units of all of them together. */
const maxTexts = 200;
const maxUnits = 16 * 1024 * 1024;

/**
 * Read-only documents with other people's texts. Their editors' tabs show the file's name, and the
 * path's extension gives them their language, where its tools do nothing that a text says. The same text
 * under the same path is the same document.
 */
export class VirtualDocuments implements vscode.TextDocumentContentProvider {
  /** By address, the one used last at the end. */
  private readonly texts = new Map<string, string>();
  private units = 0;

  constructor(
    private readonly t: Translate,
    /** Of these documents’ addresses; only one provider answers for a scheme. */
    readonly scheme = 'deskmate',
  ) {}

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(this.scheme, this);
  }

  /** @param path as in a card; it names the document and is never looked up anywhere */
  async add(path: string, text: string): Promise<vscode.Uri> {
    const name = shownPath(path);
    return this.keep((await this.isPassive(name)) ? name : name + unknownName, text);
  }

  /** Only the editor knows which language a name stands for: it is asked with an empty text. */
  private async isPassive(name: string): Promise<boolean> {
    const { languageId } = await vscode.workspace.openTextDocument(this.keep(name, ''));
    return isPassive(languageId);
  }

  private keep(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({
      scheme: this.scheme,
      path: `/${name}`,
      query: createHash('sha256').update(text).digest('base64url').slice(0, 16),
    });
    const key = uri.toString();
    this.remove(key);
    this.texts.set(key, text);
    this.units += text.length;
    for (const oldest of this.texts.keys()) {
      if (this.texts.size <= 1 || (this.texts.size <= maxTexts && this.units <= maxUnits)) break;
      this.remove(oldest);
    }
    return uri;
  }

  /** Called by the editor, also for a tab that was open when the window was reloaded. */
  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.texts.get(uri.toString()) ??
      this.t('This text is no longer available. Open it from the chat again.')
    );
  }

  private remove(key: string): void {
    this.units -= this.texts.get(key)?.length ?? 0;
    this.texts.delete(key);
  }
}

/** A path with names only, so that it looks like one wherever the editor shows it. */
function shownPath(path: string): string {
  const names = inertText(lineText(path))
    .split(/[\\/]/)
    .filter((name) => name !== '' && name !== '.' && name !== '..');
  return names.join('/') || '?';
}
