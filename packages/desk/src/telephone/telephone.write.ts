import { randomBytes } from 'node:crypto'
import type { EventData } from '@ihala/contract'
import type { ServiceContext } from '@ihala/kit'
import { seconds, telephoneCode } from '@ihala/policy'
import { carriesCode } from './telephone-record.ts'

/** J-9: the code a request carries from the start, so that it lies in the sealed event when somebody says it; undefined for none. */
export function codeForRequest(
  { bus, registry }: Pick<ServiceContext, 'bus' | 'registry'>,
  { to, wished, now }: { readonly to: string; readonly wished: boolean; readonly now: string },
): EventData<'referral-requested'>['byTelephone'] {
  const reads = registry.find(to)?.metadata.ihala_member.accepts['referral-requested'] ?? []
  if (!carriesCode({ wished, linkUp: bus.isUp(), reads })) return undefined
  return { code: telephoneCode(randomBytes(7)), at: seconds(now) }
}
