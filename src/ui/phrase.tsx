/**
 * Japanese headings broken between phrases instead of inside words: BudouX finds the phrases,
 * `<wbr>` marks them, and `word-break: keep-all` on headings keeps the rest together.
 */
import { loadDefaultJapaneseParser } from 'budoux';
import { Fragment } from 'preact';

const parser = loadDefaultJapaneseParser();
const japanese = /[\u3040-\u30ff\u3400-\u9fff]/;

/** The phrases of a text, in order; joined they are the text again. */
export function phrases(text: string): readonly string[] {
  return japanese.test(text) ? parser.parse(text) : [text];
}

/** A text with a possible line break after each phrase. */
export function Phrased({ text }: { readonly text: string }) {
  return (
    <>
      {phrases(text).map((phrase, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {phrase}
        </Fragment>
      ))}
    </>
  );
}
