/**
 * Re-exports the messages between page and extension host; nothing else in the page imports from outside
 * app/ and the shared folders.
 */
export type * from '../../card-messages';
export type * from '../../class-messages';
export type * from '../../file-messages';
export {
  maxAttachedFiles,
  maxPiecesAhead,
  pieceBytes,
  thumbnailBytes,
  thumbnailPixels,
} from '../../file-messages';
export type * from '../../from-panel';
export type * from '../../messages';
export { codeColors } from '../../messages';
export type * from '../../status-messages';
