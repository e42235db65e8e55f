/** 減免: the form and the decision. */
import { compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { appealParagraphs } from './appeal.ts';
import type { Appeal } from './appeal.ts';
import { applicantFacts, blankUseFacts, day, formHead, letterHead, useFacts, useMoment } from './letter-head.ts';
import type { Applicant, FormHead, LetterHead, UseView } from './letter-head.ts';

export interface ReductionApplicationData {
  readonly head: FormHead;
  readonly applicant: Applicant;
  readonly reservationNumber: string;
  readonly use: UseView | null;
  /** The ground of the ordinance, such as 市の後援（条例第9条第1項第3号）. */
  readonly ground: string;
  readonly reason: string;
  readonly evidence: readonly string[];
}

/** 使用料減免申請書, filled in or blank. */
export async function reductionApplicationPaper(data: ReductionApplicationData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('reduction-application.typ', import.meta.url) }, {
    title: '公共施設使用料減免申請書',
    head: formHead(data.head),
    applicant: applicantFacts(data.applicant),
    use: [['予約番号', data.reservationNumber], ...(data.use === null ? blankUseFacts : useFacts(data.use))],
    reasons: [['減免の区分', data.ground], ['理由', data.reason], ['添える書類', data.evidence.join('、')]],
    notes: ['減免が認められないときは、条例で定める使用料をお支払いいただきます。'],
  }, options);
}

export interface ReductionDecisionData {
  readonly head: LetterHead;
  readonly decisionNumber: string;
  readonly reservationNumber: string;
  readonly appliedOn: Temporal.PlainDate;
  readonly use: UseView;
  /** The article of the reduction, or the article by which it is refused. */
  readonly ground: string;
  readonly decision:
    | { readonly kind: 'granted'; readonly share: string; readonly fullYen: number; readonly reducedYen: number }
    | { readonly kind: 'refused'; readonly reason: string; readonly fullYen: number };
  readonly notes: readonly string[];
  readonly appeal: Appeal;
}

/** 使用料減免決定通知書, granted or refused, always with 教示: a part may have been refused. */
export async function reductionDecisionPaper(data: ReductionDecisionData, options?: PaperOptions): Promise<Uint8Array> {
  const { decision } = data;
  const granted = decision.kind === 'granted';
  return compilePaper({ file: new URL('reduction-decision.typ', import.meta.url) }, {
    title: granted ? '公共施設の使用料の減免について（通知）' : '公共施設の使用料の減免の不承認について（通知）',
    head: letterHead(data.head),
    opening: `${day(data.appliedOn)}に申請のあった使用料の減免について、${granted ? '次のとおり承認する' : '次の理由により承認しない'}ことに決定しましたので、通知します。`,
    facts: [
      ['決定番号', data.decisionNumber], ['予約番号', data.reservationNumber],
      ['施設と日時', `${data.use.facility}　${data.use.unit}\n${useMoment(data.use)}`],
      ['根拠となる規定', data.ground],
      decision.kind === 'granted' ? ['減免の割合', decision.share] : ['承認しない理由', decision.reason],
    ],
    money: decision.kind === 'granted'
      ? [['減免前の使用料', decision.fullYen], ['減免する額', decision.reducedYen], ['お支払いいただく額', decision.fullYen - decision.reducedYen]]
      : [['お支払いいただく額', decision.fullYen]],
    notes: data.notes,
    appeal: appealParagraphs(data.appeal),
  }, options);
}
