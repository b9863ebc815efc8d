/**
 * Finds a text in the person's language and fills in `{0}`, `{1}`, …: the part of `vscode.l10n.t`
 * that is used here. Passed in, so that the words can be tested without an editor.
 */
export type Translate = (message: string, ...values: (string | number)[]) => string;
