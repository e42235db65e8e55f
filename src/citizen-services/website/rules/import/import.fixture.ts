/** Pages and clipboards for tests of the imports, and what every import must keep to. */
import assert from 'node:assert/strict';
import { drawableAddress } from '../address.ts';
import { type Block, BlocksShape, type BlockOf } from '../blocks.ts';
import { tidyBlocks } from '../canonical.ts';
import { linksOf, plainOf } from '../inline.ts';
import { placesOf } from '../texts.ts';
import type { ImportNote, NoteKind } from './note.ts';

export function ids(): () => string {
  let count = 0;
  return () => `b${count += 1}`;
}

export const ofType = <T extends Block['type']>(blocks: readonly Block[], type: T): readonly BlockOf<T>[] => blocks.filter((block): block is BlockOf<T> => block.type === type);
export const countOf = (report: readonly ImportNote[], kind: NoteKind): number => report.find((note) => note.kind === kind)?.count ?? 0;
export const textsOf = (blocks: readonly Block[]): readonly string[] => placesOf({ title: '', lead: '', kind: 'guide', lang: 'ja', blocks, contact: '', categories: [], reviewOn: null }).map((place) => place.text);
export const rowsOf = (table: BlockOf<'table'> | undefined): readonly (readonly string[])[] => (table?.rows ?? []).map((row) => row.map((cell) => plainOf(cell.content)));

/** Every place of a table is covered once. */
function assertRectangular(table: BlockOf<'table'>): void {
  const covered = table.rows.map(() => new Set<number>());
  for (const [r, row] of table.rows.entries()) {
    let c = 0;
    for (const cell of row) {
      while (covered[r]?.has(c)) c += 1;
      for (let y = r; y < r + (cell.rows ?? 1); y += 1) {
        assert.ok(y < table.rows.length, 'a cell reaches below the table');
        for (let x = c; x < c + (cell.columns ?? 1); x += 1) {
          assert.equal(covered[y]?.has(x), false, 'two cells on one place');
          covered[y]?.add(x);
        }
      }
      c += cell.columns ?? 1;
    }
  }
  const widths = new Set(covered.map((row) => row.size));
  assert.equal(widths.size, 1, `rows of ${[...widths].join(', ')} columns`);
  for (const row of covered) assert.equal(Math.max(-1, ...row), row.size - 1, 'a hole in a row');
}

/** What holds for anything imported: it is blocks, keeps its form when kept, and leads nowhere harmful. */
export function assertSound(blocks: readonly Block[]): void {
  assert.ok(BlocksShape.safeParse(blocks).success, JSON.stringify(BlocksShape.safeParse(blocks).error?.issues.slice(0, 3)));
  const kept = tidyBlocks(blocks);
  assert.deepEqual(kept, blocks);
  assert.equal(JSON.stringify(tidyBlocks(kept)), JSON.stringify(kept));
  const draft = { title: '', lead: '', kind: 'guide', lang: 'ja', blocks, contact: '', categories: [], reviewOn: null } as const;
  for (const place of placesOf(draft)) {
    assert.ok(place.text.isWellFormed());
    assert.equal(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(place.text), false);
    for (const link of linksOf(place.rich)) assert.equal(drawableAddress(link.node.link), link.node.link);
  }
  for (const table of ofType(blocks, 'table')) assertRectangular(table);
  for (const image of ofType(blocks, 'image')) assert.equal(/^(?!https?:)[a-z][a-z0-9+.-]*:/i.test(image.source ?? ''), false, image.source ?? '');
  for (const player of [...ofType(blocks, 'embed'), ...ofType(blocks, 'video')]) assert.ok(/^(?:https?:\/\/|\/)/.test(player.address), player.address);
}

const NS = 'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"';
const bullet = (words: string, level = 1) => `<p class=MsoListParagraph style='margin-left:${level * 21}.0pt;mso-para-margin-left:0gd;text-indent:-21.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span
lang=EN-US style='font-family:Wingdings;mso-bidi-font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]><span
style='font-family:"ＭＳ 明朝",serif'>${words}</span><span lang=EN-US><o:p></o:p></span></p>`;
const numbered = (label: string, words: string) => `<p class=MsoListParagraph style='margin-left:18.0pt;text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>${label}<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>${words}</p>`;
const cell = (words: string, more = '') => `<td width=180 valign=top style='width:135.0pt;border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0mm 5.4pt' ${more}><p class=MsoNormal align=center style='text-align:center'><span style='font-size:10.0pt;mso-ascii-font-family:Century'>${words}</span></p></td>`;
const wordTable = (...rows: readonly string[]) => `<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;border:none;mso-yfti-tbllook:1184'>${rows.map((row, index) => `<tr style='mso-yfti-irow:${index}'>${row}</tr>`).join('\n')}</table>`;

/** What Word puts on the clipboard: 3 tables, colours, bullets, numbers, a comment somebody left. */
export const WORD = `<html ${NS}><head><meta charset=utf-8><meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal { margin:0mm; font-size:10.5pt } @page WordSection1 { size:595.3pt 841.9pt } --></style></head>
<body lang=JA style='tab-interval:42.0pt'><!--StartFragment-->
<h1 style='mso-outline-level:1'><span style='font-family:"游ゴシック"'>水道の使い始めの届け出</span></h1>
<p class=MsoNormal><span style='font-family:"ＭＳ 明朝",serif;mso-ascii-font-family:Century'>引っ越しの</span><span lang=EN-US style='font-size:12.0pt'>3</span><span>日前までに、
届け出て</span><span style='color:red'>ください</span>。<span style='color:#C00'>締め切りは</span><b><span style='color:rgb(0, 112, 192)'>必ず</span></b><span style='color:var(--theme)'>守って</span><span style='color:windowtext;background:yellow;mso-highlight:yellow'>ください</span>。<span class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[山1]</a></span></p>
<p class=MsoNormal><b><span style='font-size:14.0pt'>持ち物</span></b></p>
${bullet('本人を確かめられるもの')}
${bullet('運転免許証', 2)}
${bullet('<span style="color:#FF0000">印鑑</span>')}
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
${numbered('1.', '窓口で用紙に書きます。')}
${numbered('2.', '職員が確かめます。')}
<p class=MsoNormal>口径と料金<br clear=all></p>
${wordTable(cell('口径') + cell('料金'), cell('13mm') + cell('<span style="color:red">1,100円</span>'), cell('20mm') + cell('1,650円'))}
<p class=MsoNormal><u>受付の時間</u></p>
${wordTable(cell('曜日', 'rowspan=2') + cell('時間', 'colspan=2'), cell('午前') + cell('午後'), cell('平日') + cell('9時から') + cell('5時まで'))}
<p class=MsoNormal><s>旧庁舎</s> 連絡先</p>
${wordTable(cell('課') + cell('電話'), cell('水道課'))}
<p class=MsoNormal>様式は<a href="file:///\\\\server\\kyoyu\\yoshiki.docx">庁内の共有</a>にあります。<img width=120 height=80 src="file:///C:/Users/x/AppData/Local/Temp/msohtmlclip1/01/clip_image002.png" alt="窓口の地図"></p>
<div style='mso-element:comment-list'><div style='mso-element:comment' id="_com_1"><p class=MsoCommentText>ここは課長に確認</p></div></div>
<!--EndFragment--></body></html>`;

/** A page as cities wrote them twenty years ago: everything in tables, words in pictures. */
export const OLD_PAGE = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=Shift_JIS"><TITLE>ごみの分け方 - 見本市ホームページ</TITLE>
<META name="description" content="ごみの分け方と出す日"><SCRIPT language="JavaScript">document.write("x")</SCRIPT></HEAD>
<BODY bgcolor="#ffffff" onload="init()"><TABLE width="760" border="0" cellspacing="0"><TR><TD colspan="2"><IMG src="img/title.gif" width="760" height="80" alt="見本市"></TD></TR>
<TR><TD width="150" valign="top"><FORM action="/cgi-bin/search"><INPUT name="q"></FORM><UL><LI><A href="../index.html">トップ</A></LI></UL></TD>
<TD valign="top"><H2><IMG src="img/mida01.gif" alt="ごみの分け方"></H2><FONT color="#ff0000" size="+1">平成16年4月から</FONT><FONT face="ＭＳ Ｐゴシック">変わりました。</FONT><BR><BR>
くわしくは<A href="gomi.pdf">手引き(PDF)</A>と<A href="JavaScript:openWin('x')">この窓</A>を見てください。<IMG src="img/spacer.gif" width="1" height="20">
<CENTER><TABLE border="1" summary="ごみの日"><TR bgcolor="#ccffcc"><TH>地区<TH>燃えるごみ<TR><TH>東<TD>月・木<TR><TH>西<TD>火・金<TABLE><TR><TD>祝日<TD>休み</TABLE></TABLE></CENTER>
<HR><IMG src="img/map.gif" usemap="#m" alt="地区の地図"><MAP name="m"><AREA href="higashi.html" alt="東地区"><AREA href="javascript:void(0)" alt="西地区"></MAP>
<DL><DT>問い合わせ<DD>生活環境課<DD>電話 0243-00-0000</DL><BLOCKQUOTE>字下げの文</BLOCKQUOTE><MARQUEE>お知らせ</MARQUEE></TD></TR></TABLE></BODY></HTML>`;
