import type { Disposable } from '../../util/disposable';
import type { InputBox } from '../window/quick-input';

/** A box in which someone types six digits. */
export type CodeBox = Pick<
  InputBox,
  | 'title'
  | 'prompt'
  | 'placeholder'
  | 'value'
  | 'validationMessage'
  | 'ignoreFocusOut'
  | 'onDidAccept'
  | 'onDidChangeValue'
  | 'onDidHide'
  | 'show'
  | 'dispose'
>;

/** Removes the message about a wrong code when the user types another one. */
export function clearMessageOnInput(
  box: Pick<CodeBox, 'onDidChangeValue' | 'validationMessage'>,
): Disposable {
  return box.onDidChangeValue((text) => {
    // The editor may report that a wrong code was removed.
    if (text !== '') box.validationMessage = undefined;
  });
}
