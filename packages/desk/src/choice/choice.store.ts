import type { ConsentGiven, NeedSection, NewReferral } from '@ihala/contract'
import { build, type CaseKeyStore, type Given, insertion, statement, type Tx, unlessErased } from '@ihala/kit'
import { and, eq, sql } from 'drizzle-orm'
import { choices } from './choice.tables.ts'
import type { Choice } from './choice.ts'

/** What the person decided about one body: all that its referral needs. */
export interface ChoiceContent extends Pick<NewReferral, 'step'> {
  readonly need: NeedSection
  readonly consent: ConsentGiven
}

/** A choice with what was decided, opened. */
export type HeldChoice = Choice & { readonly personId: string; readonly content: ChoiceContent }

const insert = insertion(choices, ['id', 'personId', 'firstReferral', 'place', 'partner', 'content'])
// The first of a chain, whichever of it is asked about. Locked in one order, so that no two clocks wait for one another.
const chain = statement((given: Given<{ referralId: string }>) =>
  build
    .select()
    .from(choices)
    .where(
      sql`${choices.firstReferral} = coalesce((select first_referral from desk.choice where referral_id = ${given.referralId}::uuid), ${given.referralId}::uuid)`,
    )
    .orderBy(choices.place)
    .for('no key update'),
)
// As it is looked at: nothing is locked, and nothing of what was decided is opened.
const listed = statement((given: Given<{ referralId: string }>) =>
  build
    .select({ firstReferral: choices.firstReferral, partner: choices.partner, state: choices.state, referralId: choices.referralId })
    .from(choices)
    .where(
      sql`${choices.firstReferral} = coalesce((select first_referral from desk.choice where referral_id = ${given.referralId}::uuid), ${given.referralId}::uuid)`,
    )
    .orderBy(choices.place),
)
const isWaiting = statement((given: Given<{ referralId: string }>) =>
  build
    .select({ id: choices.id })
    .from(choices)
    .where(
      sql`${choices.firstReferral} = coalesce((select first_referral from desk.choice where referral_id = ${given.referralId}::uuid), ${given.referralId}::uuid)`,
    )
    .limit(1),
)
const ask = statement((given: Given<{ id: string; referralId: string }>) =>
  build
    .update(choices)
    .set({ state: 'asked', referralId: sql`${given.referralId}` })
    .where(and(eq(choices.id, given.id), eq(choices.state, 'waiting'))),
)
const drop = statement((given: Given<{ id: string }>) => build.update(choices).set({ state: 'dropped' }).where(eq(choices.id, given.id)))

const placeOf = (id: string): string => `choice/${id}`

/** Keeps a choice, sealed under the person's key. */
export async function insertChoice(
  tx: Tx,
  keys: CaseKeyStore,
  choice: Pick<HeldChoice, 'id' | 'personId' | 'place' | 'partner' | 'content'> & { readonly firstReferral: string },
): Promise<void> {
  const { content: decided, ...row } = choice
  const content = await keys.encryptFor(tx, row.personId, 'own', placeOf(row.id), Buffer.from(JSON.stringify(decided)))
  await insert.run(tx, { ...row, content })
}

/**
 * The choices of the chain that a referral is of, in the person's order, locked; none where the person named no other body, or
 * their file was erased.
 */
export async function lockChoices(tx: Tx, keys: CaseKeyStore, referralId: string): Promise<HeldChoice[]> {
  const rows = await chain.run(tx, { referralId })
  const held = await Promise.all(
    rows.map(async ({ content: sealed, ...row }) => {
      const opened = await unlessErased(keys.decryptFor(tx, row.personId, 'own', placeOf(row.id), sealed))
      if (opened === null) return []
      const content: ChoiceContent = JSON.parse(opened.toString())
      return [{ ...row, until: content.consent.until, content }]
    }),
  )
  return held.flat()
}

/** Whom a person wants asked after the first, in their order: bare rows of the chain that a referral is of. */
export async function choicesListed(
  tx: Tx,
  referralId: string,
): Promise<readonly (Pick<Choice, 'partner' | 'state' | 'referralId'> & { readonly firstReferral: string })[]> {
  return listed.run(tx, { referralId })
}

/** Whether a referral is one of a chain that the person ordered. */
export async function hasChoices(tx: Tx, referralId: string): Promise<boolean> {
  return (await isWaiting.first(tx, { referralId })) !== undefined
}

/** Says that a choice is asked now, by this referral. */
export async function markAsked(tx: Tx, id: string, referralId: string): Promise<void> {
  await ask.run(tx, { id, referralId })
}

/** Says that these are passed over for good. */
export async function dropChoices(tx: Tx, ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => drop.run(tx, { id })))
}
