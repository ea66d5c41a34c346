import type { ReferralDetail } from '@ihala/contract'
import { type Judging, read, type ServiceContext, type StaffRequest } from '@ihala/kit'
import type { Overtaken } from '../change/overtaken.ts'
import { assertEnters, type Standing } from '../reading/reading.ts'
import { rememberingRefusals } from '../reading/reading.write.ts'
import { standingOfReferral } from '../reading/standing.store.ts'
import { referralById } from './referral.store.ts'
import { detailOf } from './referral.view.ts'

/** L3: the person finds who read; before acceptance nobody knows who that is, and the referral stands for them. */
const readingOfReferral = ({ detail, standing }: { readonly detail: ReferralDetail; readonly standing: Standing }) => [
  {
    action: 'read-referral',
    subject: detail.personId ?? detail.referral.id,
    reason: (standing.assigned === 'others' && standing.reason) || undefined,
  },
]

/**
 * The referral on one page, of which each part is shown to whom the policies say (M3), and who read it written down. Throws Refusal
 * `not-found`; `reason-required` where it is a colleague's.
 */
export async function readReferral(request: StaffRequest & Judging, service: ServiceContext, id: string): Promise<ReferralDetail> {
  const { kind } = service.organisation
  const work = () =>
    read(request, readingOfReferral, async (tx) => {
      const [referral, standing] = await Promise.all([referralById(tx, id), standingOfReferral(tx, id, service.stamp().now)])
      assertEnters(request, kind, standing)
      return { detail: await detailOf(service, tx, referral, { request, standing }), standing }
    })
  return (await rememberingRefusals(service, request, id, work)).detail
}

/** The referral as it is now, for somebody whose act came second. */
export async function referralNow(request: StaffRequest & Judging, service: ServiceContext, id: string): Promise<Overtaken> {
  const now = await readReferral(request, service, id)
  return { current: now.referral.version, now, changedBy: now.changedBy }
}
