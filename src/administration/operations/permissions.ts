import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'operations.accounts': { label: { ja: '職員の登録を管理する', en: 'Manage staff accounts' }, note: '職員を登録し、閉じ、パスワードのリンクを送ります。権限は付けられません。', suggested: ['admin'] },
  'operations.roles': { label: { ja: '役割と権限を管理する', en: 'Manage roles' }, note: '役割を作り、職員や職に付けます。自分には付けられません。', strong: true, notWith: ['operations.audit'], suggested: ['admin'] },
  'operations.organization': { label: { ja: '組織と配置を管理する', en: 'Manage the organisation' }, note: '所属・職・異動を入力します。', suggested: ['admin'] },
  'operations.audit': { label: { ja: '操作と閲覧の記録を調べる', en: 'Search the audit trail' }, note: 'だれが何をし、だれの記録を見たかを調べます。調べたことも記録に残ります。', strong: true, suggested: ['audit'] },
  'operations.jobs': { label: { ja: 'しごとの進み具合を見て、止める', en: 'See and stop background jobs' }, note: '自動で動くしごとの進み具合を見て、取り消し、やり直します。', suggested: ['admin'] },
  'operations.mail': { label: { ja: '送信の状態を見て、送り直す', en: 'See and retry sendings' }, note: 'メールなどの送信の結果を見て、送り直します。本文は見えません。', suggested: ['admin'] },
  'operations.backups': { label: { ja: 'バックアップの様子を見る', en: 'See backups' }, note: 'バックアップと復元の訓練の結果を見ます。中身は見えません。', suggested: ['admin'] },
  'operations.log': { label: { ja: '改ざん検知ログの証人を決め、止まった記録を再開する', en: 'Name witnesses, let a halted log go on' }, note: '証人を加え、外し、欠けを宣言して記録を再開します。記録の中身は変えられません。', strong: true, notWith: ['operations.audit'], suggested: ['admin'] },
  'operations.tokens': { label: { ja: 'トークンと連携サービスを管理する', en: 'Manage tokens and services' }, note: 'プログラムが使う鍵を発行し、止めます。', strong: true, suggested: ['admin'] },
});
