import type { Category, DangerReferral, MemberView } from '@ihala/contract'
import { type Draft, purposesOf } from '../new-referral/draft.ts'

/** What is asked on the ground of danger, while it is being written (R-1a). The need is a referral's own. */
export interface DangerDraft {
  readonly referral: Draft
  readonly reason: DangerReferral['consent']['basis']['reason'] | undefined
  readonly categories: readonly Category[]
  /** The body whose duty officer is asked, where nobody else is here. */
  readonly second: string | undefined
}

const HOUR = 3_600_000
/** An hour, and two weeks (R-1a): more than that the service cuts. */
const LASTS = HOUR
const KEPT = 14 * 24 * HOUR

/** What danger may carry to this body: never the story of a disclosure of abuse, never the way back. */
export function carried(all: readonly Category[], to: Pick<MemberView, 'takes'> | undefined): readonly Category[] {
  return all.filter(
    (category) => category !== 'need' && category !== 'exposure' && category !== 'progress' && (to?.takes ?? []).includes(category),
  )
}

/** Bodies whose duty officer may be asked: neither we nor the one it goes to; which kinds answer, the service knows. */
export function seconds(members: readonly MemberView[], to: string | undefined): readonly MemberView[] {
  return members.filter(({ self, status, entityId, serves }) => !self && status === 'live' && entityId !== to && serves.length > 0)
}

/** What is sent, or undefined while something of it is missing. `now` is an ISO instant. */
export function dangerOf({ referral, reason, categories, second }: DangerDraft, now: string): DangerReferral | undefined {
  const { to, need } = referral
  const { urgency, sex, ageBand } = need
  if (!to || !reason || !urgency || !sex || !ageBand || need.needs.length === 0 || need.languages.length === 0) return undefined
  const later = (ms: number): string => new Date(Date.parse(now) + ms).toISOString()
  return {
    to,
    step: 'request',
    need: { ...need, urgency, sex, ageBand },
    consent: {
      basis: { kind: 'danger', reason },
      purposes: [...purposesOf(need.needs)],
      categories: ['need', ...categories.filter((category) => category !== 'need')],
      until: later(LASTS),
      eraseAt: later(KEPT),
      excluded: [],
    },
    relatesTo: [],
    ...(second === undefined || second === to ? {} : { second }),
  }
}
