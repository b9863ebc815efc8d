/** The messages between page and extension host, for the page, which imports nothing else from above it. */
export type * from '../../from-panel';
export type * from '../../messages';
export { codeColors } from '../../messages';
