import * as vscode from 'vscode';
import { inertText } from '../../util/inert-text';
import { QuickInput } from './quick-input';

/** As the editor's function of this name. */
export function createInputBox(): InputBox {
  return new InputBox(vscode.window.createInputBox());
}

/** As the editor's function of this name. */
export function showInputBox({
  title,
  prompt,
  ignoreFocusOut,
}: {
  readonly title: string;
  readonly prompt: string;
  readonly ignoreFocusOut: boolean;
}): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: inertText(title),
    prompt: inertText(prompt),
    ignoreFocusOut,
  });
}

/** The editor's text box. */
export class InputBox extends QuickInput<vscode.InputBox> {
  readonly onDidAccept = this.input.onDidAccept;
  readonly onDidChangeValue = this.input.onDidChangeValue;

  set prompt(text: string) {
    this.input.prompt = inertText(text);
  }

  /** Says what is waited for, in place of the question. What is typed stays. */
  showWaiting(words: string, detail: string): void {
    this.input.validationMessage = undefined;
    this.prompt = `${words} ${detail}`;
  }

  set validationMessage(text: string | undefined) {
    this.input.validationMessage = text === undefined ? undefined : inertText(text);
  }
}
