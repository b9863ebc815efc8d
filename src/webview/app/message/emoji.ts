/** What people answer with most, beside a lab assignment. */
export const commonReactions = ['👍', '❤️', '😂', '🎉', '🤔', '👀', '✅', '❌'] as const;

/** Every emoji that is recommended for general interchange, sequences as well. */
const emoji = /^\p{RGI_Emoji}$/v;

/** Asks for the coloured form of a character that is also a plain sign: ❤ and ❤️. */
const coloured = '\ufe0f';

/** What was typed, if it is one emoji and nothing else. */
export function asEmoji(typed: string): string | undefined {
  const text = typed.trim();
  return [text, text + coloured].find((candidate) => emoji.test(candidate));
}
