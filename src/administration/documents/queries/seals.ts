/** 公印: the register of seals, what waits to be sealed, what was pressed. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { query } from '../acts.ts';
import { writeNumber } from '../rules/number.ts';
import { SECRET_TITLE } from './register.ts';

const allow = [staff('documents.seal'), staff('documents.records')];
const AT_MOST = 100;

export const sealDesk = query({
  name: 'documents.sealDesk', title: { ja: '公印の机', en: 'The seals’ desk' }, input: z.object({}), allow,
  async run(ctx) {
    const seals = await ctx.db.selectFrom('documents.seals as s').innerJoin('kernel.departments as o', 'o.id', 's.department_id').select(['s.id', 's.name', 's.retired_on', 'o.name as office', (eb) => eb.selectFrom('documents.seal_uses as u').whereRef('u.seal_id', '=', 's.id').select((inner) => inner.fn.sum<number>('u.sheets').as('sheets')).as('sheets')]).orderBy('s.name').execute();
    const named = <T extends { readonly fiscal_year: number; readonly symbol: string; readonly number: number | null; readonly title: string; readonly confidentiality: string }>({ fiscal_year, symbol, number, confidentiality, title, ...row }: T) => ({ ...row, title: confidentiality === 'secret' ? SECRET_TITLE : title, number: writeNumber({ fiscalYear: fiscal_year, symbol, number }) });
    const waiting = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').innerJoin('kernel.staff as s', 's.id', 'd.staff_id').select(['d.id', 'd.title', 'd.fiscal_year', 'd.symbol', 'd.number', 'd.confidentiality', 'd.decided_on', 'o.name as office', 's.name as person', 'd.staff_id'])
      .where('d.kind', '=', 'draft').where('d.state', 'in', ['decided', 'closed']).where((eb) => eb.not(eb.exists(eb.selectFrom('documents.seal_uses as u').select('u.id').whereRef('u.document_id', '=', 'd.id')))).orderBy('d.decided_on', 'desc').orderBy('d.id').limit(AT_MOST).execute();
    const used = await ctx.db.selectFrom('documents.seal_uses as u').innerJoin('documents.seals as s', 's.id', 'u.seal_id').innerJoin('documents.documents as d', 'd.id', 'u.document_id').innerJoin('kernel.staff as p', 'p.id', 'u.pressed_by').select(['u.id', 'u.sheets', 'u.pressed_on', 's.name as seal', 'p.name as presser', 'd.title', 'd.fiscal_year', 'd.symbol', 'd.number', 'd.confidentiality']).orderBy('u.at', 'desc').orderBy('u.id').limit(AT_MOST).execute();
    return { seals: seals.map((seal) => ({ ...seal, sheets: Number(seal.sheets ?? 0) })), waiting: waiting.map(named), used: used.map(named) };
  },
});
