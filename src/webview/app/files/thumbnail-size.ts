import { type PanelThumbnail, thumbnailPixels } from '../base/messages';

/** The size at which a thumbnail is shown where there is room for it, in CSS pixels. */
export function fitThumbnail({ width, height }: PanelThumbnail): { width: number; height: number } {
  const scale = Math.min(1, thumbnailPixels / Math.max(width, height));
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}
