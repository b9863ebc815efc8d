import * as vscode from 'vscode';
import { DisposableStore } from '../../util/disposable';
import type { KeyboardHandoff } from './keyboard-handoff';
import type { StepPosition } from './multi-step-input';
import { createInputBox, type InputBox } from './quick-input';
import { createQuickPick, type QuickPick } from './quick-pick';
import type { PickItem } from './shown-items';

/** The answer to a step. */
export type StepAnswer<T> =
  | { readonly outcome: 'next'; readonly value: T }
  | { readonly outcome: 'back' | 'cancel' };

/** An item of a pick step; one without a value is a separator. */
export interface StepItem<T> extends PickItem {
  readonly value?: T;
}

export interface PickOptions<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly StepItem<T>[];
  /** The value that is active at first. */
  readonly active: T | undefined;
  /** Keeps the list open after it is answered; absent: it closes. */
  readonly answered?: KeyboardHandoff;
}

/** Asks the user to choose one of several items. */
export function pickStep<T>(place: StepPosition, options: PickOptions<T>): Promise<StepAnswer<T>> {
  const pick = createQuickPick<StepItem<T>>();
  pick.placeholder = options.placeholder;
  pick.items = options.items;
  pick.matchOnDescription = true;
  const active = options.items.filter(
    ({ value }) => value !== undefined && value === options.active,
  );
  if (active.length > 0) pick.activeItems = active;
  return show(pick, place, options, (store, settle) => {
    store.add(
      pick.onDidAccept(() => {
        const value = pick.activeItems[0]?.value;
        if (value !== undefined) settle({ outcome: 'next', value });
      }),
    );
  });
}

export interface TextOptions {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  /** Keeps the box open after it is answered; absent: it closes. */
  readonly answered?: KeyboardHandoff;
  /** What is wrong with a text, in words; undefined when it is valid. Called on every change. */
  problem(text: string): string | undefined;
}

/** Asks for a text, and shows what is wrong with it while it is typed. */
export function textStep(place: StepPosition, options: TextOptions): Promise<StepAnswer<string>> {
  const input = createInputBox();
  input.prompt = options.prompt;
  if (options.placeholder !== undefined) input.placeholder = options.placeholder;
  input.value = options.value;
  return show(input, place, options, (store, settle) => {
    store.add(
      input.onDidChangeValue((text) => {
        input.validationMessage = options.problem(text);
      }),
    );
    store.add(
      input.onDidAccept(() => {
        const problem = options.problem(input.value);
        input.validationMessage = problem;
        if (problem === undefined) settle({ outcome: 'next', value: input.value });
      }),
    );
  });
}

type Settle<T> = (answer: StepAnswer<T>) => void;

/** The common part of picks and text boxes: the title, the Back button, and one answer before they close. */
function show<T>(
  input: QuickPick<StepItem<T>> | InputBox,
  { step, totalSteps, canGoBack }: StepPosition,
  { title, answered }: { readonly title: string; readonly answered?: KeyboardHandoff },
  listen: (store: DisposableStore, settle: Settle<T>) => void,
): Promise<StepAnswer<T>> {
  return new Promise((resolve) => {
    const store = new DisposableStore();
    const settle: Settle<T> = (answer) => {
      resolve(answer);
      store.dispose();
      if (answered && answer.outcome === 'next') answered.begin(input);
      else input.dispose();
    };
    input.title = title;
    if (totalSteps > 1) {
      input.step = step;
      input.totalSteps = totalSteps;
    }
    // People look up an address elsewhere before they answer.
    input.ignoreFocusOut = true;
    input.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
    store.add(
      input.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) settle({ outcome: 'back' });
      }),
    );
    store.add(input.onDidHide(() => settle({ outcome: 'cancel' })));
    listen(store, settle);
    input.show();
    // This step has replaced the previous one.
    answered?.close();
  });
}
