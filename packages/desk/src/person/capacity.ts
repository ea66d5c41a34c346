import { type GrantBasis, type IncapacityView, Refusal } from '@ihala/contract'

/** Who finds, or confirms. */
export interface Professional {
  /** Row of kit.staff. */
  readonly staff: string
  readonly profession: IncapacityView['professionals'][number]['profession']
}

/** the second professional is another one, of another profession. Throws Refusal `second-person-required`, `state-forbids`. */
export function assertMayConfirm(
  found: { readonly foundBy: string; readonly profession: string; readonly confirmedAt: string | null; readonly ableAt: string | null },
  by: Professional,
): void {
  if (found.confirmedAt !== null || found.ableAt !== null) throw new Refusal('state-forbids', { state: 'decided' })
  if (found.foundBy === by.staff || found.profession === by.profession)
    throw new Refusal('second-person-required', { field: '/profession' })
}

/**
 * what a grant says two professionals decided, two professionals found here, of this person, and it still holds: nobody is decided
 * for on a word that one member of staff wrote down. Throws Refusal `incapacity-not-found`.
 */
export function assertFound(basis: GrantBasis, found: readonly IncapacityView[]): void {
  if (basis.kind !== 'incapacity' || basis.decidedBy.kind !== 'two-professionals') return
  const named = wordOf(basis.decidedBy.professionals)
  const holds = found.some(
    ({ professionals, confirmedAt, ableAt, askAgainAt }) =>
      confirmedAt !== null && ableAt === null && Date.parse(basis.askAgainAt) <= Date.parse(askAgainAt) && wordOf(professionals) === named,
  )
  if (!holds) throw new Refusal('incapacity-not-found', { field: '/consent/basis/decidedBy' })
}

const wordOf = (professionals: IncapacityView['professionals']): string =>
  professionals
    .map(({ staff, profession }) => `${staff} ${profession}`)
    .sort()
    .join()
