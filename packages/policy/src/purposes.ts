import { type Grant, type Need, type NeedSection, PURPOSE_OF, Refusal } from '@ihala/contract'

/** a grant covers a purpose, so it is asked for nothing the person was not told of. Throws Refusal `grant-not-covering`. */
export function assertPurposes(grant: Pick<Grant, 'purposes'>, needs: readonly Need[]): void {
  const told = needs.every((need) => {
    const purpose = PURPOSE_OF[need]
    return purpose === undefined || grant.purposes.includes(purpose)
  })
  if (!told) throw new Refusal('grant-not-covering', { field: '/purposes' })
}

/**
 * the person was told in a language that is theirs, spoken or read. A guardian is told in the guardian's own language,
 * and danger is told afterwards. Throws Refusal `grant-evidence-incomplete`.
 */
export function assertInOwnLanguage({ basis }: Pick<Grant, 'basis'>, languages: NeedSection['languages']): void {
  const told = basis.kind === 'consent' ? basis.evidence : basis.kind === 'statutory' ? basis.filing : undefined
  if (told === undefined) return
  if (!languages.some(({ code, speaks, reads }) => code === told.language && (speaks || reads)))
    throw new Refusal('grant-evidence-incomplete', { field: '/language' })
}

/** Whether a grant is about what this need asks for, and was said in a language of who needs it. Throws Refusal. */
export function assertAnswersNeed(grant: Pick<Grant, 'basis' | 'purposes'>, need: Pick<NeedSection, 'needs' | 'languages'>): void {
  assertPurposes(grant, need.needs)
  assertInOwnLanguage(grant, need.languages)
}
