import { PeopleFound, PeopleSearch } from '@ihala/contract'
import { type App, type Judging, read, type ServiceContext, type Tx } from '@ihala/kit'
import { namesShown } from '../person/names-shown.ts'
import { identitiesOf } from '../person/section.store.ts'
import { caseFor, mayShow, type Seen } from '../reading/reading.ts'
import { standingsOfPeople } from '../reading/standing.store.ts'
import { withheldOf } from '../second-person/sealed-person.store.ts'
import { type Hit, hitsOf, referralCalled, referralsOfPeople, searchKey } from './search.store.ts'
import { likeness, tokensIn, type Wanted, wantedIn } from './search.ts'

/** As many as are shown. */
const SHOWN = 10
/** As many sections as are weighed: those with the most in common. */
const WEIGHED = 300
const REFERRALS_EACH = 5
/** The number of a referral, as staff say and write it: with its letter, or only what follows its noughts. */
const REFERENCE = /^\s*[rR]?[-\s]?0*(\d{1,6})\s*$/

/** L3: a list shows names, so each person on it finds who looked. */
const readingOfFound = ({ people }: PeopleFound) => people.map(({ id }) => ({ action: 'list-people', subject: id }))

/** DESIGN §11: somebody is found by name, however it is spelt, by a number of theirs, or a referral by its own. Never in an address. */
export function searchRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/people/search',
    { config: { action: 'read-person' }, schema: { body: PeopleSearch, response: { 200: PeopleFound } } },
    (request) => {
      const { text } = request.body
      return read(request, readingOfFound, async (tx) => {
        const wanted = wantedIn(text, await searchKey(tx, service.caseKeys))
        const [people, referral] = await Promise.all([found(tx, service, request, wanted), calledSo(tx, text)])
        return { people, referral }
      })
    },
  )
}

async function calledSo(tx: Tx, text: string): Promise<PeopleFound['referral']> {
  const [, number] = REFERENCE.exec(text.normalize('NFKC')) ?? []
  return number === undefined ? null : ((await referralCalled(tx, `R-${number.padStart(6, '0')}`)) ?? null)
}

/** Those who are like what is looked for and whom this member may see, the most alike first. */
async function found(tx: Tx, service: ServiceContext, request: Judging, wanted: Wanted): Promise<PeopleFound['people']> {
  const tokens = tokensIn(wanted)
  if (tokens.length === 0) return []
  const hits = await hitsOf(tx, tokens, WEIGHED)
  const ids = [...new Set(hits.map(({ personId }) => personId))]
  const { now } = service.stamp()
  const [withheld, standings] = await Promise.all([withheldOf(tx, ids, now), standingsOfPeople(tx, ids, now)])
  const { kind } = service.organisation
  // T33, M6: who may not see a part of somebody does not find them by it: to be found would tell what stands there.
  const shown = hits.filter(({ personId, category }) => {
    const standing = standings.get(personId)
    if (standing === undefined || !request.allows('enter-case', caseFor(kind, standing))) return false
    const seen: Seen = { kind, standing, withheld: withheld.has(personId) }
    return mayShow(request, seen, 'identity') && mayShow(request, seen, category)
  })
  const best = ranked(shown, wanted).slice(0, SHOWN)
  const bestIds = best.map(({ id }) => id)
  const [identities, referrals] = await Promise.all([
    identitiesOf(tx, service.caseKeys, bestIds),
    referralsOfPeople(tx, bestIds, REFERRALS_EACH),
  ])
  return best.map(({ id, version }) => {
    const theirs = referrals.filter(({ personId }) => personId === id).map(({ personId: _, ...referral }) => referral)
    return {
      id,
      version,
      ...namesShown(identities.get(id)),
      referrals: theirs,
    }
  })
}

function ranked(hits: readonly Hit[], wanted: Wanted): readonly { readonly id: string; readonly version: number }[] {
  const has = new Map<string, { readonly version: number; readonly tokens: Set<string> }>()
  for (const { personId, version, tokens } of hits) {
    const known = has.get(personId) ?? { version, tokens: new Set() }
    for (const token of tokens) known.tokens.add(token)
    has.set(personId, known)
  }
  return [...has]
    .map(([id, { version, tokens }]) => ({ id, version, alike: likeness(wanted, tokens) }))
    .filter(({ alike }) => alike > 0)
    .sort((one, other) => other.alike - one.alike)
}
