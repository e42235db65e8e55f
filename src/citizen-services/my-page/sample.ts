/** The citizens of the sample city whose logins the sign-in page shows. Everybody else is made by the systems they belong to. */
import { sampleCitizen, showSampleLogins, type SampleLogin } from '../../kernel/identity/sample-people.ts';
import type { SampleStep } from '../../kernel/sample.ts';

interface CitizenLogin {
  readonly email: string;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly can: string;
}
interface StaffLogin {
  readonly login: string;
  readonly name: string;
  readonly kind: string;
  readonly totp?: string;
  readonly can: string;
}
/** `cities/NAME/logins.json`. */
export interface Logins {
  readonly password: string;
  readonly citizens: readonly CitizenLogin[];
  readonly staff: readonly StaffLogin[];
}

const house = { kind: 'system', id: 'sample' } as const;

export const sample: readonly SampleStep[] = [{
  name: 'my-page.citizens',
  title: '市民の登録',
  order: 20,
  async run(ctx) {
    const { password, citizens, staff } = ctx.data<Logins>('logins.json');
    for (const { can: _, ...citizen } of citizens) await ctx.must(house, sampleCitizen, { ...citizen, password }, `citizen:${citizen.email}`);
    const logins: SampleLogin[] = [
      ...citizens.map((citizen) => ({ face: 'citizen' as const, who: citizen.name, login: citizen.email, password, can: citizen.can })),
      ...staff.map((person) => ({ face: 'staff' as const, who: `${person.kind} ${person.name}`, login: person.login, password, can: person.can, ...(person.totp ? { totp: person.totp } : {}) })),
    ];
    await ctx.must(house, showSampleLogins, { logins }, 'sample-logins');
  },
}];
