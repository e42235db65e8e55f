/** What both frames have. */
import { useText, useUi } from '../context.tsx';
import { Hidden } from '../form/inputs.tsx';

export function SkipLink() {
  const t = useText();
  return <a class="skip" href="#main">{t({ ja: '本文へ移動', en: 'Skip to the content' })}</a>;
}

/** Nobody may take the sample city for the real one. */
export function SampleBanner() {
  const { city } = useUi();
  const t = useText();
  if (!city.sample) return null;
  return <p class="sample">{t({ ja: '見本のまちです。ここに出てくる人・団体・予約・金額は実在のものではありません。', en: 'This is a sample city. The people, groups, bookings and amounts shown here are not real.' })}</p>;
}

/** A snowy peak above the town: the sign of the hall. A city may put its own emblem here. */
export function CityMark({ below }: { readonly below?: string }) {
  const { city } = useUi();
  const t = useText();
  return (
    <>
      <svg class="emblem" viewBox="0 0 40 40" width="38" height="38" aria-hidden="true" focusable="false">
        <path d="M2 31 15 8l6 10 4-6 13 19z" />
        <path class="snow" d="m15 8 5.2 8.6-2.7 2.4-2.5-2-3 2.5-2.3-1.5z" />
        <path d="M4 35h32v2H4z" />
      </svg>
      <span>{t(city.name)}{below !== undefined && <small>{below}</small>}</span>
    </>
  );
}

export function SignOut({ to }: { readonly to: string }) {
  const ui = useUi();
  const t = useText();
  return (
    <form method="post" action={ui.href(to)}>
      <Hidden name="_action" value="signOut" />
      <Hidden name="_request" value={ui.newRequestId()} />
      <button type="submit" class="linklike">{t({ ja: 'サインアウト', en: 'Sign out' })}</button>
    </form>
  );
}
