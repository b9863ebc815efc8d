/** A frame as a hub without manners writes it. */
export const line = (frame: object) => `${JSON.stringify(frame)}\n`;

export const person = (id: string, host = false) => ({ id, name: id, host, presence: 'here' });

/** How a hub lets Ann in as `m1`, into the room of `m0`, whose log is at its first entry. */
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
