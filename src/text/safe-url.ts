/** Longest address that becomes a link, in UTF-16 units. */
const maxLength = 2048;

/** Only these, and only written out: `http:x` would be taken as relative by a browser. */
const allowed = /^(?:https?:\/\/[^/\\?#]|mailto:[^/\\?#])/i;

/** White space, controls and what turns the direction of text: a browser drops some of them silently. */
const invisible = /[\s\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\\]/u;

/** An address as it may be opened (http, https or mailto), in its normal form; undefined otherwise. */
export function safeUrl(text: string): string | undefined {
  if (text.length > maxLength || invisible.test(text) || !allowed.test(text)) return undefined;
  // `URL.parse` is not there yet in the oldest editor's extension host.
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return /^(?:https?|mailto):$/.test(protocol) ? href : undefined;
}
