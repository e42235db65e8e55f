/** What passes between the server and the thread that prints. */

export type PaperStandard = 'ua-1' | 'a-2b';

export interface PaperJob {
  readonly id: number;
  /** Absolute path of the template, inside the source tree. */
  readonly templatePath: string;
  readonly dataJson: string;
  readonly standard: PaperStandard;
  /** Seconds since 1970, printed into the PDF as its creation date. */
  readonly createdAtSeconds: number;
}

export type PaperAnswer =
  | { readonly id: number; readonly kind: 'printed'; readonly pdf: Uint8Array<ArrayBuffer>; readonly pages: number }
  | { readonly id: number; readonly kind: 'missing-glyph'; readonly characters: readonly string[] }
  | { readonly id: number; readonly kind: 'broken-template'; readonly diagnostics: string };
