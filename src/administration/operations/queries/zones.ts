/** Where the parts of this installation stand, and what of it fits the zone model it is meant for. */
import { z } from 'zod';
import { actsOf } from '../../../kernel/act.ts';
import { staff } from '../../../kernel/actor.ts';
import { misfits, whereWeStand, zoneNames, zoneProfiles, ZONES_SAID } from '../../../kernel/cities/zones.ts';
import type { KernelTables } from '../../../kernel/db/rows.ts';

const { query } = actsOf<KernelTables>();

const faceWords = { citizen: '市民の入口', staff: '職員の入口' } as const;

export const zones = query({
  name: 'operations.zones',
  title: { ja: '三層の対策とこのプロセスの置き場所', en: 'Zones and where this process stands' },
  input: z.object({}),
  allow: [staff('operations.jobs')],
  async run() {
    const here = whereWeStand();
    const words = (faces: readonly ('citizen' | 'staff')[]) => faces.map((face) => faceWords[face]).join('・');
    return {
      said: ZONES_SAID,
      process: here && {
        doors: words(here.faces), listens: `${here.host}:${here.port}`,
        roles: here.roles.map((role) => `yakuba_${role}`).join('、'), administrator: here.administrator, background: here.background,
      },
      model: here?.profile ? { name: here.profile.name, about: here.profile.about.ja, needs: here.profile.needs } : null,
      misfits: here ? misfits(here) : [],
      rows: zoneProfiles.map((profile) => ({
        model: profile.model, name: profile.name, about: profile.about.ja, chosen: here?.profile?.model === profile.model,
        citizen: zoneNames[profile.faces.citizen].ja, staff: zoneNames[profile.faces.staff].ja, database: zoneNames[profile.database].ja,
      })),
    };
  },
});
