/** One block as an author types it: a few plain fields, the same with and without scripts. */
import { Checkbox, Fieldset, Hidden, NumberField, Radios, Select, Submit, TextArea, TextField } from '../../../../ui/index.ts';
import { type BlockType, carriedText, type TypedBlock } from './editor-form.ts';

export const blockWords: Readonly<Record<BlockType, string>> = { heading: '見出し', text: '文章', list: '箇条書き', table: '表', image: '画像', file: 'ファイル', contact: '問い合わせ先', map: '地図', steps: '手順', notice: 'お知らせの枠', accordion: '開閉する説明', video: '動画・音声', embed: '外部のもの', pages: 'ページの一覧' };
/** What can be added by a press; pictures and files come in with their upload. */
export const addable = ['heading', 'text', 'list', 'table', 'notice', 'steps', 'accordion', 'contact', 'map', 'pages', 'video', 'embed'] as const satisfies readonly BlockType[];

export interface Choices {
  readonly offices: readonly { readonly code: string; readonly name: string }[];
  readonly categories: readonly { readonly code: string; readonly name: string }[];
}

const MARKS = '**太字**、[リンクの名前](/アドレス)、{漢字|かんじ} と書けます。';
const rowsOf = (text: string, least: number) => Math.min(18, Math.max(least, text.split('\n').length + Math.floor(text.length / 60)));

function BlockFieldsOf({ block: { type, fields }, name, choices }: { readonly block: TypedBlock; readonly name: (field: string) => string; readonly choices: Choices }) {
  const said = (field: string) => fields[field] ?? '';
  const area = (field: string, label: string, hint: string, least = 3) => <TextArea name={name(field)} label={label} quiet rows={rowsOf(said(field), least)} value={said(field)} hint={hint} />;
  const line = (field: string, label: string, hint?: string) => <TextField name={name(field)} label={label} quiet width="long" value={said(field)} {...(hint === undefined ? {} : { hint })} />;
  const tick = (field: string, label: string) => <Checkbox name={name(field)} label={label} value="1" checked={said(field) !== ''} />;
  switch (type) {
    case 'heading': return <div class="form inline">{line('text', '見出しの言葉')}<Select name={name('level')} label="段" quiet blank={null} value={said('level')} options={['1', '2', '3', '4', '5', '6'].filter((level) => level === said('level') || level === '2' || level === '3' || level === '4').map((level) => ({ value: level, label: level === '2' ? '大見出し' : level === '3' ? '中見出し' : level === '4' ? '小見出し' : `段${level}（直してください）` }))} /></div>;
    case 'text': return area('content', '文章', MARKS);
    case 'list': return <><Radios name={name('style')} label="形" inline quiet value={said('style')} options={[{ value: 'bullets', label: '・' }, { value: 'numbers', label: '1. 2. 3.' }, { value: 'terms', label: '用語：説明' }]} />{area('items', '項目', '1行に1項目。「用語：説明」の形では、「：」で分けます。')}</>;
    case 'table': return <>{line('caption', '表の題', '何の表かを書きます。')}{area('rows', '表の中身', '1行に1段、列は「|」で分けます。表計算ソフトから貼り付けられます。{横2}{縦3} でつなげます。', 4)}<div class="form inline">{tick('headerRow', '1段目は見出し')}{tick('headerColumn', '左の列は見出し')}</div></>;
    case 'image': return <>{line('alt', '代わりの言葉', '見えない人に伝えることを書きます。120字まで。')}{tick('decorative', '飾りの画像（読み上げない）')}<div class="form inline">{line('caption', '説明')}{line('credit', '提供')}</div><div class="form inline">{tick('people', '人が写っている')}<Select name={name('consent')} label="載せる承諾" quiet blank={null} value={said('consent')} options={[{ value: 'none', label: '確かめていない' }, { value: 'obtained', label: '得ている' }, { value: 'withheld', label: '得られない' }]} /></div></>;
    case 'file': return line('label', 'リンクの名前', '種類と大きさは、自動で付きます。');
    case 'contact': return <Select name={name('department')} label="問い合わせ先の課" quiet value={said('department')} options={choices.offices.map((one) => ({ value: one.code, label: one.name }))} />;
    case 'map': return <>{line('title', '地図の題')}{area('points', '場所', '1行に1か所：名前,緯度,経度（例：市役所,37.5848,140.4311）')}</>;
    case 'steps': return area('items', '手順', '「■見出し」の行のあとに、説明を書きます。', 4);
    case 'accordion': return area('items', '開閉する説明', '「■見出し」の行のあとに、開いたときの文を書きます。', 4);
    case 'notice': return <><Radios name={name('tone')} label="重さ" inline quiet value={said('tone')} options={[{ value: 'info', label: 'お知らせ' }, { value: 'warning', label: '注意' }, { value: 'danger', label: '重要' }]} />{line('title', '枠の題')}{area('content', '枠の文', MARKS, 2)}</>;
    case 'video': return <>{line('title', '題')}{line('address', 'アドレス', 'https:// で始まるもの。ページの中では再生せず、名前のついたリンクになります。')}{area('transcript', '文字にしたもの', '話していることを書きます。字幕がないときは必要です。')}<div class="form inline">{tick('soundOnly', '音声だけ')}{tick('autoplay', 'ひとりでに始まる')}</div></>;
    case 'embed': return <>{line('title', '題')}{line('address', 'アドレス')}</>;
    case 'pages': return <div class="form inline"><Select name={name('of')} label="何の一覧" quiet blank={null} value={said('of')} options={[{ value: 'children', label: 'このフォルダーのページ' }, { value: 'latest', label: '新着' }, { value: 'category', label: '分類' }]} /><Select name={name('category')} label="分類" quiet value={said('category')} blank="―" options={choices.categories.map((one) => ({ value: one.code, label: one.name }))} /><NumberField name={name('count')} label="数" quiet unit="件" value={said('count')} /></div>;
  }
}

export function AddButtons({ after }: { readonly after: string }) {
  return <div class="tools">{addable.map((type) => <Submit key={type} kind="second" name="_do" value={`add ${type} ${after}`} icon="plus" {...(after === '' ? {} : { about: 'ここに加える' })}>{blockWords[type]}</Submit>)}</div>;
}

interface BlockProps {
  readonly block: TypedBlock;
  readonly index: number;
  readonly count: number;
  readonly choices: Choices;
  /** The chooser for what comes after this one is open. */
  readonly open: boolean;
}

export function EditorBlock({ block, index, count, choices, open }: BlockProps) {
  const words = blockWords[block.type];
  const about = `${index + 1}番目の${words}`;
  const carriedWith = carriedText(block);
  return (
    <div id={`e-${block.id}`} class="edit">
      <Fieldset legend={`${index + 1}　${words}${block.fields['name'] ? `　${block.fields['name']}` : ''}`}>
        <Hidden name={`b.${index}.is`} value={`${block.id} ${block.type}`} />
        {carriedWith !== '' && <Hidden name={`b.${index}.facts`} value={carriedWith} />}
        <BlockFieldsOf block={block} name={(field) => `b.${index}.${field}`} choices={choices} />
        <div class="tools">
          {index > 0 && <Submit kind="plain" name="_do" value={`up ${block.id}`} about={about}>上へ</Submit>}
          {index < count - 1 && <Submit kind="plain" name="_do" value={`down ${block.id}`} about={about}>下へ</Submit>}
          {!open && <Submit kind="plain" name="_do" value={`open ${block.id}`} about={`${about}の下`}>下に加える</Submit>}
          <Submit kind="plain" name="_do" value={`drop ${block.id}`} about={about}>消す</Submit>
        </div>
        {open && <AddButtons after={block.id} />}
      </Fieldset>
    </div>
  );
}
