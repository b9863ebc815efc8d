import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { normalizeLine } from '../../protocol/message-text';
import type { Translate } from '../../strings/translate';
import { inertText } from '../../util/inert-text';
import { columnForCode } from './editor-column';

/**
 * Languages whose tools act on a document as soon as it opens: they load what it names (`$schema`, a DTD)
 * from anywhere, or turn parts of it into links that run commands.
 */
const activeLanguages: ReadonlySet<string> = new Set([
  ...['json', 'jsonc', 'json5', 'jsonl', 'snippets', 'code-snippets', 'toml'],
  ...['xml', 'xsl', 'dtd', 'yaml', 'dockercompose', 'github-actions-workflow'],
  ...['markdown', 'mdx', 'quarto', 'rmd', 'asciidoc', 'restructuredtext', 'latex'],
  ...['prompt', 'instructions', 'chatmode', 'chatagent', 'skill'],
  ...['html', 'handlebars', 'razor', 'vue', 'svelte', 'astro', 'css', 'scss', 'less'],
]);

/**
 * A suffix that makes a name one of plain text. A name that means no language isn't enough: the editor would
 * look at the first line, and see XML or YAML.
 */
const plainName = '\u200b.txt';

/** Whether a text from someone else may be shown in this language. */
export function isPassive(languageId: string): boolean {
  return !activeLanguages.has(languageId);
}

/** The limits of the cache: the number of texts, and their total length in UTF-16 units. */
const maxTexts = 200;
const maxUnits = 16 * 1024 * 1024;

/**
 * Read-only documents with other people's texts. The editor tab shows the file's name, and the path's
 * extension sets the language, unless that language's tools would act on the text. The same text at the
 * same path is the same document.
 */
export class VirtualDocuments implements vscode.TextDocumentContentProvider {
  /** By address; the most recently used one is last. */
  private readonly texts = new Map<string, string>();
  private units = 0;

  constructor(
    private readonly t: Translate,
    /** The scheme of these documents; each scheme has only one provider. */
    readonly scheme = 'deskmate',
  ) {}

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(this.scheme, this);
  }

  /**
   * Adds a document and returns its address. Its name ends in `.txt` unless the name that it has means a language
   * that may be shown.
   * @param path as in a card; it names the document and is never resolved
   */
  async add(path: string, text: string): Promise<vscode.Uri> {
    const name = shownPath(path);
    const language = await this.languageOf(name);
    const isNamed = language === 'plaintext' ? /\.txt$/i.test(name) : isPassive(language);
    return this.keep(isNamed ? name : name + plainName, text);
  }

  /**
   * Adds a document and opens it, always as text: by its name, the editor could open it as a notebook, or as
   * what an extension draws.
   */
  async show(path: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(await this.add(path, text));
    await vscode.window.showTextDocument(document, {
      viewColumn: columnForCode(document.uri),
      preview: true,
    });
  }

  /** The language of a name. Only the editor knows it, so ask it with an empty text. */
  private async languageOf(name: string): Promise<string> {
    const { languageId } = await vscode.workspace.openTextDocument(this.keep(name, ''));
    return languageId;
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

  /** Called by the editor, also for a tab that was open before the window was reloaded. */
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

/** A display path made only of plain names. */
function shownPath(path: string): string {
  const names = inertText(normalizeLine(path))
    .split(/[\\/]/)
    .filter((name) => name !== '' && name !== '.' && name !== '..');
  return names.join('/') || '?';
}
