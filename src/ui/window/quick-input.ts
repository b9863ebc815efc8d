import * as vscode from 'vscode';
import { paragraph } from '../../text/paragraph';
import { inertText } from '../../util/inert-text';

/** The common part of lists and text boxes. Texts are made inert before the editor shows them. */
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

  /** The typed text; the only text that isn't made inert. */
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

/** Like the editor's function of this name. */
export function createInputBox(): InputBox {
  return new InputBox(vscode.window.createInputBox());
}

/** Like the editor's function of this name. */
export function showInputBox({
  title,
  prompt,
  ignoreFocusOut = false,
  value = '',
  problem = () => undefined,
}: {
  readonly title: string;
  readonly prompt: string;
  readonly ignoreFocusOut?: boolean;
  /** The text to begin with. */
  readonly value?: string;
  /** Why the typed text can't be accepted. */
  readonly problem?: (text: string) => string | undefined;
}): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: inertText(title),
    prompt: inertText(prompt),
    ignoreFocusOut,
    value,
    validateInput: (text) => {
      const words = problem(text);
      return words === undefined ? undefined : inertText(words);
    },
  });
}

/** The editor's text box. */
export class InputBox extends QuickInput<vscode.InputBox> {
  readonly onDidAccept = this.input.onDidAccept;
  readonly onDidChangeValue = this.input.onDidChangeValue;

  set prompt(text: string) {
    this.input.prompt = inertText(text);
  }

  /** Shows what the user is waiting for, instead of the question. The typed text stays. */
  showWaiting(words: string, detail: string): void {
    this.input.validationMessage = undefined;
    this.prompt = paragraph([words, detail]);
  }

  set validationMessage(text: string | undefined) {
    this.input.validationMessage = text === undefined ? undefined : inertText(text);
  }
}
