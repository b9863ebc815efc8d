/** A frame as a line, without any checks. */
export const line = (frame: object) => `${JSON.stringify(frame)}\n`;

export const person = (id: string, host = false) => ({ id, name: id, host, presence: 'here' });

/** The lines with which a hub admits Ann as `m1` to the room of `m0`, whose log has one entry. */
export function welcomeLines(): string {
  const welcome = {
    type: 'welcome',
    version: 1,
    room: { name: 'Lab', kind: 'group', most: 500 },
    you: { id: 'm1', name: 'Ann', key: 'K'.repeat(43) },
    first: 1,
    last: 1,
  };
  return line(welcome) + line({ type: 'people', members: [person('m0', true), person('m1')] });
}
