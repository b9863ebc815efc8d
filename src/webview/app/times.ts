/** Words for the two days that are not called by their date. */
export interface DayWords {
  readonly today: string;
  readonly yesterday: string;
}

/** Writes dates and times as people with this display language do. */
export class Times {
  private readonly short: Intl.DateTimeFormat;
  private readonly full: Intl.DateTimeFormat;
  private readonly date: Intl.DateTimeFormat;

  constructor(language: string) {
    const locale = supportedLocale(language);
    this.short = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    this.full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
    this.date = new Intl.DateTimeFormat(locale, {
      weekday: 'long',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
    });
  }

  /** Hours and minutes. `time`, here and below: milliseconds since the Unix epoch. */
  clock(time: number): string {
    return this.short.format(time);
  }

  /** The full date, with seconds. */
  exact(time: number): string {
    return this.full.format(time);
  }

  /** The day's name as seen at `now`. */
  day(time: number, now: number, words: DayWords): string {
    const date = new Date(time).toDateString();
    const yesterday = new Date(now);
    yesterday.setDate(yesterday.getDate() - 1);
    if (date === new Date(now).toDateString()) return words.today;
    if (date === yesterday.toDateString()) return words.yesterday;
    return this.date.format(time);
  }
}

/** The language itself, or undefined (the browser's own) where it is not a valid tag. */
function supportedLocale(language: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}
