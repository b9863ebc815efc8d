/**
 * How far a connection to a hosted room got: only TCP, turned away because its address had too many,
 * encryption, refused, only asked whether it could join, knocked, entered the room code, waits in line, or joined.
 */
export type ArrivalStage =
  | 'tcp'
  | 'too-many'
  | 'tls'
  | 'refused'
  | 'checked'
  | 'knocked'
  | 'room-code'
  | 'waits'
  | 'joined';

/**
 * Records how far one connection got. Repeating a stage changes nothing, nor does the end of one that was admitted or
 * waits in line. `code`: why it was refused.
 */
export type RecordArrival = (stage: ArrivalStage, code?: string) => void;

/** The latest connection from an address. It names no person and holds no secret. */
export interface Arrival {
  /** IPv4 or IPv6; an IPv4 address isn't mapped to IPv6. */
  readonly address: string;
  /** When it last reached a new stage, in ms since the Unix epoch. */
  readonly time: number;
  readonly stage: ArrivalStage;
  /** The address of this computer that it came to; absent in rooms over UDP, whose socket doesn’t tell. */
  readonly at?: string;
  /** Why it was refused: the code of `bye`. */
  readonly code?: string;
}

/**
 * Whether someone new would get a seat, would wait in line, or the code of the `bye` that would turn them
 * away.
 */
export type Vacancy = 'seat' | 'line' | 'room-closed' | 'room-full' | 'line-full';
