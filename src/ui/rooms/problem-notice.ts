import { remedyLabel } from '../../strings/error-words';
import type { Problem, Remedy } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { showErrorMessage } from '../window/messages';

/** Shows a failure with what to do next; resolves with the button pressed, if any. */
export async function showProblem(
  { message, remedies }: Problem,
  t: Translate,
): Promise<Remedy | undefined> {
  const labels = remedies.map((remedy) => remedyLabel(remedy, t));
  const chosen = await showErrorMessage(message, ...labels);
  return chosen === undefined ? undefined : remedies[labels.indexOf(chosen)];
}
