import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'reservations.day': { label: { ja: '当日の利用一覧を見る', en: 'See the day’s list' }, note: '今日と明日の利用者の名前だけを見られます。管理を請け負う人のための権限です。', scope: 'facility', suggested: ['caretaker', 'desk', 'manager'] },
  'reservations.desk': { label: { ja: '窓口で予約を扱う', en: 'Handle bookings at the desk' }, note: '予約の受付・変更・取消、来場の記録をします。', scope: 'facility', suggested: ['desk', 'manager'] },
  'reservations.patrons': { label: { ja: '利用者登録を審査する', en: 'Decide registrations' }, note: '利用者登録の承認・更新・区分の変更をします。', scope: 'facility', suggested: ['manager'] },
  'reservations.approve': { label: { ja: '利用許可・減免を決める', en: 'Decide permits and reductions' }, note: '承認の要る利用と減免を許可・不許可にします。', scope: 'facility', suggested: ['department'] },
  'reservations.facilities': { label: { ja: '施設と規則を編集する', en: 'Edit facilities and rules' }, note: '開館日・使用料・受付期間などの規則を変えます。', scope: 'facility', suggested: ['department'] },
  'reservations.blocks': { label: { ja: '公用・休止を申請する', en: 'Ask for block-outs' }, note: '公用・保守・行事で枠を押さえる申請をします。', scope: 'facility', notWith: ['reservations.blocks-approve'], suggested: ['desk', 'manager'] },
  'reservations.blocks-approve': { label: { ja: '公用・休止を承認する', en: 'Approve block-outs' }, note: '施設の外の人が承認します。', scope: 'facility', notWith: ['reservations.blocks'], suggested: ['department'] },
  'reservations.shelter': { label: { ja: '避難所として使う', en: 'Take over as a shelter' }, note: '災害のとき、施設を避難所に切り替え、予約を取り消します。', scope: 'facility', suggested: ['disaster'] },
  'reservations.lottery': { label: { ja: '抽選を行う', en: 'Run lotteries' }, note: '抽選の告知・締切・公表をします。やり直しはできません。', scope: 'facility', suggested: ['department'] },
  'reservations.penalties': { label: { ja: '点数と利用停止を決める', en: 'Penalties and suspensions' }, note: '無断不使用などの点数、利用停止、異議の処理をします。', scope: 'facility', strong: true, suggested: ['department'] },
  'reservations.statistics': { label: { ja: '利用統計を見る', en: 'See statistics' }, note: '件数・人数・稼働率・収入を見て、CSVで取り出します。', suggested: ['department', 'manager', 'audit'] },
  'reservations.patterns': { label: { ja: '不自然な予約の一覧を見る', en: 'See the pattern report' }, note: '取消直後の予約など、確かめたほうがよい組を見ます。自動では何も決めません。', strong: true, suggested: ['department', 'audit'] },
});
