/** 文字の大きさと色: a reader's wish for this browser, without an account. Nothing of it is kept by the city. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { DISPLAY_COOKIE, DISPLAY_SECONDS, displayKey, displayOf, displayWord } from '../../../kernel/http/display.ts';
import { localPath } from '../../../kernel/identity/next-path.ts';
import { page, to } from '../../../kernel/page.ts';
import { A, Form, Page, Radios, useUi } from '../../../ui/index.ts';
import { words } from '../messages/words.ts';

const search = z.object({ back: z.string().max(1000).optional() });

export const displayPage = page({
  path: '/display',
  title: { ja: '文字の大きさと色', en: 'Text size and colours' },
  allow: [anyone('表示の好みは、だれでも選べます')],
  search,
  load: (_ctx, at) => Promise.resolve({ back: localPath(at.search.back, '/') }),
  view: ({ back }, ctx) => <Choose back={back} t={words(ctx.lang).display} />,
  actions: {
    choose(ctx, form, at) {
      const chosen = displayOf(`${form.get('text')}.${form.get('colours')}`);
      const usual = displayKey(chosen) === '';
      return Promise.resolve(to(localPath(at.search.back, '/'), words(ctx.lang).display.done, [{ name: DISPLAY_COOKIE, value: usual ? '' : displayWord(chosen), maxAgeSeconds: usual ? 0 : DISPLAY_SECONDS }]));
    },
  },
});

function Choose({ back, t }: { readonly back: string; readonly t: ReturnType<typeof words>['display'] }) {
  const { display } = useUi();
  return (
    <Page title={t.title} lead={t.lead}>
      <Form action="choose" submit={t.submit}>
        <Radios name="text" label={t.text} value={display.text} required options={[{ value: 'standard', label: t.standard }, { value: 'large', label: t.large }, { value: 'huge', label: t.huge }]} />
        <Radios name="colours" label={t.colours} value={display.colours} required options={[{ value: 'browser', label: t.browser }, { value: 'light', label: t.light }, { value: 'dark', label: t.dark }, { value: 'contrast', label: t.contrast }]} />
      </Form>
      <p>{t.more}</p>
      <p><A to={back}>{t.back}</A></p>
    </Page>
  );
}
