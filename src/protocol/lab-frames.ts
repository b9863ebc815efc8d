/**
 * What happens in a lab room, decoded from its byte stream. Texts and names are clean: valid Unicode
 * without control characters except tab and line feed.
 */
export type LabFrame = JoinedFrame | LeftFrame | MessageFrame | AmendedFrame | EmptyFrame;

/** Someone joined who wasn't known to be in the room. */
export interface JoinedFrame {
  readonly type: 'joined';
  readonly name: string;
}

/** A known member left or its connection broke; never this client itself. */
export interface LeftFrame {
  readonly type: 'left';
  readonly name: string;
}

/** Someone sent a message. */
export interface MessageFrame {
  readonly type: 'message';
  readonly name: string;
  readonly text: string;
}

/**
 * The latest message has more (or less) text than was known: `text` replaces it. The course lab's stream
 * has no framing, so a message can grow after it was first shown.
 */
export interface AmendedFrame {
  readonly type: 'amended';
  readonly text: string;
}

/** `count` messages without text: a course hub repeats them for a client whose connection broke. */
export interface EmptyFrame {
  readonly type: 'empty';
  readonly name: string;
  readonly count: number;
}
