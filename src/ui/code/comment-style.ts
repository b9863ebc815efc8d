import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { type CommentStyle, commentStyleOf } from './quote-comment';

/** How a language writes comments, from the configuration that its extension brings. */
export async function commentStyle(languageId: string): Promise<CommentStyle> {
  for (const { packageJSON, extensionUri } of vscode.extensions.all) {
    const languages: unknown = packageJSON?.contributes?.languages;
    if (!Array.isArray(languages)) continue;
    for (const language of languages) {
      const { id, configuration } = Object(language);
      if (id !== languageId || typeof configuration !== 'string') continue;
      const style = commentStyleOf(await read(vscode.Uri.joinPath(extensionUri, configuration)));
      if (style) return style;
    }
  }
  return {};
}

async function read(uri: vscode.Uri): Promise<unknown> {
  try {
    return parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    // An extension on another machine, or one without its file: the text is quoted as in a mail.
    return undefined;
  }
}
