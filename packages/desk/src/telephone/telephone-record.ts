import { type NewTelephoneRecord, Refusal } from '@ihala/contract'
import { readTelephoneCode } from '@ihala/policy'

/** J-9: days after which a call whose referral has not come is a person's business. */
export const UNJOINED_DAYS = 3

/** How far ahead of the service's clock a telephone on a desk may be, milliseconds. */
const CLOCK_MARGIN = 5 * 60_000

/**
 * A call as somebody wrote it up, checked: the code as it is kept. Throws Refusal `body-invalid` with the field: a code whose
 * last sign does not fit the others (misheard or mistyped), a call that is still to come, a decline without its reason, and a
 * reason without a decline.
 */
export function spokenRecord(
  record: Pick<NewTelephoneRecord, 'code' | 'answer' | 'rejection' | 'at'>,
  now: string,
): { readonly code: string } {
  const code = readTelephoneCode(record.code)
  if (code === undefined) throw new Refusal('body-invalid', { field: '/code', rule: 'check-sign' })
  assertPast(record.at, now)
  if ((record.answer === 'declined') !== (record.rejection !== undefined))
    throw new Refusal('body-invalid', { field: '/rejection', rule: record.rejection === undefined ? 'required' : 'undeclared' })
  return { code }
}

/** Throws Refusal `body-invalid` for a call that is still to come. */
export function assertPast(at: string, now: string): void {
  if (Date.parse(at) > Date.parse(now) + CLOCK_MARGIN) throw new Refusal('body-invalid', { field: '/at', rule: 'maximum' })
}

/** When somebody must look for the referral of a call. */
export function lookAt(now: string): string {
  return new Date(Date.parse(now) + UNJOINED_DAYS * 86_400_000).toISOString()
}

/** The versions of a request in which a code can be said. */
const WITH_CODE = 2

/**
 * Whether a request carries a code: on the sender's wish, or because the bus is away and it may have to be told by telephone.
 * Not on its own accord to a body that reads no version with a code: that would be refused.
 */
export function carriesCode(given: { readonly wished: boolean; readonly linkUp: boolean; readonly reads: readonly number[] }): boolean {
  return given.wished || (!given.linkUp && given.reads.includes(WITH_CODE))
}
