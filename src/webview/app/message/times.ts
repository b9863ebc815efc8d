/** Words for the two days that have a name instead of a date. */
export interface DayLabels {
  readonly today: string;
  readonly yesterday: string;
}

const minute = 60_000;

/** Formats dates and times for a display language. */
export class Times {
  private readonly short: Intl.DateTimeFormat;
  private readonly full: Intl.DateTimeFormat;
  private readonly date: Intl.DateTimeFormat;
  private readonly moment: Intl.DateTimeFormat;
  private readonly ago: Intl.RelativeTimeFormat;

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
    this.moment = new Intl.DateTimeFormat(locale, {
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
    });
    this.ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  }

  /** A short label as of `now`: "now", "5 min. ago", "14:02", "yesterday 14:02", "Mar 4, 14:02". */
  label(time: number, now: number): string {
    const apart = now - time;
    // The clocks of two computers always differ a little.
    if (Math.abs(apart) < minute) return this.ago.format(0, 'second');
    if (apart > 0 && apart < 60 * minute) {
      return this.ago.format(-Math.floor(apart / minute), 'minute');
    }
    const date = new Date(time).toDateString();
    if (date === new Date(now).toDateString()) return this.clock(time);
    if (date === dayBefore(now)) return `${this.ago.format(-1, 'day')} ${this.clock(time)}`;
    return isDate(time) ? this.moment.format(time) : '';
  }

  /** Hours and minutes. `time`, here and below: milliseconds since the Unix epoch. */
  clock(time: number): string {
    return isDate(time) ? this.short.format(time) : '';
  }

  /** The full date, with seconds. */
  exact(time: number): string {
    return isDate(time) ? this.full.format(time) : '';
  }

  /** The day's name as of `now`. */
  day(time: number, now: number, labels: DayLabels): string {
    const date = new Date(time).toDateString();
    if (date === new Date(now).toDateString()) return labels.today;
    if (date === dayBefore(now)) return labels.yesterday;
    return this.date.format(time);
  }
}

/** The date string of the day before `now`, for comparison. */
function dayBefore(now: number): string {
  const day = new Date(now);
  day.setDate(day.getDate() - 1);
  return day.toDateString();
}

/** Times come from other people's programs, and formatting an invalid one throws. */
function isDate(time: number): boolean {
  return !Number.isNaN(new Date(time).getTime());
}

/** The language if it is a valid tag; otherwise undefined, which selects the browser's own. */
function supportedLocale(language: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}
