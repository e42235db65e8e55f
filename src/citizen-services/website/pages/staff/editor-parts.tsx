/** What stands around the editor: a clash, when it goes out, earlier saves, publishing at once. */
import { Checkbox, DateField, FileField, Form, FormActions, Hidden, Notice, Radios, Section, Select, Submit, TextField, TimeField } from '../../../../ui/index.ts';
import { formatInstant } from '../../../../kernel/calendar/calendar.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import { placesOf } from '../../rules/texts.ts';
import { FILE_MEGABYTES } from '../../taking.ts';
import { BlockShape } from '../../rules/blocks.ts';
import type { Model } from './editor.tsx';

const fieldWords: Readonly<Record<string, string>> = { title: '題名', lead: '概要', kind: '種類', lang: '言語', contact: '問い合わせ先', categories: '分類', reviewOn: '見直す日' };

/** One side of a clash in words. */
function said(value: unknown): string {
  if (value === null || value === undefined) return '（消した）';
  const block = BlockShape.safeParse(value);
  if (block.success) return placesOf({ title: '', lead: '', kind: 'guide', lang: 'ja', contact: '', categories: [], reviewOn: null, blocks: [block.data] }).map((place) => place.text).filter((text) => text !== '').join('\n') || '（空）';
  return Array.isArray(value) ? value.join('、') : String(value);
}

/** Both versions beside each other; whoever presses decides. */
export function ClashPart({ details }: { readonly details: Readonly<Record<string, unknown>> }) {
  const clashes = Array.isArray(details['clashes']) ? details['clashes'].filter(isRecord) : [];
  return (
    <Section title="ほかの人と食い違ったところ">
      <table class="data"><caption class="vh">食い違ったところ</caption>
        <thead><tr><th scope="col">ところ</th><th scope="col">あなたが書いたもの</th><th scope="col">{String(details['by'] ?? 'ほかの人')}さんが保存したもの</th></tr></thead>
        <tbody>{clashes.map((clash) => <tr key={String(clash['at'])}><th scope="row">{fieldWords[String(clash['at'])] ?? '部品'}</th><td data-label="あなた">{said(clash['mine'])}</td><td data-label="ほかの人">{said(clash['theirs'])}</td></tr>)}</tbody>
      </table>
      <Radios name="clash" label="どちらを残しますか" required value="" options={[{ value: 'mine', label: 'あなたが書いたもの' }, { value: 'theirs', label: 'ほかの人が保存したもの' }]} hint="食い違っていないところは、両方が残ります。選んで「保存する」を押してください。" />
    </Section>
  );
}

/** A picture or a file comes in at the end of the page, and is moved from there. */
export function FilePart() {
  return (
    <Section title="画像・ファイルを入れる">
      <Form action="file" multipart>
        <FileField name="file" label="画像・ファイル" required hint={`写真（JPEG・PNG・GIF・WebP）、PDF、Word・Excel・PowerPoint、CSV、字幕（VTT）。${FILE_MEGABYTES}MBまで。撮影した場所や作成者の名前は、自動で取り除きます。`} />
        <TextField name="words" label="代わりの言葉・リンクの名前" width="long" maxlength={300} hint="画像なら、見えない人に伝えること。ファイルなら、リンクの名前。" />
        <FormActions next="ページの終わりに入ります。書きかけのものは、先に保存してください。"><Submit kind="second" icon="upload">入れる</Submit></FormActions>
      </Form>
    </Section>
  );
}

const TOKYO = 'Asia/Tokyo';
const dayOf = (at: Temporal.Instant | null) => (at === null ? null : at.toZonedDateTimeISO(TOKYO).toPlainDate());
const timeOf = (at: Temporal.Instant | null) => (at === null ? '' : at.toZonedDateTimeISO(TOKYO).toPlainTime().toString({ smallestUnit: 'minute' }));

export function ReleasePart({ model }: { readonly model: Model }) {
  return (
    <Section title="公開の日時と説明">
      <Form action="release">
        <div class="form inline"><DateField name="publishDay" label="公開する日" native value={dayOf(model.publishAt)} hint="空なら、承認されたらすぐ。" /><TimeField name="publishTime" label="時刻" quiet value={timeOf(model.publishAt)} /></div>
        <div class="form inline"><DateField name="endDay" label="公開を終える日" native value={dayOf(model.unpublishAt)} /><TimeField name="endTime" label="時刻" quiet value={timeOf(model.unpublishAt)} /></div>
        <TextField name="changeNote" label="変更の説明" width="long" maxlength={200} value={model.changeNote} hint="記録に残ります。例：受付の時間を改めた。" />
        <Checkbox name="minor" label="軽い直し（新着に出さない）" value="on" checked={model.minor} />
        <FormActions><Submit kind="second">日時と説明を保存する</Submit></FormActions>
      </Form>
    </Section>
  );
}

export function SavesPart({ model }: { readonly model: Model }) {
  const earlier = model.saves.filter((one) => one.version !== model.version);
  if (earlier.length === 0) return null;
  return (
    <Section title="前に保存した状態">
      <Form action="restore" inline>
        <Select name="version" label="戻す先" required options={earlier.map((one) => ({ value: String(one.version), label: `${formatInstant(one.at, 'ja')}　${one.by}` }))} />
        <Submit kind="second">この状態に戻す</Submit>
      </Form>
    </Section>
  );
}

/** 緊急公開: one person, now. */
export function RushPart({ model }: { readonly model: Model }) {
  return (
    <Section title="緊急に公開する">
      <Notice kind="warn" title="承認を待たずに、すぐ公開します"><p>命や財産にかかわるときだけ使います。公開のあと、別の人が確かめます。個人番号などが入っているときだけは、公開できません。</p></Notice>
      <Form action="rush"><Hidden name="version" value={model.version} /><TextField name="reason" label="緊急の理由" required width="long" maxlength={200} /><FormActions><Submit kind="danger">保存した内容を、いますぐ公開する</Submit></FormActions></Form>
    </Section>
  );
}
