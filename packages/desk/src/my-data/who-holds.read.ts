import type { BodyHolds, KeptPart, StaffRole } from '@ihala/contract'
import { provenEvents, type ServiceContext, type Tx } from '@ihala/kit'
import { type KeyPart, localDate, partNamed } from '@ihala/policy'
import { fileIdsOf } from '../document/document.store.ts'
import { WRITE } from '../policies.ts'
import { holdersOfCases } from '../rights/holder.store.ts'
import { looksOneByOne, partsHeld, referralsOf } from './holding.store.ts'
import { carried } from './holding.ts'
import { bodyNamed, whoHolds } from './who-holds.ts'

/**
 * C9: who has what of somebody, here and where they were referred to, as the desk knows it: without a question to anybody, and nothing
 * is opened for it.
 */
export async function bodiesHolding(
  tx: Tx,
  { organisation, registry }: Pick<ServiceContext, 'organisation' | 'registry'>,
  personId: string,
): Promise<BodyHolds[]> {
  const referrals = await referralsOf(tx, personId)
  const cases = referrals.map(({ caseId }) => caseId)
  const [events, told, kept, there, shown, takenBackAt] = await Promise.all([
    provenEvents(tx, cases),
    holdersOfCases(tx, cases),
    keptUnder(tx, [personId, ...cases]),
    partsHeld(tx, [personId]),
    partsHeld(tx, [personId], 'shown'),
    takenBack(tx, personId),
  ])
  const day = (instant: string): string => localDate(instant, organisation.timeZone)
  const file = new Set(shown.map(({ part }) => part))
  return whoHolds({
    self: organisation.names,
    file: [...file],
    keptOfFile: (kept.get(personId) ?? []).flatMap((one) =>
      // A hold on what was written here is one on all of the file.
      one.part === 'own' ? there.flatMap(({ part }) => (file.has(part) ? [] : [{ ...one, part }])) : [one],
    ),
    takenBackAt,
    others: referrals.map(({ caseId, partner, consent }) => ({
      names: bodyNamed(registry, partner),
      eraseOn: day(consent.eraseAt),
      passed: events.flatMap((event) => {
        const part = event.caseId === caseId ? carried(event) : undefined
        return part === undefined ? [] : [{ part, at: event.at, erased: event.erased }]
      }),
      told: told
        .filter((one) => one.caseId === caseId)
        .map(({ parts, erased, kept: stay, dueAt }) => ({ parts, erased, kept: stay, dueOn: day(dueAt) })),
      kept: kept.get(caseId) ?? [],
    })),
  })
}

/** A look at the file of somebody, at their referrals or papers. */
export interface LookAtFile {
  readonly role: StaffRole
  /** ISO instant. */
  readonly at: string
}

/** Most looks that are told. */
const LOOKS = 200
/** Of what a member of staff is, the one thing that is told: what they work as, before what they look after. */
const TOLD_AS: readonly StaffRole[] = [...WRITE, 'approver', 'data-protection-officer', 'analyst', 'admin']

/** C9, L3: who looked at what is held of somebody here, by one role and never by name; the last first. */
export async function looksAtPerson(tx: Tx, personId: string): Promise<LookAtFile[]> {
  const referrals = await referralsOf(tx, personId)
  const files = await fileIdsOf(tx, [personId, ...referrals.map(({ caseId }) => caseId)])
  const looks = await looksOneByOne(tx, [personId, ...referrals.map(({ id }) => id), ...files], LOOKS)
  return looks.flatMap(({ roles, at }) => {
    const role = TOLD_AS.find((one) => roles.includes(one))
    return role === undefined ? [] : [{ role, at }]
  })
}

/** What stays under each of these owners only by a law or a hold, and is there. */
async function keptUnder(tx: Tx, owners: readonly string[]): Promise<ReadonlyMap<string, readonly KeptPart[]>> {
  const [erasures, keys] = await Promise.all([
    tx<{ owner: string; kept: KeptPart[] }[]>`
      select owner, kept from desk.erasure where owner = any(${[...owners]}::text[]) and settled_at is not null and kept <> '[]' order by asked_at, id`,
    tx<{ owner: string; part: KeyPart }[]>`
      select case_id as owner, part from kit.case_key where case_id = any(${[...owners]}::text[]) and wrapped is not null`,
  ])
  const found = new Map<string, KeptPart[]>()
  for (const { owner, kept } of erasures) {
    const live = new Set(keys.flatMap((key) => (key.owner === owner ? [partNamed(key.part)] : [])))
    const stays = kept.filter(({ part }) => live.has(part))
    const before = (found.get(owner) ?? []).filter((one) => stays.every(({ part }) => part !== one.part))
    found.set(owner, [...before, ...stays])
  }
  return found
}

/** When somebody took back everything of their file here; null when they did not. */
async function takenBack(tx: Tx, personId: string): Promise<string | null> {
  const [row] = await tx<{ at: Date | string | null }[]>`
    select max(asked_at) as at from desk.erasure where owner = ${personId} and whole and because = 'withdrawn'`
  return row === undefined || row.at === null ? null : new Date(row.at).toISOString()
}
