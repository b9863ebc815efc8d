/** Formats a time of day with milliseconds, in local time: `14:02:07.031`. */
export function clockTime(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => `${value}`.padStart(2, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${time}.${`${date.getMilliseconds()}`.padStart(3, '0')}`;
}

/** Formats a time in ms since something else: `+3 ms`, `+1.204 s`, `+2:05 min`. */
export function deltaTime(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const length = Math.abs(Math.round(ms));
  if (length < 1000) return `${sign}${length} ms`;
  if (length < 60_000) return `${sign}${(length / 1000).toFixed(3)} s`;
  const seconds = Math.floor(length / 1000);
  return `${sign}${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')} min`;
}

/** Replaces `{0}`, `{1}`, … in a text. */
export function filled(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (whole, index) => `${values[Number(index)] ?? whole}`);
}
