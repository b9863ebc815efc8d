/**
 * What a room tells its people, whichever wire protocol carries it. Texts and names are clean:
 * valid Unicode without control characters except tab and line feed.
 */
export type LabFrame = JoinedFrame | LeftFrame | MessageFrame | AmendedFrame | EmptyFrame;

/** Somebody was let in who was not known to be there. */
export interface JoinedFrame {
  readonly type: 'joined';
  readonly name: string;
}

/** Somebody known has left, by saying so or by vanishing; never ourselves. */
export interface LeftFrame {
  readonly type: 'left';
  readonly name: string;
}

/** Somebody said something. */
export interface MessageFrame {
  readonly type: 'message';
  readonly name: string;
  readonly text: string;
}

/**
 * More (or less) of the latest message than was known: its whole text is now this.
 * The course lab's stream has no framing, so a message can grow after it was first shown.
 */
export interface AmendedFrame {
  readonly type: 'amended';
  readonly text: string;
}

/** `count` messages without any text: what a course hub repeats for a client that vanished. */
export interface EmptyFrame {
  readonly type: 'empty';
  readonly name: string;
  readonly count: number;
}
