/** Follows the id of a student whose private message helpers may publish only without its name. No id has it. */
const mark = '~';

/** Who gets a draft that doesn't go to everyone. */
export interface Recipient {
  /** The student on whose private line it goes. */
  readonly student: string;
  /** Whether helpers may publish it only without the student's name. */
  readonly anonymous: boolean;
}

/** The id of this recipient, as drafts and pages name it. */
export function recipientId({ anonymous, student }: Recipient): string {
  return anonymous ? student + mark : student;
}

export function readRecipient(id: string): Recipient {
  const anonymous = id.endsWith(mark);
  return { student: anonymous ? id.slice(0, -mark.length) : id, anonymous };
}
