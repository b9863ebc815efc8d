import { Names } from './mentions';

/** How the texts of a room are read. */
export interface Reading {
  /** A room that carries plain text only: no Markdown and no mentions, but links and places. */
  readonly plain: boolean;
  /** Who can be mentioned. */
  readonly names: Names;
}

/** Who is in a room, as far as its texts are concerned. */
export interface Readers {
  /** Whether it is a room by invite. */
  readonly invited: boolean;
  readonly members: readonly { readonly name: string; readonly self: boolean }[];
  /** All that the person at this window is or was called there. */
  readonly ownNames: readonly string[];
}

/** Makes the {@link Reading} of a room: the same object as long as its texts read the same. */
export class Readings {
  private made: Reading | undefined;
  private of = '';

  for({ invited, members, ownNames }: Readers): Reading {
    const others = members.filter(({ self }) => !self).map(({ name }) => name);
    const of = JSON.stringify([invited, others, ownNames]);
    if (of !== this.of) this.made = undefined;
    this.of = of;
    this.made ??= { plain: !invited, names: new Names(others, ownNames) };
    return this.made;
  }
}
