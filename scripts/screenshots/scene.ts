import type { Look } from './looks';
import type { Stage } from './stage';

/** Takes the pictures of one state in one look. */
export type Scene = (stage: Stage, look: Look, name: string) => Promise<void>;
