/** The few addresses the frames themselves link to. Everything else comes from the menu or from the page. */
export const frameAddresses = {
  home: '/',
  myPage: '/my',
  display: '/display',
  signIn: '/my/sign-in',
  citizenSignOut: '/my/sign-out',
  staffHome: '/staff',
  staffSearch: '/staff/search',
  staffSignOut: '/staff/sign-out',
} as const;

/** The same page in the other language. Paths carry no language prefix in Japanese and `/en` in English. */
export function otherLanguageHref(lang: 'ja' | 'en', path: string): string {
  return lang === 'ja' ? `/en${path.replace(/^\/(?=$|\?)/, '')}` : path;
}
