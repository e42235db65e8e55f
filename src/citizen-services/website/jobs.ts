/** What runs by itself: reserved publications at their moment, and once a minute besides; the reminder of disaster mode. */
import { job } from '../../kernel/jobs/job.ts';
import { readingsOf } from '../../kernel/reading/analyser.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { remindMode } from './commands/disaster.ts';
import { carryOutDue } from './commands/offices.ts';
import { tidyPreviews } from './commands/previews.ts';
import { publishDue } from './commands/scheduling.ts';
import { saveReadings, textsToRead } from './commands/readings.ts';
import { gapsOf, rubyOf } from './rules/ruby.ts';

const due = job({ name: 'website.due', title: { ja: '予約した公開と公開終了', en: 'Publish and withdraw what is due' }, every: { minutes: 1 }, run: (ctx) => ctx.do(publishDue, {}, `website.due ${ctx.jobId}`) });
const remind = job({ name: 'website.remind', title: { ja: '災害モードが続いていることの知らせ', en: 'Remind of disaster mode' }, every: { minutes: 10 }, run: (ctx) => ctx.do(remindMode, {}, `website.remind ${ctx.jobId}`) });

/** ふりがな: the city's own words, numbers with what they count, and the dictionary for the rest. */
const readings = job({
  name: 'website.readings', title: { ja: 'ふりがなを付ける', en: 'Furigana' },
  async run(ctx, input) {
    const edition = isRecord(input) && typeof input['edition'] === 'string' ? input['edition'] : '';
    const found = await ctx.ask(textsToRead, { edition });
    if (found === null) return;
    const own = new Map(found.readings);
    const gaps = found.texts.map((text) => gapsOf(text, own));
    const tokens = await readingsOf(gaps.flat());
    let at = 0;
    const texts = Object.fromEntries(found.texts.map((text, index) => {
      const count = gaps[index]?.length ?? 0;
      at += count;
      return [text, rubyOf(text, own, tokens.slice(at - count, at))];
    }));
    await ctx.do(saveReadings, { edition, texts }, `website.readings ${ctx.jobId}`);
  },
});

const offices = job({ name: 'website.officesDue', title: { ja: '日の来た組織改正', en: 'Changes of offices' }, every: { minutes: 10 }, run: (ctx) => ctx.do(carryOutDue, {}, `website.officesDue ${ctx.jobId}`) });

const previews = job({ name: 'website.tidyPreviews', title: { ja: '期限の過ぎたプレビューの片付け', en: 'Close previews that are over' }, every: { dailyAt: [3, 10] }, run: (ctx) => ctx.do(tidyPreviews, {}, `website.tidyPreviews ${ctx.jobId}`) });

export const jobs = [due, remind, readings, offices, previews];
