/** The small parts of every page, through one door. */
export { Icon, iconNames, isIcon } from './parts/icon.tsx';
export type { IconName } from './parts/icon.tsx';
export { A, LinkButton, linkAddress } from './parts/link.tsx';
export type { ButtonKind, LinkButtonProps } from './parts/link.tsx';
export { Chip, Empty, Notice, Progress } from './parts/notice.tsx';
export type { ChipKind, NoticeKind, NoticeProps } from './parts/notice.tsx';
export { Card, Cards, Facts, Heading, LinkList, Section, Tiles } from './parts/layout.tsx';
export type { Fact, SectionProps, Tile } from './parts/layout.tsx';
export { Pager, RangeNav, Steps, Tabs } from './parts/way.tsx';
export type { PagerProps, Tab } from './parts/way.tsx';
export { Kbd, Mark, MarkLegend, Money, Ruby, TimeOfDay, When, markWord } from './parts/value.tsx';
export type { MarkKind, MarkProps } from './parts/value.tsx';
