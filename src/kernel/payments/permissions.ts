import { definePermissions } from '../permissions/permissions.ts';

export const paymentPermissions = definePermissions({
  'payments.read': { label: { ja: '収納の記録を見る', en: 'See payments' }, note: '調定・収納・還付の一覧を見られます。', suggested: ['accounting', 'audit'] },
  'payments.cash': { label: { ja: '窓口で現金を扱う', en: 'Handle cash at the desk' }, note: '現金を受け取り、領収書を出し、その日の現金を締めます。', notWith: ['payments.refund'], suggested: ['desk', 'manager'] },
  'payments.refund': { label: { ja: '還付を承認する', en: 'Approve refunds' }, note: '還付の承認と領収の取消しをします。', strong: true, suggested: ['accounting'] },
  'payments.payees': { label: { ja: '収納先を登録する', en: 'Keep payees' }, note: '市・指定管理者の名称と登録番号を変えます。', strong: true, suggested: ['accounting'] },
  'payments.gateway': { label: { ja: '入金通知を受け渡す', en: 'Deliver payment notices' }, note: '収納機関とつなぐサービスのための権限です。', suggested: ['gateway'] },
});
