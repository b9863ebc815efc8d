import * as vscode from 'vscode';
import { inertText } from '../../util/inert-text';

/** What lists and text boxes share. */
export abstract class QuickInput<I extends vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox>
  implements vscode.Disposable
{
  readonly onDidHide: I['onDidHide'];
  readonly onDidTriggerButton: I['onDidTriggerButton'];

  constructor(protected readonly input: I) {
    this.onDidHide = input.onDidHide;
    this.onDidTriggerButton = input.onDidTriggerButton;
  }

  set title(text: string) {
    this.input.title = inertText(text);
  }

  set placeholder(text: string) {
    this.input.placeholder = inertText(text);
  }

  set step(step: number) {
    this.input.step = step;
  }

  set totalSteps(steps: number) {
    this.input.totalSteps = steps;
  }

  set ignoreFocusOut(on: boolean) {
    this.input.ignoreFocusOut = on;
  }

  set buttons(buttons: readonly vscode.QuickInputButton[]) {
    this.input.buttons = buttons;
  }

  /** What is typed: never changed. */
  set value(text: string) {
    this.input.value = text;
  }

  get value(): string {
    return this.input.value;
  }

  set busy(on: boolean) {
    this.input.busy = on;
  }

  get busy(): boolean {
    return this.input.busy;
  }

  set enabled(on: boolean) {
    this.input.enabled = on;
  }

  show(): void {
    this.input.show();
  }

  hide(): void {
    this.input.hide();
  }

  dispose(): void {
    this.input.dispose();
  }
}

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
