import { host, type PageState } from '../base/host';

/** Maximum number of emoji to remember. */
const maxRecent = 24;

/** The emoji that the user used, and their skin tone. */
export const emojiMemory = {
  get kept(): NonNullable<PageState['emoji']> {
    return host.remembered().emoji ?? { recent: [], tone: '' };
  },

  used(emoji: string): void {
    const { recent, tone } = emojiMemory.kept;
    const others = recent.filter((each) => each !== emoji);
    host.remember({ emoji: { recent: [emoji, ...others].slice(0, maxRecent), tone } });
  },

  setTone(tone: string): void {
    host.remember({ emoji: { ...emojiMemory.kept, tone } });
  },
};
