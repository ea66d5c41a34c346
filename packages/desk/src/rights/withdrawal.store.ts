import type { Category, Withdrawn } from '@ihala/contract'
import type { Tx } from '@ihala/kit'

/** A referral of ours that passes on what came with another. */
export interface PassedOn {
  readonly id: string
}

/** Takes away what the desk keeps of a case and the person took back: sections, files, notes, which may speak of any, and the need. */
export async function wipe(tx: Tx, caseId: string, withdrawn: Withdrawn): Promise<void> {
  const all = withdrawn === 'all'
  const categories: Category[] = all ? [] : [...withdrawn]
  const takes = (category: Category): boolean => all || categories.includes(category)
  await tx`delete from desk.section where owner = ${caseId} and (${all} or category = any(${categories}::text[]))`
  await tx`delete from desk.note where case_id = ${caseId}`
  if (takes('documents'))
    await tx`
      with gone as (delete from desk.file where owner = ${caseId} returning file, from_partner)
      delete from desk.file_chunk c using gone g
      where c.file = g.file and c.from_partner = g.from_partner
        and not exists (select from desk.file f where f.file = c.file and f.from_partner = c.from_partner and f.owner <> ${caseId})`
  if (takes('need')) await tx`update desk.referral set need = '' where case_id = ${caseId}`
}

/** Referrals of ours under a case's grant: what is taken back of it is taken back of them. */
export async function passedOn(tx: Tx, caseId: string): Promise<readonly PassedOn[]> {
  return tx<PassedOn[]>`select id from desk.referral where narrows = ${caseId} and side = 'sender' order by id`
}
