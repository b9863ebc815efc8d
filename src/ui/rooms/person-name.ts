import { checkName, proposeName } from '../../protocol/names';
import type { Settings } from '../settings';

/** What the person at this window is called in rooms by invite: asked once, kept in a setting. */
export class PersonName {
  constructor(
    private readonly settings: Pick<Settings, 'name' | 'keepName'>,
    private readonly defaultName: () => Promise<string>,
  ) {}

  /** The name given; undefined when none was, or none that can be one. */
  get given(): string | undefined {
    const checked = checkName(this.settings.name);
    return checked.ok ? checked.name : undefined;
  }

  /** What to propose to somebody who has given no name. */
  async proposal(): Promise<string> {
    return proposeName(await this.defaultName(), []);
  }

  /** The name to use where nobody can be asked. */
  async known(): Promise<string> {
    return this.given ?? this.proposal();
  }

  async keep(name: string): Promise<void> {
    await this.settings.keepName(name);
  }
}
