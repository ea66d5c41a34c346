import { Refusal } from '@ihala/contract'

/** Before whom somebody may be represented, or something be done in their name; it may have been given for several. */
export const STEPS = ['advice', 'department', 'committee', 'court', 'enforcement', 'fund'] as const
export type Step = (typeof STEPS)[number]

/** تفويض. That the person wants to be represented; it shares nothing and settles nothing. */
export interface Mandate {
  readonly scope: readonly Step[]
  readonly expiresAt: string | null
  readonly endedAt: string | null
}

/** وكالة خاصة. What may be done in the person's name; to settle and to receive money only where the paper says so. */
export interface Power {
  readonly scope: readonly Step[]
  readonly maySettle: boolean
  readonly mayReceiveMoney: boolean
  readonly expiresAt: string
  readonly revokedAt: string | null
}

/** What may be done for a person now. What may be shared is no part of it: that, the grants say. */
export interface Authority {
  readonly represent: readonly Step[]
  readonly act: readonly Step[]
  readonly settle: boolean
  readonly receiveMoney: boolean
}

const isOver = (end: string | null, now: string): boolean => end !== null && Date.parse(end) <= Date.parse(now)

/** what follows from the mandates and powers that hold now. Neither gives what only the other can. */
export function authority(mandates: readonly Mandate[], powers: readonly Power[], now: string): Authority {
  const given = mandates.filter(({ expiresAt, endedAt }) => endedAt === null && !isOver(expiresAt, now))
  const held = powers.filter(({ expiresAt, revokedAt }) => revokedAt === null && !isOver(expiresAt, now))
  const steps = (of: readonly { readonly scope: readonly Step[] }[]): Step[] =>
    STEPS.filter((step) => of.some(({ scope }) => scope.includes(step)))
  return {
    represent: steps(given),
    act: steps(held),
    settle: held.some(({ maySettle }) => maySettle),
    receiveMoney: held.some(({ mayReceiveMoney }) => mayReceiveMoney),
  }
}

/** A power ends after it was given. Throws Refusal `body-invalid`. */
export function assertEnds(expiresAt: string | null | undefined, now: string): void {
  if (expiresAt !== null && expiresAt !== undefined && isOver(expiresAt, now))
    throw new Refusal('body-invalid', { field: '/expiresAt', rule: 'future' })
}
