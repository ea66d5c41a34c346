import { type Grant, type Purpose, Refusal } from '@ihala/contract'

type Step = Extract<Grant['basis'], { readonly kind: 'statutory' }>['step']

/** Between which kinds of body a step goes, and what for. Kinds are open: a network without such a body has no such step. */
interface StatutoryRoute {
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly purposes: readonly Purpose[]
}

/** the next steps of a complaint that was filed, and no other road: department → committee → enforcement → fund. */
export const STATUTORY: Readonly<Record<Step, StatutoryRoute>> = {
  department: { from: ['ministry-intake'], to: ['labour-relations'], purposes: ['complaint-handling'] },
  committee: { from: ['ministry-intake', 'labour-relations'], to: ['dispute-committee'], purposes: ['complaint-handling'] },
  enforcement: { from: ['dispute-committee'], to: ['enforcement-office'], purposes: ['complaint-handling'] },
  fund: {
    from: ['dispute-committee', 'enforcement-office'],
    to: ['insurance-fund'],
    purposes: ['complaint-handling', 'financial-assistance'],
  },
}

/**
 * a statutory grant opens its own step's body from the body of the step before, for that step's purposes. Kinds are those the
 * registry says. Throws Refusal `grant-not-covering` with the field.
 */
export function assertStatutory({ basis, purposes }: Pick<Grant, 'basis' | 'purposes'>, fromKind: string, toKind: string): void {
  if (basis.kind !== 'statutory') return
  const route = STATUTORY[basis.step]
  if (!route.from.includes(fromKind) || !route.to.includes(toKind)) throw new Refusal('grant-not-covering', { field: '/basis/step' })
  if (!purposes.every((purpose) => route.purposes.includes(purpose))) throw new Refusal('grant-not-covering', { field: '/purposes' })
}
