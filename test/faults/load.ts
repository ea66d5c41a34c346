import type { Purpose, ReferralLine, ReferralPage } from '@ihala/contract'
import type { Network } from '../../infra/network.ts'
import { consentOf } from '../federation/consent.ts'
import { type Chance, oneOf } from '../kit/chance.ts'
import { waitingLines } from '../load/hearing.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import { type PatientDesk, patientDesk, SaidNo } from './patient-desk.ts'

/** Somebody at an organisation. */
export interface Staff {
  readonly slug: string
  readonly sub: string
}

/** Who refers to whom, and what for. */
export interface Route {
  readonly from: Staff
  readonly to: Staff
  readonly need: keyof typeof NEEDS
}

/** The Ministry and the seafarers' liaison office ask the Care House for a bed, and the office files complaints at the Ministry. */
export const ROUTES: readonly [Route, ...Route[]] = [
  {
    from: { slug: 'ministry-of-labour', sub: 'joseph-varghese' },
    to: { slug: 'care-house', sub: 'grace-wanjiru' },
    need: 'sumanToShelter',
  },
  { from: { slug: 'itf', sub: 'marlon-reyes' }, to: { slug: 'care-house', sub: 'grace-wanjiru' }, need: 'sumanToShelter' },
  { from: { slug: 'itf', sub: 'marlon-reyes' }, to: { slug: 'ministry-of-labour', sub: 'joseph-varghese' }, need: 'sumanToMinistry' },
]

const LAWYERS = 'lawyers-association'

/** Five organisations at work: the Ministry also asks lawyers and the charity. */
export const FIVE: readonly [Route, ...Route[]] = [
  ...ROUTES,
  {
    from: { slug: 'ministry-of-labour', sub: 'joseph-varghese' },
    to: { slug: LAWYERS, sub: 'dana-al-mannai' },
    need: 'sumanToLegalAid',
  },
  { from: { slug: 'ministry-of-labour', sub: 'joseph-varghese' }, to: { slug: 'charity', sub: 'amna-al-marri' }, need: 'sumanToCharity' },
]

/** What the person agreed to, by what is asked for. */
const PURPOSES = {
  sumanToMinistry: ['complaint-handling'],
  sumanToShelter: ['shelter', 'health-care', 'protection'],
  sumanToLegalAid: ['legal-aid'],
  sumanToCharity: ['financial-assistance'],
  hirutToShelter: ['shelter', 'health-care'],
} as const satisfies Record<Route['need'], readonly Purpose[]>

/** A referral that was answered 201. */
export interface Made {
  readonly from: string
  readonly to: string
  /** Row id at the sender. */
  readonly id: string
  /** When it was answered, milliseconds of the wall clock. */
  readonly at: number
}

/** Organisations at work. */
export interface Load {
  /** Refers so many people; resolves when each was answered 201. */
  readonly refer: (
    count: number,
    options?: { readonly inflight?: number; readonly route?: Route; readonly pauseMs?: number },
  ) => Promise<readonly Made[]>
  /** All that were made since the load was opened. */
  readonly made: readonly Made[]
  /** Referrals that a desk accepted. */
  readonly accepted: () => number
  /** Does some work while nobody decides anything at any desk. */
  readonly undecided: <T>(work: () => Promise<T>) => Promise<T>
  readonly desk: (slug: string) => PatientDesk
  /** Clicks that had to be repeated. */
  readonly repeated: () => number
  /** Ends accepting and throws what went wrong, if anything did. */
  readonly close: () => Promise<void>
}

/** How a load is opened. */
export interface LoadOptions {
  readonly network: Network
  readonly routes?: readonly Route[]
  readonly chance: Chance
  /** Whether desks accept what comes; they do unless told. */
  readonly accepting?: boolean
  /** Whether some is turned down, handed back, or cancelled by who sent it; nothing is unless told. */
  readonly mixed?: boolean
  /** Where an organisation answers, when that is not its one address. */
  readonly addresses?: (slug: string) => readonly string[]
}

const PEOPLE = 8
const LOOK_MS = 150

/** Signs staff in at both ends of every route, writes people down, and begins to accept what comes. */
export async function openLoad({
  network,
  routes = ROUTES,
  chance,
  accepting: accepts = true,
  mixed = false,
  addresses,
}: LoadOptions): Promise<Load> {
  const desks = new Map<string, PatientDesk>()
  for (const { slug, sub } of routes.flatMap(({ from, to }) => [from, to])) {
    const own = addresses && (() => addresses(slug))
    if (!desks.has(slug)) desks.set(slug, await patientDesk(network, slug, sub, own))
  }
  const desk = (slug: string): PatientDesk => {
    const found = desks.get(slug)
    if (!found) throw new Error(`nobody works at ${slug}`)
    return found
  }
  const people = new Map<string, string[]>()
  for (const slug of new Set(routes.map(({ from }) => from.slug))) {
    const ids: string[] = []
    const sections = { identity: SUMAN.sections.identity, contact: SUMAN.sections.contact }
    while (ids.length < PEOPLE) ids.push((await desk(slug).create('/people', { sections })).id)
    people.set(slug, ids)
  }

  const made: Made[] = []
  let accepted = 0
  let closing = false
  let resting = false
  let failed: unknown
  const recipients = accepts ? [...new Set(routes.map(({ to }) => to.slug))] : []
  const isOver = (): boolean => closing
  const isResting = (): boolean => resting
  const accepting = Promise.all([
    ...recipients.map((slug) =>
      forEachThatWaits({ desk: desk(slug), isOver, isResting, read: waitingLines }, async (line) => {
        // Lawyers accept nobody before a conflict check: here they have no room.
        const draw = slug === LAWYERS ? 0 : mixed ? chance() : 1
        if (await answer(desk(slug), line, draw)) accepted += 1
      }),
    ),
    ...(mixed ? [...people.keys()] : []).map((slug) =>
      forEachThatWaits({ desk: desk(slug), isOver, isResting, read: handedBack }, ({ id, version }) =>
        desk(slug).change(`/referrals/${id}/take-back`, version, {}),
      ),
    ),
  ]).catch((error: unknown) => {
    failed ??= error
    // Nobody decides any more: whoever waits for the end of it is told why.
    console.error('load:', error)
  })

  const one = async (route: Route): Promise<Made> => {
    const { slug } = route.from
    const need = NEEDS[route.need]
    // One in three opens who the person is, so that events follow the acceptance; the charity never learns it.
    const categories = chance() < 1 / 3 && route.need !== 'sumanToCharity' ? (['need', 'identity'] as const) : (['need'] as const)
    const body = {
      personId: oneOf(chance, people.get(slug) ?? []),
      to: network.organisation(route.to.slug).entityId,
      step: 'request',
      need,
      consent: consentOf(SUMAN, { purposes: [...PURPOSES[route.need]], categories: [...categories] }),
      relatesTo: [],
    }
    const { id, version } = await desk(slug).create('/referrals', body)
    if (mixed && chance() < CANCELLED) await unlessOvertaken(desk(slug).change(`/referrals/${id}/request-cancellation`, version, NO_LONGER))
    return { from: slug, to: route.to.slug, id, at: Date.now() }
  }

  return {
    made,
    desk,
    accepted: () => accepted,
    undecided: async (work) => {
      resting = true
      try {
        return await work()
      } finally {
        resting = false
      }
    },
    repeated: () => [...desks.values()].reduce((sum, each) => sum + each.repeated(), 0),
    refer: async (count, { inflight = 4, route, pauseMs = 0 } = {}) => {
      const done: Made[] = []
      let begun = 0
      const work = async (): Promise<void> => {
        while (begun < count && failed === undefined) {
          begun += 1
          const referral = await one(route ?? oneOf(chance, routes))
          done.push(referral)
          made.push(referral)
          if (pauseMs > 0) await pause(pauseMs)
        }
      }
      await Promise.all(Array.from({ length: inflight }, work))
      if (failed !== undefined) throw failed
      return done
    },
    close: async () => {
      closing = true
      await accepting
      for (const each of desks.values()) each.close()
      if (failed !== undefined) throw failed
    },
  }
}

/** Of a mixed load: what is cancelled by who sent it, turned down, and accepted and then handed back, as parts of one. */
const CANCELLED = 1 / 10
const TURNED_DOWN = 1 / 8
const HANDED_BACK = 1 / 8
const NO_LONGER = { reason: 'no-longer-needed' }

/** Whether an act was done; false when the referral moved on since it was read. */
async function unlessOvertaken(act: Promise<unknown>): Promise<boolean> {
  try {
    await act
    return true
  } catch (error) {
    if (!(error instanceof SaidNo) || error.status !== 409) throw error
    return false
  }
}

/** Decides a referral that waits, as `draw` says; answers whether it was accepted. Throws SaidNo when it moved on since the list was read. */
async function answer(desk: PatientDesk, { id, version, cancelling }: ReferralLine, draw: number): Promise<boolean> {
  if (cancelling) {
    await desk.change(`/referrals/${id}/cancel`, version, {})
    return false
  }
  if (draw < TURNED_DOWN) {
    await desk.change(`/referrals/${id}/reject`, version, { reason: 'at-capacity', possibleIf: ['later-date'] })
    return false
  }
  const { version: now } = await desk.change(`/referrals/${id}/accept`, version, { transfer: true, conditions: [] })
  if (draw < TURNED_DOWN + HANDED_BACK) await unlessOvertaken(desk.change(`/referrals/${id}/hand-back`, now, { reason: 'cannot-continue' }))
  return true
}

/** Whom other bodies want to give back. */
async function handedBack(desk: PatientDesk): Promise<readonly ReferralLine[]> {
  const back: ReferralLine[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: ReferralPage = await desk.get(`/referrals?box=sent${cursor === '' ? '' : `&cursor=${cursor}`}`)
    back.push(...page.items.filter(({ state }) => state === 'handed-back'))
    cursor = page.next
  }
  return back
}

/** Where somebody sits, and what waits for them there. */
interface Seat {
  readonly desk: PatientDesk
  readonly isOver: () => boolean
  readonly isResting: () => boolean
  readonly read: (desk: PatientDesk) => Promise<readonly ReferralLine[]>
}

/** Somebody at a desk who sees to whatever waits there. */
async function forEachThatWaits({ desk, isOver, isResting, read }: Seat, decide: (line: ReferralLine) => Promise<unknown>): Promise<void> {
  const taken = new Set<string>()
  while (!isOver()) {
    const lines = isResting() ? [] : (await read(desk)).filter(({ id }) => !taken.has(id))
    await Promise.all(
      lines.map(async (line) => {
        taken.add(line.id)
        // It moved on since the list was read: it is looked at again.
        if (!(await unlessOvertaken(decide(line)))) taken.delete(line.id)
      }),
    )
    await pause(LOOK_MS)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
