import { type ApprovalReason, rosterKey } from '../../protocol/roster-names';
import type { RosterEntry } from '../classroom';

/** What a host's journal has of the roster of its class. Nobody else ever gets any of it. */
export type RosterRecord =
  /** The names that may join by invite; none: everyone with the invite may. `more`: they are added to those before. */
  | { readonly type: 'roster'; readonly names: readonly string[]; readonly more?: true | undefined }
  /** A member has joined under a name of the roster; `name` is what `rosterKey` makes of it. */
  | RosterClaim;

export interface RosterClaim {
  readonly type: 'claimed';
  readonly name: string;
  readonly member: string;
}

/** How many names are in one record, which has to fit the line of a journal. */
const namesPerRecord = 200;

/** The roster of a class, as the records say: its names, and who has joined under them. */
export class ClassRoster {
  private names: string[] = [];
  /** How many people may join under a name, by key: as many as have it. */
  private readonly places = new Map<string, number>();
  /** Who has, by key, in order. */
  private readonly claims = new Map<string, string[]>();

  /** Whether there is one. */
  get isSet(): boolean {
    return this.names.length > 0;
  }

  /** The names in the order of the file; those that are there twice stand for two people. */
  get entries(): readonly RosterEntry[] {
    const seen = new Map<string, number>();
    return this.names.map((name) => {
      const key = rosterKey(name);
      const before = seen.get(key) ?? 0;
      seen.set(key, before + 1);
      return { name, member: this.claims.get(key)?.[before] };
    });
  }

  /** Why someone with this name can't join without the host's consent; undefined if they can. */
  objection(name: string): ApprovalReason | undefined {
    if (!this.isSet) return undefined;
    const key = rosterKey(name);
    const places = this.places.get(key);
    if (places === undefined) return 'not-listed';
    return (this.claims.get(key)?.length ?? 0) < places ? undefined : 'name-taken';
  }

  /** The record for a member who joins under this name; undefined if it isn't in the roster. */
  claim(name: string, member: string): RosterClaim | undefined {
    const key = rosterKey(name);
    return this.places.has(key) ? { type: 'claimed', name: key, member } : undefined;
  }

  take(record: RosterRecord): void {
    if (record.type === 'claimed') {
      const { name, member } = record;
      const known = this.claims.get(name) ?? [];
      if (this.places.has(name) && !known.includes(member))
        this.claims.set(name, [...known, member]);
      return;
    }
    if (!record.more) {
      this.names = [];
      this.places.clear();
      this.claims.clear();
    }
    for (const name of record.names) {
      const key = rosterKey(name);
      this.names.push(name);
      this.places.set(key, (this.places.get(key) ?? 0) + 1);
    }
  }

  /** Records that say the same; none without a roster. */
  get records(): readonly RosterRecord[] {
    return this.isSet ? this.recordsFor(this.names, []) : [];
  }

  /**
   * The records for another roster: who has joined under a name keeps it.
   * @param members those in the room, who have joined under their names
   */
  recordsFor(
    names: readonly string[],
    members: readonly { readonly id: string; readonly name: string }[],
  ): readonly RosterRecord[] {
    const records: RosterRecord[] = [{ type: 'roster', names: names.slice(0, namesPerRecord) }];
    for (let start = namesPerRecord; start < names.length; start += namesPerRecord) {
      records.push({
        type: 'roster',
        names: names.slice(start, start + namesPerRecord),
        more: true,
      });
    }
    const known = [...this.claims].flatMap(([name, ids]) =>
      ids.map((member): RosterClaim => ({ type: 'claimed', name, member })),
    );
    const claimants = new Set(known.map(({ member }) => member));
    const keys = new Set(names.map(rosterKey));
    const present = members
      .filter(({ id }) => !claimants.has(id))
      .map(({ id, name }): RosterClaim => ({ type: 'claimed', name: rosterKey(name), member: id }));
    return [...records, ...[...known, ...present].filter(({ name }) => keys.has(name))];
  }
}
