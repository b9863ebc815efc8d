import type { CHINESE } from '../editor/language-pack';
import type { Theme } from '../editor/workspace';

/** How a window looks. */
export interface Look {
  readonly theme: Theme;
  readonly language?: 'en' | typeof CHINESE;
}
