/** One line-drawn set, 24 × 24, 2 px, round ends. An icon stands beside a word, never alone, so it is always hidden from readers. */

const paths = {
  'arrow-down': 'M12 5v14M6 13l6 6 6-6',
  'arrow-left': 'M19 12H5M11 6l-6 6 6 6',
  'arrow-right': 'M5 12h14M13 6l6 6-6 6',
  'arrow-up': 'M12 19V5M6 11l6-6 6 6',
  ball: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3.5 9.5c6 0 11 5 11 11M20.5 14.5c-6 0-11-5-11-11',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4',
  book: 'M12 6c-2-1.5-5-2-8-2v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2zM12 6v14',
  building: 'M5 21V4h10v17M15 9h4v12M3 21h18M8.5 8h3M8.5 12h3M8.5 16h3',
  calendar: 'M5 5h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM4 10h16M8 3v4M16 3v4',
  check: 'M4 13l5 5L20 6',
  'chevron-left': 'M15 5l-7 7 7 7',
  'chevron-right': 'M9 5l7 7-7 7',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l4 2',
  close: 'M5 5l14 14M19 5L5 19',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  edit: 'M4 20l1-5L16 4l4 4L9 19zM13 7l4 4',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7',
  filter: 'M3 5h18l-7 8v6l-4 2v-8z',
  fire: 'M12 21c-4 0-6-3-6-6 0-4 4-5 4-11 5 2 8 6 8 11 0 3-2 6-6 6zM12 21c-1.5 0-2.5-1.2-2.5-3s2.5-2 2.5-4.5c1.5 1 2.5 2.5 2.5 4.5 0 1.8-1 3-2.5 3z',
  help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17v.1',
  home: 'M3 11l9-8 9 8M6 9v12h12V9M10 21v-6h4v6',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7v.1',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12l9-9M16 7l3 3',
  list: 'M9 6h12M9 12h12M9 18h12M4 6h.1M4 12h.1M4 18h.1',
  lock: 'M6 11h12v10H6zM8.5 11V7a3.5 3.5 0 0 1 7 0v4',
  mail: 'M3 6h18v13H3zM3 7l9 7 9-7',
  map: 'M12 21c-4.5-5-7-8-7-11a7 7 0 0 1 14 0c0 3-2.5 6-7 11zM12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  menu: 'M4 6h16M4 12h16M4 18h16',
  minus: 'M5 12h14',
  money: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 7.5l3.5 5 3.5-5M12 12.5V17M9 13h6M9 15.5h6',
  music: 'M9 18V5l11-2v12M6.5 15.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM17.5 12.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  phone: 'M6 3h4l2 5-2.5 1.5a11 11 0 0 0 5 5L16 12l5 2v4c0 2-1 3-3 3C10 21 3 14 3 6c0-2 1-3 3-3z',
  plus: 'M12 5v14M5 12h14',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z',
  road: 'M8 3L4 21M16 3l4 18M12 4v3M12 11v3M12 18v3',
  school: 'M2 9l10-5 10 5-10 5zM6 11v6c3 3 9 3 12 0v-6M22 9v6',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM8 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  shield: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  'sign-out': 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  star: 'M12 3l2.7 6 6.3.7-4.7 4.3 1.3 6.5L12 17.2l-5.6 3.3 1.3-6.5L3 9.7 9.3 9z',
  tent: 'M12 4L2 20h20zM12 11l-4 9M12 11l4 9M12 4l-1.5-2M12 4l1.5-2',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6',
  tree: 'M12 3l-6 8h3l-4 6h14l-4-6h3zM12 17v4',
  upload: 'M12 16V5M7 9l5-5 5 5M4 20h16',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 3.5-6 8-6s8 2 8 6',
  users: 'M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2 20c0-3.5 3-5.5 7-5.5s7 2 7 5.5M16 5.5a3.5 3.5 0 0 1 0 6.5M18 15c2.5.5 4 2.3 4 5',
  warning: 'M12 3.5L2 20.5h20zM12 10v5M12 17.8v.1',
  water: 'M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11z',
} as const;

export type IconName = keyof typeof paths;

export const iconNames: readonly string[] = Object.keys(paths);

/** Whether we draw it: a manifest names its icon as text. */
export function isIcon(name: string | undefined): name is IconName {
  return name !== undefined && Object.hasOwn(paths, name);
}

/** A drawing beside a word. A name outside the set (a city's own menu) draws nothing. */
export function Icon({ name }: { readonly name: IconName | (string & {}) }) {
  if (!isIcon(name)) return null;
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
