import { type ConsentEvidence, type GrantBasis, type GuardianStanding, noticeIn, type RefusalCode } from '@ihala/contract'
import { randomId } from '@ihala/exchange'
import { type Chance, wholeBetween } from '../kit/chance.ts'
import { evidenceAt, guardianOf, instant, type Request, validRequest } from './valid-grants.ts'

/** One way in which a grant that was right is wrong. */
export interface GrantFault {
  readonly name: string
  readonly code: RefusalCode
  /** What kind of ground it can be of; any unless told. */
  readonly of?: readonly GrantBasis['kind'][]
  /** Spoils it. `now` in seconds. */
  readonly spoil: (request: Request, now: number, chance: Chance) => void
  /** An honest body cannot even say it: its exchange signs these members itself. */
  readonly forged?: true
}

const SAID: readonly GrantBasis['kind'][] = ['consent', 'guardian', 'statutory']
const PLAIN: readonly GrantBasis['kind'][] = ['consent']

/** Changes what was said, whichever ground it is of. */
function said(request: Request, change: Partial<ConsentEvidence>): void {
  Object.assign(request.draft, { basis: saidOtherwise(request.draft.basis as GrantBasis, change) })
}

function saidOtherwise(basis: GrantBasis, change: Partial<ConsentEvidence>): GrantBasis {
  switch (basis.kind) {
    case 'consent':
      return { ...basis, evidence: { ...basis.evidence, ...change } }
    case 'guardian':
      return { ...basis, evidence: { ...basis.evidence, ...change } }
    case 'statutory':
      return { ...basis, filing: { ...basis.filing, ...change } }
    case 'incapacity':
    case 'danger':
      throw new Error('nobody said anything')
    default:
      return basis satisfies never
  }
}
/** The standing of whoever speaks for the person. */
const stands = (request: Request, change: Partial<GuardianStanding>): void => {
  const { basis } = request.draft
  if (basis.kind === 'guardian' && 'standing' in basis) terms(request, { basis: { ...basis, standing: { ...basis.standing, ...change } } })
}
const unable = (request: Request, change: Partial<Extract<GrantBasis, { kind: 'incapacity' }>>): void => {
  const { basis } = request.draft
  if (basis.kind === 'incapacity') terms(request, { basis: { ...basis, ...change } })
}
const bodyOf = (slug: string): string => `https://${slug}.mem.example`
const terms = (request: Request, change: Partial<Request['draft']>): void => void Object.assign(request.draft, change)
const toPolice = (request: Request): void => {
  request.to = 'police'
  terms(request, { reflection: { because: 'over', at: '2026-01-01T00:00:00.000Z' } })
}
const to = (request: Request, slug: Request['to']): void => {
  request.to = slug
}
const from = (request: Request, slug: Request['from']): void => {
  request.from = slug
}
const signed = (request: Request, change: Request['signed']): void => {
  request.signed = change
}
const ofAge = (request: Request, ageBand: Request['need']['ageBand']): void => {
  request.need = { ...request.need, ageBand }
}

/** Every fault, and what is said of it; by sender and recipient alike. */
export const FAULTS: readonly GrantFault[] = [
  { name: 'it has ended', code: 'grant-expired', of: [...SAID, 'danger'], spoil: (request, now) => terms(request, { exp: now }) },
  {
    name: 'it lasts longer than twelve months',
    code: 'grant-expired',
    of: SAID,
    spoil: (request, now) => terms(request, { exp: now + 366 * 86_400 + 1, eraseAt: instant(now + 400 * 86_400) }),
  },
  {
    name: 'danger for longer than an hour',
    code: 'grant-expired',
    of: ['danger'],
    spoil: (request, now) => terms(request, { exp: now + 3601, eraseAt: instant(now + 4000) }),
  },
  {
    name: 'kept for months after danger',
    code: 'grant-evidence-incomplete',
    of: ['danger'],
    spoil: (request, now) => terms(request, { eraseAt: instant(now + 90 * 86_400) }),
  },
  {
    name: 'danger, and passed on',
    code: 'grant-wider-than-parent',
    of: ['danger'],
    spoil: (request) => terms(request, { onward: { kinds: ['legal-aid'], categories: ['need'], depth: 1 } }),
  },
  {
    name: 'danger, and something comes back',
    code: 'grant-not-covering',
    of: ['danger'],
    spoil: (request) => terms(request, { wayBack: true }),
  },
  {
    name: 'danger, and exposure is told',
    code: 'grant-not-covering',
    of: ['danger'],
    spoil: (request) => terms(request, { categories: [...request.draft.categories, 'exposure'] }),
  },
  {
    name: 'erased before it ends',
    code: 'grant-evidence-incomplete',
    spoil: (request) => terms(request, { eraseAt: instant(request.draft.exp - 1) }),
  },
  { name: 'not read back', code: 'grant-evidence-incomplete', of: SAID, spoil: (request) => said(request, { readBack: false }) },
  {
    name: 'not confirmed in private',
    code: 'grant-evidence-incomplete',
    of: SAID,
    spoil: (request) => said(request, { privatelyConfirmed: false }),
  },
  {
    name: 'recorded without a witness',
    code: 'grant-evidence-incomplete',
    of: SAID,
    spoil: (request) => said(request, { howGiven: 'recorded-oral', witnessed: false }),
  },
  {
    name: 'a thumb that nobody witnessed',
    code: 'grant-evidence-incomplete',
    of: SAID,
    spoil: (request) => said(request, { howGiven: 'thumb', witnessed: false }),
  },
  {
    name: 'a notice nobody knows',
    code: 'notice-unknown',
    of: SAID,
    spoil: (request) => said(request, { notice: { ...noticeIn('amh'), id: 'promotion' } }),
  },
  {
    name: 'a version of the notice nobody knows',
    code: 'notice-unknown',
    of: SAID,
    spoil: (request, _now, chance) => said(request, { notice: { ...noticeIn('amh'), version: wholeBetween(chance, 2, 9999) } }),
  },
  {
    name: 'another text under the name of the notice',
    code: 'notice-unknown',
    of: SAID,
    spoil: (request) => said(request, { notice: { ...noticeIn('amh'), sha256: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' } }),
  },
  {
    name: 'the text of another language',
    code: 'notice-unknown',
    of: SAID,
    spoil: (request) => said(request, { notice: noticeIn('eng') }),
  },
  {
    name: 'a language in which there is no text',
    code: 'notice-unknown',
    of: SAID,
    spoil: (request) => said(request, { language: 'som' }),
  },
  {
    name: 'sent before the ten minutes were over',
    code: 'cooling-off',
    of: SAID,
    spoil: (request, now, chance) => said(request, { coolingOff: 'waited', takenAt: instant(now - wholeBetween(chance, 0, 590)) }),
  },
  {
    name: 'not waited for, as if it were immediate',
    code: 'cooling-off',
    of: SAID,
    spoil: (request) => {
      request.need = { ...request.need, urgency: 'planned' }
      said(request, { coolingOff: 'immediate' })
    },
  },
  ...(['party', 'employer', 'recruiter', 'suspected', 'relative-of-one-of-these', 'not-known'] as const).map(
    (inMatter): GrantFault => ({
      name: `a guardian who is ${inMatter}`,
      code: 'guardian-unfit',
      of: ['guardian'],
      spoil: (request) => stands(request, { inMatter }),
    }),
  ),
  {
    name: 'a guardian of the body that sends',
    code: 'guardian-unfit',
    of: ['guardian'],
    spoil: (request) => stands(request, { body: bodyOf(request.from) }),
  },
  {
    name: 'a guardian of the body that receives',
    code: 'guardian-unfit',
    of: ['guardian'],
    spoil: (request) => stands(request, { body: bodyOf(request.to) }),
  },
  {
    name: 'a natural guardian who is no parent',
    code: 'guardian-unfit',
    of: ['guardian'],
    spoil: (request) => stands(request, { relation: 'aunt-or-uncle' }),
  },
  {
    name: 'decided for an adult for longer than thirty days',
    code: 'grant-expired',
    of: ['incapacity'],
    spoil: (request, now) => terms(request, { exp: now + 30 * 86_400 + 1, eraseAt: instant(now + 40 * 86_400) }),
  },
  {
    name: 'decided for an adult who is never asked again',
    code: 'grant-evidence-incomplete',
    of: ['incapacity'],
    spoil: (request) => unable(request, { askAgainAt: instant(request.draft.exp + 1) }),
  },
  {
    name: 'decided for an adult who is asked again before',
    code: 'grant-evidence-incomplete',
    of: ['incapacity'],
    spoil: (request, now) => unable(request, { askAgainAt: instant(now - 1) }),
  },
  {
    name: 'decided for an adult, and passed on',
    code: 'grant-wider-than-parent',
    of: ['incapacity'],
    spoil: (request) => terms(request, { onward: { kinds: ['legal-aid'], categories: ['need'], depth: 1 } }),
  },
  {
    name: 'decided for an adult, and their story is told',
    code: 'grant-not-covering',
    of: ['incapacity'],
    spoil: (request) => terms(request, { categories: [...request.draft.categories, 'employment'] }),
  },
  {
    name: 'decided for an adult, for a complaint',
    code: 'grant-not-covering',
    of: ['incapacity'],
    spoil: (request) => terms(request, { purposes: [...request.draft.purposes, 'complaint-handling'] }),
  },
  {
    name: 'decided for an adult by one professional twice',
    code: 'second-person-required',
    of: ['incapacity'],
    spoil: (request) => {
      const staff = randomId()
      const professionals = (['physician', 'lawyer'] as const).map((profession) => ({ profession, staff }))
      unable(request, { decidedBy: { kind: 'two-professionals', professionals } })
    },
  },
  {
    name: 'decided for an adult by two of one profession',
    code: 'second-person-required',
    of: ['incapacity'],
    spoil: (request) => {
      const professionals = [randomId(), randomId()].map((staff) => ({ profession: 'nurse' as const, staff }))
      unable(request, { decidedBy: { kind: 'two-professionals', professionals } })
    },
  },
  {
    name: 'decided for an adult by a guardian who is the employer',
    code: 'guardian-unfit',
    of: ['incapacity'],
    spoil: (request, now, chance) =>
      unable(request, {
        decidedBy: { kind: 'guardian', standing: { relation: 'other-relative', inMatter: 'employer' }, evidence: evidenceAt(chance, now) },
      }),
  },
  {
    name: 'decided for a minor as if for an adult',
    code: 'guardian-required',
    of: ['incapacity'],
    spoil: (request) => ofAge(request, 'under-18'),
  },
  {
    name: 'decided for an adult, to the police',
    code: 'reflection-runs',
    of: ['incapacity'],
    spoil: toPolice,
  },
  {
    name: 'said in the future',
    code: 'grant-evidence-incomplete',
    of: SAID,
    spoil: (request, now) => said(request, { takenAt: instant(now + 301) }),
  },
  {
    name: 'told in a language of somebody else',
    code: 'grant-evidence-incomplete',
    of: ['consent', 'statutory'],
    spoil: (request) => said(request, { language: 'npi', notice: noticeIn('npi') }),
  },
  {
    name: 'told in a language neither spoken nor read',
    code: 'grant-evidence-incomplete',
    of: ['consent', 'statutory'],
    spoil: (request) => said(request, { language: 'ara', notice: noticeIn('ara') }),
  },
  {
    name: 'without the need',
    code: 'grant-not-covering',
    spoil: (request) => terms(request, { categories: ['progress'], onward: { kinds: [], categories: [], depth: 0 } }),
  },
  {
    name: 'onward more than it opens',
    code: 'grant-wider-than-parent',
    of: SAID,
    spoil: (request) => terms(request, { onward: { kinds: ['legal-aid'], categories: ['exposure'], depth: 1 } }),
  },
  {
    name: 'a category this body may not be given',
    code: 'category-not-for-this-body',
    of: SAID,
    spoil: (request) => terms(request, { categories: [...request.draft.categories, 'exposure'] }),
  },
  {
    name: 'another category this body may not be given',
    code: 'category-not-for-this-body',
    of: [...SAID, 'danger'],
    spoil: (request) => terms(request, { categories: [...request.draft.categories, 'testimony'] }),
  },
  {
    name: 'to whom the person excluded',
    code: 'recipient-excluded',
    spoil: (request) => terms(request, { excluded: [...request.draft.excluded, `https://${request.to}.mem.example`] }),
  },
  {
    name: 'for another purpose than is needed',
    code: 'grant-not-covering',
    of: ['consent', 'guardian', 'danger'],
    spoil: (request) => terms(request, { purposes: ['follow-up', 'financial-assistance'] }),
  },
  {
    name: 'a need more than it is for',
    code: 'grant-not-covering',
    spoil: (request) => {
      request.need = { ...request.need, needs: [...request.need.needs, 'travel-home'] }
    },
  },
  {
    name: 'a minor asked like an adult',
    code: 'guardian-required',
    of: ['consent', 'statutory'],
    spoil: (request) => ofAge(request, 'under-18'),
  },
  {
    name: 'of doubtful age, asked like an adult',
    code: 'guardian-required',
    of: ['consent', 'statutory'],
    spoil: (request) => ofAge(request, 'unknown'),
  },
  {
    name: 'a guardian speaks for an adult',
    code: 'grant-evidence-incomplete',
    of: ['guardian'],
    spoil: (request) => ofAge(request, '25-34'),
  },
  {
    name: 'a guardian for whom no guardian is needed',
    code: 'grant-evidence-incomplete',
    of: PLAIN,
    spoil: (request, now, chance) => terms(request, { basis: guardianOf(evidenceAt(chance, now)) }),
  },
  {
    name: 'a statutory step to another body',
    code: 'grant-not-covering',
    of: ['statutory'],
    spoil: (request) => to(request, 'care-house'),
  },
  {
    name: 'a statutory step from another body',
    code: 'grant-not-covering',
    of: ['statutory'],
    spoil: (request) => from(request, 'itf'),
  },
  {
    name: 'a statutory step out of its turn',
    code: 'grant-not-covering',
    of: ['statutory'],
    spoil: (request) => {
      const { basis } = request.draft
      if (basis.kind === 'statutory') terms(request, { basis: { ...basis, step: 'fund' } })
    },
  },
  {
    name: 'a statutory step for something else besides',
    code: 'grant-not-covering',
    of: ['statutory'],
    spoil: (request) => terms(request, { purposes: ['complaint-handling', 'shelter'] }),
  },
  {
    name: 'to the police, with no word of the reflection period',
    code: 'reflection-runs',
    of: ['consent', 'guardian'],
    spoil: (request) => {
      request.to = 'police'
      const { reflection: _, ...draft } = request.draft
      request.draft = draft
    },
  },
  {
    name: 'to the police, said before the reflection period was over',
    code: 'reflection-runs',
    of: ['consent', 'guardian'],
    spoil: (request, now) => {
      request.to = 'police'
      terms(request, { reflection: { because: 'over', at: instant(now + 1) } })
    },
  },
  {
    name: 'to the police, said before the person asked',
    code: 'reflection-runs',
    of: ['consent', 'guardian'],
    spoil: (request, now) => {
      request.to = 'police'
      terms(request, { reflection: { because: 'person-asked', at: instant(now + 1) } })
    },
  },
  { name: 'to the police, in danger', code: 'reflection-runs', of: ['danger'], spoil: toPolice },
  { name: 'to a recruiter', code: 'kind-receives-nothing', spoil: (request) => to(request, 'recruiter') },
  {
    name: 'about another person',
    code: 'grant-wrong-person',
    forged: true,
    spoil: (request) => signed(request, { person: randomId() }),
  },
  {
    name: 'for another body',
    code: 'grant-wrong-recipient',
    forged: true,
    spoil: (request) => signed(request, { aud: 'https://labour-attache.mem.example' }),
  },
  {
    name: 'given by another body',
    code: 'grant-missing',
    forged: true,
    spoil: (request) => signed(request, { iss: `https://${request.from === 'itf' ? 'ministry' : 'itf'}.mem.example` }),
  },
  {
    name: 'not valid yet',
    code: 'grant-not-yet-valid',
    of: SAID,
    forged: true,
    spoil: (request, now) => {
      request.signed = { iat: now + 301 }
      terms(request, { exp: now + 86_400, eraseAt: instant(now + 90_000) })
    },
  },
  {
    name: 'to the police, narrowed from what another body was given',
    code: 'reflection-runs',
    of: ['consent'],
    forged: true,
    spoil: (request) => {
      toPolice(request)
      terms(request, { parent: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' })
    },
  },
]

/** A request that is right in all but one. */
export function faultyRequest(chance: Chance, now: number, fault: GrantFault): Request {
  for (;;) {
    const request = validRequest(chance, now)
    const fits = fault.of === undefined || fault.of.includes(request.draft.basis.kind)
    // Faults of bodies and ages are of requests that are not bound already.
    const free = request.to !== 'police' || !fault.name.startsWith('to ')
    if (!fits || !free) continue
    fault.spoil(request, now, chance)
    return request
  }
}
