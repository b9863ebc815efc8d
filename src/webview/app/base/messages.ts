/** The message catalogue, for the folders in here, which may not look further up. */
export type * from '../../messages';
