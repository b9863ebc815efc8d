/** Why nothing can be stored: the disk is full, is read-only, or fails. */
export type StorageProblem = 'disk-full' | 'read-only' | 'disk-error';

/**
 * Why a journal couldn't move to another folder. `not-noted`: it moved, but won't be found there after a
 * restart.
 */
export type MoveProblem = StorageProblem | 'not-noted';
