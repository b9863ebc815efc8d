import type { Card } from '../../protocol/card';

/** The private lines of a class, as the panel uses them. */
export interface PrivateLinesModel {
  /**
   * Sends a message on a student's line, and nowhere else.
   * @param to a recipient, as `recipientId` makes it
   * @returns why it couldn't be sent, in the display language; undefined when it was
   */
  tell(to: string, text: string, card: Card | undefined): string | undefined;
  /** Sends a student's private message to everyone. */
  publish(student: string, id: string): Promise<void>;
  /** A private message that the user has. */
  find(
    student: string,
    author: string,
    id: string,
  ): { readonly card?: Card | undefined } | undefined;
}
