/** How the members of a room talk to a hub. */
export interface Dialect {
  /** Whether a speaker receives its own messages. */
  readonly echoes: boolean;
  /** Whether a member who comes back gets what it has missed. */
  readonly resumes: boolean;
  readonly alpn?: string;
  /** How much longer than its text a message is because it is sealed, in bytes. */
  readonly overhead?: number;
  /** Whether the hub greets in plain text and then expects the TLS handshake. */
  readonly greetsInPlain?: boolean;
  /** One member's part; it survives the member's connections. */
  session(member: { readonly name: string; readonly token: string }): Session;
}

export interface Session {
  /** Gets an open connection into the room. */
  enter(talk: Conversation): Promise<void>;
  /** What a member sends to say a text; each character is a byte. */
  say(text: string): string;
  /** Sees all bytes that are received in the room; the chunk may be overwritten after the call. */
  note?(chunk: Buffer): void;
  /** What a member sends every 200 ms, if anything. */
  acknowledge?(): string | undefined;
}

/** A connection, until its member is in the room. */
export interface Conversation {
  send(text: string): void;
  /** Resolves when the received text, each byte a character, matches; what comes after is left. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}
