import { isDeepStrictEqual } from 'node:util'
import type { PersonSections, ReportCorrected, SectionOf } from '@ihala/contract'
import { type Judging, recordDecision, type ServiceContext, type Staff, type Tx } from '@ihala/kit'
import { countFileChange, writeSections } from '../person/person.store.ts'
import { contentOf, personSections } from '../person/section.store.ts'
import { assertEnters, mayShow } from '../reading/reading.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { assertNotWithheld, withheldOf } from '../second-person/sealed-person.store.ts'
import { everChanged } from './contact-change.store.ts'
import { isNoContact, REACHED_BY, type ReachedBy } from './contact-change.ts'
import { askChange } from './contact-change.write.ts'

/** What a person says anew of who they are and how they are reached. */
export type SaidAnew = Pick<PersonSections, 'identity' | ReachedBy>

type Service = Pick<ServiceContext, 'caseKeys' | 'organisation' | 'stamp'>

/** What a file says of who somebody is and how they are reached, where this member may see it; null where they may not, or not yet. */
export async function saidInFile(
  tx: Tx,
  request: Judging,
  { caseKeys, organisation, stamp }: Service,
  personId: string,
): Promise<ReportCorrected['inFile']> {
  const { now } = stamp()
  const standing = await standingOfPerson(tx, personId, now)
  const seen = { kind: organisation.kind, standing, withheld: (await withheldOf(tx, [personId], now)).has(personId) }
  if (!(['identity', ...REACHED_BY] as const).every((category) => mayShow(request, seen, category))) return null
  const held = await personSections(tx, caseKeys, personId)
  const [identity, contact, plan] = [contentOf(held, 'identity'), contentOf(held, 'contact'), contentOf(held, 'safe-contact')]
  if (identity === undefined) return null
  const telephone = plan?.telephone ?? contact?.telephone
  return { names: identity.names, ...(telephone === undefined ? {} : { telephone }), mayCall: plan?.mayContact ?? false }
}

/**
 * Takes over into a file what the person said anew: who they are, and that nobody may contact them, at once; another way in the place of
 * one is asked for and held like any other (T41), for whoever holds a receipt may have been made to say it. Nothing else of the file
 * changes. Throws Refusal `reason-required`, `state-forbids` while another way is held.
 */
export async function takeOverSaid(
  tx: Tx,
  request: Judging & { readonly staff: Pick<Staff, 'id' | 'pseudonym'> },
  { caseKeys: keys, organisation, stamp }: Service,
  personId: string,
  said: SaidAnew,
): Promise<void> {
  const { staff } = request
  const { id, now } = stamp()
  assertEnters(request, organisation.kind, await standingOfPerson(tx, personId, now))
  await assertNotWithheld(tx, personId, now)
  const [held, ever] = await Promise.all([personSections(tx, keys, personId), everChanged(tx, personId)])
  const identity = identityAnew(contentOf(held, 'identity'), said.identity)
  const atOnce: Record<string, object | undefined> = identity === undefined ? {} : { identity }
  for (const category of REACHED_BY) {
    const [before, next] = [contentOf(held, category), said[category]]
    if (next === undefined || isSameWay(before, next)) continue
    const section = isNoContact(next) ? next : { ...before, ...next }
    if (isNoContact(next) || (before === undefined && !ever.has(category))) atOnce[category] = section
    // Each is its own section with its own category.
    else await askChange({ tx, stamp, keys }, personId, { category, section } as Parameters<typeof askChange>[2], staff)
  }
  const changed = Object.keys(atOnce)
  if (changed.length > 0) {
    await writeSections(tx, keys, personId, atOnce as PersonSections, undefined, stamp, (category) => changed.includes(category))
    await countFileChange(tx, personId)
  }
  await recordDecision(tx, { id, at: now, action: 'take-over-said', subject: personId, staff: staff.pseudonym })
}

/** Of what was known only what they say now changes; undefined where nothing does. */
function identityAnew(
  before: SectionOf<'identity'> | undefined,
  said: SectionOf<'identity'> | undefined,
): SectionOf<'identity'> | undefined {
  if (said === undefined || before === undefined) return said
  const { latin, own } = before.names
  // Said in another script: how it stands in Latin letters stays, where that was known.
  const names = { ...before.names, ...said.names, ...(said.names.own === undefined || latin === own ? {} : { latin }) }
  const sex = said.sex === 'not-stated' ? before.sex : said.sex
  const next = { ...before, names, sex }
  return isDeepStrictEqual(next, before) ? undefined : next
}

/** Whether a way is in what stands already. */
function isSameWay(before: object | undefined, next: object): boolean {
  return before !== undefined && isDeepStrictEqual({ ...before, ...next }, before)
}
