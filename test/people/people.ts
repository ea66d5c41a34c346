import type { NeedSection } from '@ihala/contract'
import { ADEY_MENGED, BITUIN_DAGAT, BURJ_AL_RABWA, HIMCHULI, SHAPLA_SETU, ZAHRAT_AL_MAWJ } from './companies.ts'
import { HIRUT } from './hirut.ts'
import { JOMAR } from './jomar.ts'
import { NAZMUL } from './nazmul.ts'
import type { Company, Person } from './person.ts'
import { SUMAN } from './suman.ts'

export { HIRUT, JOMAR, NAZMUL, SUMAN }

/** The crew of three; Suman consents, the others go only as a number. */
export const CREW: readonly Person[] = [SUMAN, NAZMUL, JOMAR]

/** Everybody of both plays. */
export const PEOPLE: readonly Person[] = [...CREW, HIRUT]

/** Every invented company. */
export const COMPANIES: readonly Company[] = [ZAHRAT_AL_MAWJ, BURJ_AL_RABWA, HIMCHULI, SHAPLA_SETU, BITUIN_DAGAT, ADEY_MENGED]

function coded(person: Person): Pick<NeedSection, 'sex' | 'ageBand' | 'children' | 'languages'> {
  return { sex: person.sex, ageBand: person.ageBand, children: [], languages: person.languages }
}

/** The `need` section of every referral of the two plays, by the body asked. */
export const NEEDS = {
  sumanToMinistry: {
    ...coded(SUMAN),
    needs: ['complaint-handling', 'interpretation'],
    urgency: 'planned',
    medical: [],
    access: [],
    staffSex: 'no-preference',
    others: 2,
    note: 'No wages for four months, papers kept by the employer, threats. Two others in the same situation stay unnamed for now.',
  },
  sumanToShelter: {
    ...coded(SUMAN),
    needs: ['shelter', 'health-care'],
    urgency: 'tonight',
    medical: ['wound-care', 'diet'],
    access: ['prayer-space'],
    staffSex: 'no-preference',
    others: 0,
    note: 'Nowhere safe to sleep from tonight. Comes with one bag. An untreated cut on the hand.',
  },
  sumanToLegalAid: {
    ...coded(SUMAN),
    needs: ['legal-aid', 'interpretation'],
    urgency: 'planned',
    medical: [],
    access: [],
    staffSex: 'no-preference',
    others: 2,
    note: 'Claim for wages, overtime, deductions and recruitment fees; forced labour indicators were found.',
  },
  sumanToCharity: {
    ...coded(SUMAN),
    needs: ['financial-assistance'],
    urgency: 'planned',
    medical: [],
    access: [],
    staffSex: 'no-preference',
    others: 0,
    amount: { minorUnits: 150_000, currency: 'QAR', period: '2026-11' },
    note: 'Clothes, telephone credit and support for the family until wages are paid.',
  },
  hirutToShelter: {
    ...coded(HIRUT),
    needs: ['shelter', 'psychological-care'],
    urgency: 'tonight',
    medical: ['mental-health-support'],
    access: ['female-staff-only', 'single-room'],
    staffSex: 'female',
    others: 0,
    note: 'Sleeps at a place she must leave within a week. Asks for women only.',
  },
} as const satisfies Record<string, NeedSection>
