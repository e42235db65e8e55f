/** A page's surroundings for tests: a citizen of the sample city, or an officer, with whatever the test changes. */
import type { UiContext } from '../kernel/view.ts';

export function testUi(changes: Partial<UiContext> = {}): UiContext {
  let requests = 0;
  const lang = changes.lang ?? 'ja';
  return {
    lang,
    face: 'citizen',
    city: { name: { ja: '二本松市', en: 'Nihonmatsu' }, address: { ja: '〒964-8601 福島県二本松市金色403番地1', en: '403-1 Kanairo, Nihonmatsu, Fukushima 964-8601' }, phone: '0243-00-0000', sample: true },
    path: '/gallery',
    returnable: true,
    display: { text: 'standard', colours: 'browser' },
    viewer: { kind: 'citizen', name: '佐藤 花子', unread: 2 },
    menu: [{ title: '暮らし', items: [{ href: '/reservations', label: '施設を予約する' }, { href: '/library', label: '図書館' }] }],
    toast: null,
    strip: [],
    now: Temporal.Instant.from('2026-11-23T05:10:00Z'),
    newRequestId: () => `request-${++requests}`,
    href: (path) => (lang === 'en' ? `/en${path}` : path),
    asset: (name) => `/assets/${name}`,
    form: null,
    ...changes,
  };
}

export function testOffice(changes: Partial<UiContext> = {}): UiContext {
  return testUi({
    face: 'staff',
    path: '/staff/gallery',
    viewer: { kind: 'staff', name: '渡邉 一郎', post: '建設部 道路課長', unread: 12 },
    menu: [
      { title: '', items: [{ href: '/staff', label: '受信箱', count: 12, icon: 'mail', current: true }, { href: '/staff/calendar', label: '予定', icon: 'calendar' }] },
      { title: '市民サービス', items: [{ href: '/staff/applications', label: '申請・届出', count: 7, icon: 'file' }, { href: '/staff/reservations', label: '施設予約', icon: 'building' }] },
      { title: '安全・安心', items: [{ href: '/staff/alerts', label: '緊急通報', icon: 'bell' }, { href: '/staff/supporters', label: '要支援者', icon: 'users' }] },
      { title: '行政運営', items: [{ href: '/staff/documents', label: '文書管理', icon: 'list' }, { href: '/staff/vouchers', label: '予算・伝票', count: 3, icon: 'money' }] },
    ],
    toast: { kind: 'good', message: '承認しました。次の決裁を開きました。' },
    ...changes,
  });
}
