import type { ReferralCounts } from '@ihala/contract'
import type { Tx } from '@ihala/kit'
import { guarded } from './overview.ts'

/**
 * c25: side by side, how many referrals stand as completed by the body's own report, of how many of them the person says so too, and of
 * how many otherwise. Nobody is recognised by a small count.
 */
export async function completions(tx: Tx): Promise<ReferralCounts['completions']> {
  const rows = await tx<{ side: 'sender' | 'recipient'; reported: number; confirmed: number; contradicted: number }[]>`
    select side, count(*)::int as reported, count(*) filter (where person_says = 'confirmed')::int as confirmed,
      count(*) filter (where person_says <> 'confirmed')::int as contradicted
    from desk.referral where state = 'completed' group by side order by side`
  return rows.map(({ side, reported, confirmed, contradicted }) => ({
    side,
    reported: guarded(reported),
    confirmed: guarded(confirmed),
    contradicted: guarded(contradicted),
  }))
}
