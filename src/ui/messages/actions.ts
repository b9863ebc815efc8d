/** What came of putting text into an editor. */
export type Insertion = 'done' | 'no-editor' | 'refused';

/** A question that has to be answered first. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  /** Whether the answer can do harm. */
  readonly grave?: boolean;
  /** Labels of the buttons, besides the one that cancels. */
  readonly answers: readonly string[];
}

/** What clicks in the log need of the editor. */
export interface Desk {
  /** The chosen answer; undefined when the person cancelled. */
  ask(question: Question): Promise<string | undefined>;
  /** One sentence. */
  tell(message: string): void;
  copy(text: string): Promise<void>;
  /** Opens an address outside the editor, unless the person says no to the editor. */
  open(address: string): Promise<void>;
  /** Puts a text at the cursor of the editor used last. */
  insert(text: string): Promise<Insertion>;
}
