/** What cleaning a picture gives, whatever its kind. */
import { type Trace, wordsOf } from './traces.ts';

export interface CleanPicture {
  readonly ok: true;
  readonly bytes: Uint8Array;
  /** As displayed: a photograph that lies on its side is measured standing. */
  readonly width: number;
  readonly height: number;
  /** 1–8 as Exif counts. */
  readonly orientation: number;
  /** In words for a screen. */
  readonly removed: readonly string[];
  /** Where it was taken or the number of a camera was in it (IMG-06). */
  readonly positionRemoved: boolean;
  /** The record of which side is up had to go as well, for the format has no place for it alone. */
  readonly turned: boolean;
}

export interface BadPicture {
  readonly ok: false;
  readonly code: 'damaged' | 'unsupported' | 'too-many-pixels';
  readonly reason: string;
}

export type CleanedPicture = CleanPicture | BadPicture;

export const damaged = (what: string): BadPicture => ({ ok: false, code: 'damaged', reason: `この画像は壊れています（${what}）。元の写真からもう一度保存して、送り直してください。` });
export const unsupported = (what: string): BadPicture => ({ ok: false, code: 'unsupported', reason: `この画像は${what}のため、ブラウザーで表示できません。ふつうのJPEGかPNGで保存し直してください。` });

export interface Parts {
  readonly bytes: Uint8Array;
  /** As stored. */
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
  readonly records: ReadonlySet<Trace>;
  readonly turned?: boolean;
}

/** Before anything is put together: a small file that unfolds into a wall of pixels stops the phone that opens it. */
export function tooMany(width: number, height: number, pixels: number): BadPicture | null {
  if (width === 0 || height === 0) return damaged('大きさがありません');
  return width * height > pixels ? { ok: false, code: 'too-many-pixels', reason: `この画像は${width}×${height}ピクセルあり、大きすぎます。全体で${Math.floor(pixels / 10_000).toLocaleString('en')}万ピクセルまでに縮めて、送り直してください。` } : null;
}

export function clean(parts: Parts): CleanPicture {
  const onSide = parts.orientation >= 5 && !(parts.turned ?? false);
  return {
    ok: true, bytes: parts.bytes, width: onSide ? parts.height : parts.width, height: onSide ? parts.width : parts.height, orientation: parts.orientation,
    removed: wordsOf(parts.records), positionRemoved: parts.records.has('place') || parts.records.has('serial'), turned: parts.turned ?? false,
  };
}
