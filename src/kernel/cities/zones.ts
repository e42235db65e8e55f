/**
 * Where the parts of an installation stand, by the zone models of the ministry's guideline for local governments'
 * information security (総務省「地方公共団体における情報セキュリティポリシーに関するガイドライン」). The models are written down
 * here from knowledge of the guideline and dated; the city's own reading of the edition in force decides.
 */
import { z } from 'zod';
import type { Face, Text } from '../view.ts';

export type ZoneName = 'my-number' | 'lgwan' | 'internet';
export type ZoneModel = 'alpha' | 'alpha-prime' | 'beta' | 'beta-prime';

export const zoneNames: Readonly<Record<ZoneName, Text>> = {
  'my-number': { ja: 'マイナンバー利用事務系', en: 'My Number systems' },
  lgwan: { ja: 'LGWAN 接続系', en: 'LGWAN-connected systems' },
  internet: { ja: 'インターネット接続系', en: 'Internet-connected systems' },
};

export interface ZoneProfile {
  readonly model: ZoneModel;
  readonly name: string;
  /** What distinguishes the model, in one sentence. */
  readonly about: Text;
  /** Where each face's process stands. */
  readonly faces: Readonly<Record<Face, ZoneName>>;
  readonly database: ZoneName;
  /** What has to be in place, as the guideline asks of this model. */
  readonly needs: readonly string[];
}

/** When the models below were written down. */
export const ZONES_AS_OF = '2026-11-26';
export const ZONES_SAID = `この一覧は、総務省「地方公共団体における情報セキュリティポリシーに関するガイドライン」のモデルを ${ZONES_AS_OF} の時点の理解で書いたもので、原文の写しではありません。適用する版の原文で確かめてください。`;

const separate = 'マイナンバー利用事務系は、ほかのどの系とも通信しない（特定の通信だけを、経路を限って認める）';
const moved = ['画面を見る端末の監視と不正なふるまいの検知（EDR など）', '職員への研修と、外部の監査の定期的な実施', 'クラウドを使うときは、その基準に合うものを選ぶ'];

export const zoneProfiles: readonly ZoneProfile[] = [
  {
    model: 'alpha', name: 'α', faces: { citizen: 'internet', staff: 'lgwan' }, database: 'lgwan',
    about: { ja: '端末も業務システムも LGWAN 接続系に置き、インターネットとは分ける。', en: 'Terminals and office systems stand in the LGWAN zone, apart from the internet.' },
    needs: [separate, 'インターネット接続系との間は、無害化した通信だけを通す', '市民の入口は自治体情報セキュリティクラウドの内側（または同等の備えのあるクラウド）に置く'],
  },
  {
    model: 'alpha-prime', name: 'α′', faces: { citizen: 'internet', staff: 'lgwan' }, database: 'lgwan',
    about: { ja: 'α のまま、LGWAN 接続系の端末から決まったクラウドサービスへ直接つなぐことを認める。', en: 'As alpha, with direct connections from the LGWAN zone to named cloud services.' },
    needs: [separate, 'つなぐ先のクラウドサービスを限り、認証と通信の経路を確かめる', 'インターネット接続系との間は、無害化した通信だけを通す'],
  },
  {
    model: 'beta', name: 'β', faces: { citizen: 'internet', staff: 'internet' }, database: 'lgwan',
    about: { ja: '端末はインターネット接続系に置き、重要な業務システムは LGWAN 接続系に残す。', en: 'Terminals stand in the internet zone; important office systems stay in the LGWAN zone.' },
    needs: [separate, 'LGWAN 接続系のシステムは、画面転送などで使う', ...moved],
  },
  {
    model: 'beta-prime', name: 'β′', faces: { citizen: 'internet', staff: 'internet' }, database: 'internet',
    about: { ja: '端末に加えて、重要な業務システムもインターネット接続系に置く。', en: 'Terminals and important office systems both stand in the internet zone.' },
    needs: [separate, '情報資産ごとの危険の評価と、それに応じた守り', ...moved],
  },
];

const Model = z.enum(['alpha', 'alpha-prime', 'beta', 'beta-prime']);

/** The profile `YAKUBA_ZONES` names; null when nothing is said. Throws for a word that is no model. */
export function zoneProfile(word: string | undefined): ZoneProfile | null {
  if (word === undefined || word === '') return null;
  const parsed = Model.safeParse(word);
  if (!parsed.success) throw new Error('YAKUBA_ZONES は alpha、alpha-prime、beta、beta-prime のどれかです。');
  return zoneProfiles.find((profile) => profile.model === parsed.data) ?? null;
}

/** What this process is: which doors it opens, where it listens, which roles of the database it holds. */
export interface Standing {
  readonly faces: readonly Face[];
  readonly host: string;
  readonly port: number;
  readonly roles: readonly Face[];
  /** It can make and migrate databases. */
  readonly administrator: boolean;
  readonly background: boolean;
  readonly profile: ZoneProfile | null;
}

let here: Standing | null = null;

/** Said once, when the doors are open. */
export function standing(now: Omit<Standing, 'profile'>): void {
  here = { ...now, profile: zoneProfile(process.env['YAKUBA_ZONES']) };
}

/** Null in a process without doors of its own (a test, a command). */
export function whereWeStand(): Standing | null {
  return here;
}

/** What does not fit the profile, in sentences. Both faces in one process fit a trial, not a zone. */
export function misfits(now: Pick<Standing, 'faces' | 'roles' | 'administrator' | 'profile' | 'host'>): readonly string[] {
  const { profile } = now;
  if (!profile) return [];
  const found: string[] = [];
  if (now.faces.length > 1 && profile.faces.citizen !== profile.faces.staff) found.push(`このプロセスは市民と職員の両方の入口を開いていますが、${profile.name} モデルでは別の系に置きます。YAKUBA_FACE で分けてください。`);
  if (now.faces.includes('citizen') && now.administrator) found.push('市民の入口のプロセスがデータベースの管理の役割を持っています。YAKUBA_CITIZEN_DATABASE_URL だけを渡してください。');
  if (now.faces.includes('citizen') && !now.faces.includes('staff') && now.roles.includes('staff')) found.push('市民の入口のプロセスが職員の役割を持っています。YAKUBA_CITIZEN_DATABASE_URL だけを渡してください。');
  return found;
}
