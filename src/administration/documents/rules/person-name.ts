/**
 * Names of people in titles. A title is public in the register, so one that names a resident is asked about and blacked out there.
 * It is a sign, not a proof: it sees a name that carries an honorific or stands where one is written, nothing else.
 */
const HONORIFIC = '(?:様|さま|氏|さん|君|殿|ちゃん)';
/** Words that carry an honorific and are nobody: お客様, 市長殿. */
const NOBODY = /(?:お客|皆|各位|市長|町長|村長|知事|大臣|長官|部長|課長|局長|所長|校長|園長|館長|会長|議長|委員長|理事長|社長|代表者|請求者|申請者|御中|奥|神|王|諸|同|何|貴)$/u;
const NAMED = new RegExp(`([\\p{Script=Han}々ヶケ]{1,4}[ 　]?[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}々○〇]{1,5})(${HONORIFIC})(?=[のへにをがはとかよでも、。，．・ 　（）()「」宛あ]|$)`, 'gu');

interface Found {
  readonly from: number;
  readonly to: number;
}

function find(title: string): readonly Found[] {
  return [...title.matchAll(NAMED)].flatMap((match) => {
    const name = match[1] ?? '';
    return NOBODY.test(name) ? [] : [{ from: match.index, to: match.index + name.length }];
  });
}

/** Whether a title seems to name somebody. 「二本松太郎様の件」 does, 「市長様への手紙」 does not. */
export function namesSomebody(title: string): boolean {
  return find(title).length > 0;
}

/** The title with every such name blacked out, always equally long, so that its length says nothing. */
export function blackOutNames(title: string): string {
  return find(title).toReversed().reduce((text, { from, to }) => `${text.slice(0, from)}●●●●${text.slice(to)}`, title);
}
