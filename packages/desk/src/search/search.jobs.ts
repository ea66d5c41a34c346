import { addJob, type CaseKeyStore, type Job, type Tx } from '@ihala/kit'
import { openSection } from '../person/section.store.ts'
import { markSpelt, unspeltSections, writeTokens } from './search.store.ts'

/** Name of the job that writes by what those are found whose files are older than the search. */
const SPELL = 'spell-names'
/** As many as one transaction writes: cut off, it has lost no more. */
const AT_ONCE = 100

/** Writes the tokens of some sections that have none. Returns whether there may be more. */
export async function spellSome(tx: Tx, keys: CaseKeyStore, limit: number): Promise<boolean> {
  const sections = await unspeltSections(tx, limit)
  for (const { id, isNewest } of sections) {
    const section = isNewest ? await openSection(tx, keys, id) : null
    // Nobody is found by what was said before, nor by what was erased.
    if (section !== null) await writeTokens(tx, keys, { id, ...section })
    await markSpelt(tx, id)
  }
  return sections.length === limit
}

/** Puts it in the queue where something is left to be written; looked for again and again, it is there once. */
export async function queueSpelling(tx: Tx): Promise<void> {
  const left = await unspeltSections(tx, 1)
  if (left.length > 0) await addJob(tx, SPELL, {}, { jobKey: SPELL })
}

/** Each batch is a transaction of its own, and asks for the next. */
export const searchJobs: Readonly<Record<string, Job>> = {
  [SPELL]: async (_payload, { tx, service }) => {
    if (await spellSome(tx, service.caseKeys, AT_ONCE)) await addJob(tx, SPELL, {}, { jobKey: `${SPELL}/next` })
  },
}
