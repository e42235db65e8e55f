/** Links: plain, and those that look like a button because they are the next thing to do. */
import type { ComponentChildren } from 'preact';
import { useUi } from '../context.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

interface LinkProps {
  /** A path of this site without language prefix ('/reservations'), or a whole address ('https:…', 'tel:…', 'mailto:…', '#id'). */
  readonly to: string;
  readonly children: ComponentChildren;
  readonly current?: boolean;
  /** The id of the part to swap in place (see form.client.ts). Without scripts the link simply navigates. */
  readonly swap?: string;
  /** A key that opens this link in the current row of a `<DataTable keys>`. */
  readonly rowKey?: string;
  readonly download?: boolean;
  /** Added for readers when the visible words say too little ("編集" → "編集：城山第二体育館"). */
  readonly about?: string;
}

/** Own paths get the page's language; everything else stays as it is. `//host` is somebody else's and is not a path. */
export function linkAddress(to: string, href: (path: string) => string): string {
  return to.startsWith('/') && !to.startsWith('//') ? href(to) : to;
}

function linkAttributes(props: LinkProps, href: (path: string) => string) {
  return {
    href: linkAddress(props.to, href),
    'aria-current': props.current === true ? ('page' as const) : undefined,
    'data-swap': props.swap === undefined ? undefined : `#${props.swap}`,
    'data-key': props.rowKey,
    download: props.download === true ? true : undefined,
  };
}

function About({ text }: { readonly text?: string }) {
  return text === undefined ? null : <span class="vh">：{text}</span>;
}

export function A(props: LinkProps) {
  const { href } = useUi();
  return (
    <a {...linkAttributes(props, href)}>
      {props.children}
      <About text={props.about} />
    </a>
  );
}

export type ButtonKind = 'primary' | 'second' | 'danger' | 'plain';

export interface LinkButtonProps extends LinkProps {
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
}

export function LinkButton({ kind = 'primary', icon, ...link }: LinkButtonProps) {
  const { href } = useUi();
  return (
    <a class={`button ${kind}`} {...linkAttributes(link, href)}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{link.children}<About text={link.about} /></span>
    </a>
  );
}
