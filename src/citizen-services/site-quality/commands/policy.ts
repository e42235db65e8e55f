/** ウェブアクセシビリティ方針. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { dateField, emailField, optional, phoneField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { begin, locked, written } from '../publications.ts';
import { levelField, publicationField, said, versionField, words } from './fields.ts';

export const savePolicy = command({
  name: 'site-quality.savePolicy',
  title: { ja: 'ウェブアクセシビリティ方針を書く', en: 'Write the accessibility policy' },
  input: z.object({
    publication: optional(publicationField), version: optional(versionField),
    scope: said({ ja: '対象範囲', en: 'Scope' }, 1000, true), level: levelField, targetOn: dateField({ ja: '目標を達成する期限', en: 'To be met by' }), exceptions: words({ ja: '例外事項', en: 'Exceptions' }, 2000, true),
    contact: said({ ja: '問い合わせ先の課', en: 'Office to contact' }, 80), phone: phoneField({ ja: '電話番号', en: 'Telephone' }), mail: optional(emailField({ ja: 'メール', en: 'E-mail' })), note: words({ ja: '追記する事項', en: 'Further remarks' }, 2000, true),
  }),
  allow: [staff('site-quality.work')],
  refusals: { NotDraft: refusals.NotDraft, PolicyOpenTaken: refusals.PolicyOpenTaken },
  async run(ctx, input): Promise<Outcome<{ publication: string; version: number }, 'NotDraft' | 'PolicyOpenTaken' | 'NotFound' | 'Conflict'>> {
    const row = { scope: input.scope, level: input.level, target_on: input.targetOn, exceptions: input.exceptions, contact: input.contact, phone: input.phone, mail: input.mail ?? '', note: input.note };
    if (input.publication === null) {
      const open = await ctx.db.selectFrom('site_quality.publications').select('id').where('kind', '=', 'policy').where('state', 'in', ['draft', 'waiting']).executeTakeFirst();
      if (open) return refuse('PolicyOpenTaken');
      const publication = await begin(ctx, 'policy');
      await ctx.db.insertInto('site_quality.policies').values({ id: publication, ...row }).execute();
      return done({ publication, version: 1 });
    }
    const it = await locked(ctx, input.publication, 'policy');
    if (!it) return refuse('NotFound');
    if (it.state !== 'draft') return refuse('NotDraft');
    if (it.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('site_quality.policies').set(row).where('id', '=', it.id).execute();
    return done({ publication: it.id, version: await written(ctx, it) });
  },
});
