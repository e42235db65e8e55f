/**
 * 保護者へのメール: asked for with an address and schools, confirmed by a link, stopped by one press. The answer is the same whether
 * the address was known or not; the citizens' face can read no address at all (個人情報保護法 第66条).
 */
import { z } from 'zod';
import { anyone, system } from '../../../kernel/actor.ts';
import { choiceField, emailField, field, idField, listField, textField } from '../../../kernel/fields.ts';
import { freshSecret, sha256 } from '../../../kernel/identity/tokens.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import type { Lang, Text } from '../../../kernel/view.ts';
import { command } from '../acts.ts';
import { mailConfirmed, mailStopped } from '../events.ts';
import { addressMark, folded, LINK_HOURS, stopHash, stopSecret, turnOf } from '../mail.ts';
import { refusals } from '../messages/refusals.ts';
import { closureWords } from '../messages/words.ts';
import { closureLetter } from '../rules/closure-mail.ts';
import { labels, schoolField } from './fields.ts';

export const MOST_SCHOOLS = 10;
const linkLabel = { ja: 'リンク', en: 'Link' };
export const linkField = field<string>(linkLabel, { type: 'string' }, (raw) => (typeof raw === 'string' && /^[A-Za-z0-9_-]{20,100}$/.test(raw) ? { ok: true, value: raw } : { ok: false, message: { ja: refusals.LinkUsedUp.ja(), en: refusals.LinkUsedUp.en() } }));
const inLang = (lang: Lang, path: string) => (lang === 'en' ? `/en${path}` : path);
/** A bare address has no language of its own in the notices room: both are the words its owner reads. */
const only = (text: string): Text => ({ ja: text, en: text });

const confirmLetter = (lang: Lang, names: string) => (lang === 'ja'
  ? { title: '学校のお知らせメールの確認', body: `${names}の臨時休校などのお知らせを、このアドレスにメールでお送りします。\n\n24時間のうちに次のアドレスを開いて、ボタンを押してください。押すまでは、何もお送りしません。リンクは1回だけ使えます。\n\n心当たりがないときは、このメールを捨ててください。` }
  : { title: 'Confirm: news of schools by mail', body: `We will tell you at this address when these schools close: ${names}.\n\nPlease open the address below within 24 hours and press the button. Nothing is sent before that. The link works once.\n\nIf you did not ask for this, please ignore this message.` });

export const askForMail = command({
  name: 'schools.askForMail',
  title: { ja: '学校のお知らせメールを申し込む', en: 'Ask for news of schools by mail' },
  input: z.object({ address: emailField({ ja: 'メールアドレス', en: 'E-mail address' }), schools: listField(labels.school, schoolField, { min: 1, max: MOST_SCHOOLS }) }),
  allow: [anyone('だれでも申し込める。登録の有無は答えから分からない')],
  secret: ['address'],
  refusals: { UnknownSchool: { ...refusals.UnknownSchool, field: 'schools' } },
  async run(ctx, input): Promise<Outcome<{ sent: true }, 'UnknownSchool' | 'TooMany'>> {
    const address = folded(input.address);
    const codes = [...new Set(input.schools)];
    const schools = await ctx.db.selectFrom('schools.schools').select(['code', 'name', 'name_en']).where('code', 'in', codes).where('state', '=', 'open').orderBy('ordinal').orderBy('code').execute();
    if (schools.length < codes.length) return refuse('UnknownSchool');
    const turn = await turnOf(ctx, address);
    if (turn.wait > 0) return refuse('TooMany', { seconds: turn.wait });
    // A mailbox that got enough letters gets no more; whoever asked is told nothing of it.
    if (!turn.letter) return done({ sent: true });
    const [id, secret] = [ctx.newId(), freshSecret((bytes) => ctx.random(bytes))];
    await ctx.db.insertInto('schools.mail_links').values({ id, secret_hash: sha256(secret), schools: schools.map((one) => one.code), device: 'device' in ctx.actor ? ctx.actor.device : 'house', address_mark: addressMark(ctx.city, address), asked_at: ctx.now, expires_at: ctx.now.add({ hours: LINK_HOURS }), used_at: null }).execute();
    await ctx.db.insertInto('schools.mail_asked').values({ link_id: id, address, lang: ctx.lang }).execute();
    const letter = confirmLetter(ctx.lang, schools.map((one) => (ctx.lang === 'ja' ? one.name : one.name_en)).join(ctx.lang === 'ja' ? '、' : ', '));
    ctx.notify({ to: { email: address }, kind: 'schools.mailConfirm', href: inLang(ctx.lang, `/schools/mail/confirm/${secret}`), title: only(letter.title), body: only(letter.body) });
    return done({ sent: true });
  },
});

export const confirmMail = command({
  name: 'schools.confirmMail',
  title: { ja: '学校のお知らせメールの申込みを確かめる', en: 'Confirm the address' },
  input: z.object({ secret: linkField }),
  allow: [anyone('メールのリンクを受け取った人だけが知る秘密で守られる')],
  secret: ['secret'],
  refusals: { LinkUsedUp: refusals.LinkUsedUp },
  async run(ctx, input): Promise<Outcome<{ confirmed: true }, 'LinkUsedUp'>> {
    const link = await ctx.db.updateTable('schools.mail_links').set({ used_at: ctx.now }).where('secret_hash', '=', sha256(input.secret)).where('used_at', 'is', null).where('expires_at', '>', ctx.now).returning('id').executeTakeFirst();
    if (!link) return refuse('LinkUsedUp');
    ctx.emit(mailConfirmed, { link: link.id });
    return done({ confirmed: true });
  },
});

/** The office's side takes the address in: its schools are those of the newest link, and no older link of it works any more. */
export const keepAddress = command({
  name: 'schools.keepAddress',
  title: { ja: '確かめたアドレスを登録する', en: 'Keep a confirmed address' },
  input: z.object({ link: idField(linkLabel) }),
  allow: [system],
  async run(ctx, input): Promise<Outcome<{ schools: number }, never>> {
    const asked = await ctx.db.selectFrom('schools.mail_asked as a').innerJoin('schools.mail_links as l', 'l.id', 'a.link_id').select(['a.address', 'a.lang', 'l.schools', 'l.used_at']).where('a.link_id', '=', input.link).executeTakeFirst();
    if (!asked?.used_at) return done({ schools: 0 });
    const codes = (await ctx.db.selectFrom('schools.schools').select('code').where('code', 'in', asked.schools).where('state', '=', 'open').execute()).map((row) => row.code);
    const id = ctx.newId();
    if (codes.length > 0) {
      const { id: mail } = await ctx.db.insertInto('schools.mail_addresses').values({ id, address: asked.address, lang: asked.lang, stop_hash: stopHash(ctx.city, id), confirmed_at: asked.used_at })
        .onConflict((conflict) => conflict.column('address').doUpdateSet((eb) => ({ lang: eb.ref('excluded.lang'), confirmed_at: eb.ref('excluded.confirmed_at') }))).returning('id').executeTakeFirstOrThrow();
      await ctx.db.deleteFrom('schools.mail_schools').where('mail_id', '=', mail).execute();
      await ctx.db.insertInto('schools.mail_schools').values(codes.map((code) => ({ mail_id: mail, school_code: code }))).execute();
      ctx.audit({ subject: `mail:${mail}`, schools: codes });
    }
    const others = await ctx.db.deleteFrom('schools.mail_asked').where('address', '=', asked.address).returning('link_id').execute();
    await ctx.db.updateTable('schools.mail_links').set({ used_at: ctx.now }).where('id', 'in', others.map((row) => row.link_id)).where('used_at', 'is', null).execute();
    return done({ schools: codes.length });
  },
});

export const stopMail = command({
  name: 'schools.stopMail',
  title: { ja: '学校のお知らせメールをやめる', en: 'Stop the letters' },
  input: z.object({ secret: linkField }),
  allow: [anyone('メールのリンクを受け取った人だけが知る秘密で守られる')],
  secret: ['secret'],
  async run(ctx, input): Promise<Outcome<{ stopped: true }, never>> {
    ctx.emit(mailStopped, { stop: sha256(input.secret) });
    return done({ stopped: true });
  },
});

export const dropAddress = command({
  name: 'schools.dropAddress',
  title: { ja: 'アドレスを消す', en: 'Drop an address' },
  input: z.object({ stop: textField({ ja: '印', en: 'Mark' }, { max: 64, numbers: true }) }),
  allow: [system],
  async run(ctx, input): Promise<Outcome<{ dropped: number }, never>> {
    const gone = await ctx.db.deleteFrom('schools.mail_addresses').where('stop_hash', '=', input.stop).returning('id').execute();
    for (const row of gone) ctx.audit({ subject: `mail:${row.id}` });
    return done({ dropped: gone.length });
  },
});

/** One letter to each address, naming all of its schools. Written once for an announcement, whoever hears of it how often. */
export const mailParents = command({
  name: 'schools.mailParents',
  title: { ja: '保護者にメールで知らせる', en: 'Tell parents by mail' },
  input: z.object({ announcement: idField({ ja: 'お知らせ', en: 'Announcement' }), what: choiceField({ ja: '何を', en: 'What' }, ['announced', 'changed', 'ended'] as const) }),
  allow: [system],
  async run(ctx, input): Promise<Outcome<{ mails: number }, 'NotFound'>> {
    const it = await ctx.db.selectFrom('schools.announcements').selectAll().where('id', '=', input.announcement).forUpdate().executeTakeFirst();
    if (!it) return refuse('NotFound');
    const before = await ctx.db.selectFrom('schools.mailings').select('mails').where('announcement_id', '=', it.id).where('what', '=', input.what).executeTakeFirst();
    if (before) return done({ mails: before.mails });
    const rows = await ctx.db.selectFrom('schools.closures as c').innerJoin('schools.mail_schools as m', 'm.school_code', 'c.school_code').innerJoin('schools.schools as s', 's.code', 'c.school_code').innerJoin('schools.mail_addresses as a', 'a.id', 'm.mail_id')
      .select(['a.id', 'a.address', 'a.lang', 's.code', 's.name', 's.name_en as nameEn']).where('c.announcement_id', '=', it.id).orderBy('a.id').orderBy('s.ordinal').orderBy('s.code').execute();
    const mails = Map.groupBy(rows, (row) => row.id);
    for (const [id, schools] of mails) {
      const [first] = schools;
      if (!first) continue;
      const page = `${ctx.city.origin}${inLang(first.lang, schools.length === 1 ? `/schools/${first.code}` : '/schools')}`;
      const letter = closureLetter({ what: input.what, kind: closureWords[it.kind], schools, from: it.from_on, to: it.to_on, resumes: it.state === 'ended' && it.last_on ? it.last_on.add({ days: 1 }) : null, reason: it.reason, words: input.what === 'ended' ? it.end_words : it.words, next: it.next, page }, first.lang);
      ctx.notify({ to: { email: first.address }, kind: 'schools.closureMail', href: inLang(first.lang, `/schools/mail/stop/${stopSecret(ctx.city, id)}`), title: only(letter.title), body: only(letter.body) });
    }
    await ctx.db.insertInto('schools.mailings').values({ announcement_id: it.id, what: input.what, mails: mails.size, made_at: ctx.now }).execute();
    ctx.audit({ subject: 'schools', announcement: it.id, mails: mails.size });
    return done({ mails: mails.size });
  },
});

/** Links that ended, with the addresses nobody confirmed. */
export const sweepMail = command({
  name: 'schools.sweepMail',
  title: { ja: '確かめられなかった申込みを消す', en: 'Sweep requests nobody confirmed' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ swept: number }, never>> {
    const gone = await ctx.db.deleteFrom('schools.mail_links').where('expires_at', '<=', ctx.now).returning('id').execute();
    return done({ swept: gone.length });
  },
});
