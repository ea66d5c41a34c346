import { type Category, type ConsentEvidence, type Grant, type GrantBasis, type NeedSection, noticeIn } from '@ihala/contract'
import { type GrantDraft, randomId } from '@ihala/exchange'
import { type Chance, oneOf, shuffled, wholeBetween } from '../kit/chance.ts'
import type { Slug } from './members.ts'

const DAY = 86_400

/** A first request as an honest body would write it: who asks whom, for whom, under what grant. */
export interface Request {
  from: Slug
  to: Slug
  person: string
  need: NeedSection
  draft: GrantDraft & Pick<Grant, 'parent'>
  /** Members of the grant that only its signer sets, where they are not as they should be. */
  signed: Partial<Pick<Grant, 'iss' | 'aud' | 'iat' | 'person'>>
}

/** Whom somebody presumed a minor cannot be asked without, and an adult is asked without. */
export const guardianOf = (evidence: ConsentEvidence): GrantBasis => ({
  kind: 'guardian',
  guardian: 'natural',
  standing: { relation: 'mother', inMatter: 'none' },
  assent: true,
  evidence,
})

/** Who decides for an adult who cannot now: a guardian, or two professionals. `now` in seconds. */
function incapacityOf(chance: Chance, now: number, evidence: ConsentEvidence): GrantBasis {
  const askAgainAt = instant(now + wholeBetween(chance, 60, 3600))
  const professionals = [
    { profession: 'physician' as const, staff: randomId() },
    { profession: 'social-worker' as const, staff: randomId() },
  ]
  const decidedBy =
    chance() < 0.5
      ? { kind: 'guardian' as const, standing: { relation: 'other-relative' as const, inMatter: 'none' as const }, evidence }
      : { kind: 'two-professionals' as const, professionals }
  return { kind: 'incapacity', decidedBy, askAgainAt }
}

/** What was said when it was taken, as an honest body writes it down. `now` in seconds. */
export function evidenceAt(chance: Chance, now: number): ConsentEvidence {
  const howGiven = oneOf(chance, ['signature', 'thumb', 'voice', 'recorded-oral'] as const)
  const coolingOff = oneOf(chance, ['waited', 'asked-not-to-wait'] as const)
  return {
    v: 2,
    notice: noticeIn('amh'),
    language: 'amh',
    understood: true,
    readBack: true,
    interpreter: oneOf(chance, ['none-needed', 'staff', 'shared-pool', 'independent'] as const),
    howGiven,
    witnessed: howGiven !== 'signature' || chance() < 0.5,
    privatelyConfirmed: true,
    takenAt: instant(now - wholeBetween(chance, coolingOff === 'waited' ? 600 : 0, 3 * DAY)),
    takenBy: randomId(),
    coolingOff,
  }
}

export const instant = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** A valid request under a valid grant, of one of the grounds there are. `now` in seconds since 1970. */
export function validRequest(chance: Chance, now: number): Request {
  const ground = oneOf(chance, ['consent', 'consent', 'guardian', 'incapacity', 'danger', 'statutory', 'police'] as const)
  const evidence = evidenceAt(chance, now)
  const minor = ground === 'guardian'
  const unable = ground === 'incapacity'
  const ends = now + (ground === 'danger' ? wholeBetween(chance, 60, 3600) : wholeBetween(chance, 3600, (unable ? 30 : 366) * DAY))
  const more = shuffled(chance, ['identity', 'progress'] satisfies Category[]).slice(0, wholeBetween(chance, 0, 2))
  const categories: Category[] = ['need', ...more]
  // What goes on the word of two goes to one body, and nothing comes back (R-1a).
  const byTwo = ground === 'danger'
  const onward = !byTwo && !unable && chance() < 0.5
  const statutory = ground === 'statutory'
  const needs = statutory ? ['complaint-handling' as const] : shuffled(chance, ['shelter', 'rescue', 'interpretation'] as const).slice(0, 2)
  return {
    from: statutory ? 'ministry' : 'itf',
    to: statutory ? 'department' : ground === 'police' ? 'police' : oneOf(chance, ['care-house', 'lawyers'] as const),
    person: randomId(),
    need: {
      needs,
      urgency: oneOf(chance, ['immediate', 'tonight', 'planned'] as const),
      sex: oneOf(chance, ['female', 'male', 'not-stated'] as const),
      ageBand: minor ? oneOf(chance, ['under-18', 'unknown'] as const) : oneOf(chance, ['18-24', '25-34', '35-49', '65-and-over'] as const),
      children: [],
      languages: [
        { code: 'amh', speaks: true, reads: chance() < 0.5 },
        { code: 'ara', speaks: false, reads: false },
      ],
      medical: [],
      access: [],
      staffSex: 'no-preference',
      others: 0,
    },
    draft: {
      basis: unable ? incapacityOf(chance, now, evidence) : basisOf(ground, evidence),
      purposes: statutory ? ['complaint-handling'] : shuffled(chance, ['shelter', 'protection', 'follow-up'] as const),
      categories,
      exp: ends,
      eraseAt: instant(ends + wholeBetween(chance, 0, (byTwo ? 13 : 90) * DAY)),
      onward: onward
        ? { kinds: ['legal-aid'], categories: ['need'], depth: wholeBetween(chance, 1, 4) }
        : { kinds: [], categories: [], depth: 0 },
      excluded: chance() < 0.5 ? ['https://labour-attache.mem.example'] : [],
      wayBack: !byTwo && chance() < 0.5,
      ...(ground === 'police'
        ? {
            reflection:
              chance() < 0.5 ? { because: 'over', at: instant(now - 40 * DAY) } : { because: 'person-asked', at: instant(now - 9 * DAY) },
          }
        : {}),
    },
    signed: {},
  }
}

function basisOf(ground: Exclude<GrantBasis['kind'], 'incapacity'> | 'police', evidence: ConsentEvidence): GrantBasis {
  switch (ground) {
    case 'consent':
    case 'police':
      return { kind: 'consent', evidence }
    case 'guardian':
      return guardianOf(evidence)
    case 'danger':
      return { kind: 'danger', reason: 'danger-to-life', staff: [randomId(), randomId()] }
    case 'statutory':
      return { kind: 'statutory', step: 'department', filing: evidence }
    default:
      return ground satisfies never
  }
}
