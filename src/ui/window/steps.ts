/** What a person did at a step. */
export type StepOutcome = 'next' | 'back' | 'cancel';

/** Where a step stands, for its title and its Back button. */
export interface StepPlace {
  /** 1 upward. */
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

/** One question of several. */
export interface Step {
  /** Whether earlier answers leave this question open; always when absent. */
  applies?(): boolean;
  ask(place: StepPlace): Promise<StepOutcome>;
}

/**
 * Asks one step after the other, and goes back when told to.
 * @param first index of the step to begin at
 * @returns false when the person cancelled
 */
export async function runSteps(steps: readonly Step[], first = 0): Promise<boolean> {
  let step = steps[first];
  // Ends when the person does: at the last step, or by cancelling.
  while (step) {
    const open = steps.filter((each) => each === step || (each.applies?.() ?? true));
    const index = open.indexOf(step);
    const outcome = await step.ask({
      step: index + 1,
      totalSteps: open.length,
      canGoBack: index > 0,
    });
    if (outcome === 'cancel') return false;
    if (outcome === 'back') {
      step = open[Math.max(0, index - 1)];
    } else {
      // The answer just given may open or close later questions.
      const position = steps.indexOf(step);
      step = steps.slice(position + 1).find((each) => each.applies?.() ?? true);
    }
  }
  return true;
}
