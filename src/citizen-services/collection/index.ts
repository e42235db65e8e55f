/** 収納. The door: the kernel's payments room with pages for the office. */
import * as paymentCommands from '../../kernel/payments/commands.ts';
import { paymentPermissions } from '../../kernel/payments/permissions.ts';
import { dayBook, ledgerOf, openRefunds, receipt, refundsWaiting } from '../../kernel/payments/queries.ts';
import { defineSystem } from '../../kernel/system.ts';
import { dayBookCsv, dayBookPage } from './pages/day-book.tsx';
import { chargePage, ledgerPage } from './pages/ledger.tsx';
import { receiptPage, receiptPdf } from './pages/receipt.tsx';
import { refundsPage } from './pages/refunds.tsx';
import * as printCommands from './commands.ts';
import { cashRefunds, charge, findCharges, receiptPrints } from './queries.ts';

const { received, ...commands } = paymentCommands;

export default defineSystem({
  name: 'collection',
  title: { ja: '収納', en: 'Collection' },
  pillar: 'citizen-services',
  faces: ['staff'],
  dependsOn: [],
  personal: { subjects: ['納める人'], retention: '納めた年度の終わりから5年（地方自治法236条）' },
  migrations: new URL('./migrations/', import.meta.url),
  permissions: paymentPermissions,
  commands: [commands, printCommands],
  // `payments.mine` is the citizen's own and belongs to my-page.
  queries: { receipt, ledgerOf, dayBook, openRefunds, refundsWaiting, findCharges, charge, cashRefunds, receiptPrints },
  pages: { dayBookPage, refundsPage, ledgerPage, chargePage, receiptPage },
  routes: [receiptPdf, dayBookCsv],
  events: { received },
  menu: [
    { to: '/staff/collection', for: 'staff', label: { ja: '収納（日計）', en: 'Collection' }, needs: 'payments.cash', icon: 'money' },
    { to: '/staff/collection/refunds', for: 'staff', label: { ja: '還付', en: 'Refunds' }, needs: 'payments.refund', count: refundsWaiting },
  ],
});
