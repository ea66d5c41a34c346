import type { SecondPersonView } from '@ihala/contract'
import { type CaseKeyStore, type Tx, unlessErased } from '@ihala/kit'
import { type Content, contentOf } from './second-person.store.ts'
import type { SecondPersonAct } from './second-person.ts'

type Shown = Pick<SecondPersonView, 'to' | 'categories' | 'paper'>

/** An act as a member of staff sees it: whether it was they who asked, never who else. Of what was erased since, the bare codes. */
export async function viewFor(tx: Tx, keys: CaseKeyStore, staff: string, act: SecondPersonAct): Promise<SecondPersonView> {
  const { id, kind, personId, reason, askedAt, askedBy, until, confirmedAt, toldAt } = act
  const shown = shownOf(await unlessErased(contentOf(tx, keys, act)))
  return { id, kind, personId, reason, askedAt, askedByMe: askedBy === staff, until, confirmedAt, toldAt, ...shown }
}

function shownOf(content: Content | null): Shown {
  if (content === null) return { to: null, categories: [], paper: null }
  switch (content.kind) {
    case 'danger':
      return { to: content.asked.to, categories: content.asked.consent.categories, paper: null }
    case 'compelled':
      return { to: null, categories: content.asked.what, paper: content.asked.paper }
    case 'release':
      return { to: null, categories: [], paper: null }
    default:
      return content satisfies never
  }
}
