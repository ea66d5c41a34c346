import { type ContactChangeHeard, type NewContactChange, type PersonSections, Refusal } from '@ihala/contract'
import { addJob, type CaseKeyStore, type Job, recordDecision, type Staff, type Stamp, type Tx } from '@ihala/kit'
import { ownKeys } from '../person/own-keys.store.ts'
import { countFileChange } from '../person/person.store.ts'
import { contentOf, insertSection, personSections, removeSection } from '../person/section.store.ts'
import { ALERTED } from '../second-person/second-person.ts'
import { addTask, endTask } from '../task/task.store.ts'
import {
  countWrong,
  everChanged,
  insertChange,
  keepHeard,
  keepTakenAway,
  lockChange,
  moveChange,
  sectionAsked,
} from './contact-change.store.ts'
import { becomes, CONFIRM_UNTIL, type ContactChange, HELD_FOR, hears, takenAwayBy, WRONG_AT_MOST } from './contact-change.ts'

/** Name of the job that lets a change stand, or drops it. */
const SETTLE = 'settle-contact-change'

/** What a change of how somebody is reached works with. */
interface Changing {
  readonly tx: Tx
  readonly stamp: () => Stamp
  readonly keys: CaseKeyStore
}
type Who = Pick<Staff, 'id' | 'pseudonym'>

const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString()

/**
 * T41: a file as it shall be leaves how somebody is reached as it stands; ways that it takes away are remembered.
 * Throws Refusal `contact-change-held`.
 */
export async function assertReachedAsBefore({ tx, stamp, keys }: Changing, personId: string, next: PersonSections, by: Who): Promise<void> {
  const [held, ever] = await Promise.all([personSections(tx, keys, personId), everChanged(tx, personId)])
  const now = { contact: contentOf(held, 'contact'), 'safe-contact': contentOf(held, 'safe-contact'), ever }
  for (const category of takenAwayBy(now, next)) {
    const { id, now: askedAt } = stamp()
    await keepTakenAway(tx, { id, personId, category, askedBy: by.id, askedAt })
  }
}

/**
 * T41: another way to reach somebody is asked for. It stands in 72 hours at the earliest; meanwhile the old one does, by which somebody
 * asks the person. Throws Refusal `state-forbids` while another one is held.
 */
export async function askChange(
  { tx, stamp, keys }: Changing,
  personId: string,
  { category, section }: NewContactChange,
  by: Who,
): Promise<string> {
  const { id, now } = stamp()
  const holdsUntil = later(now, HELD_FOR)
  await insertChange(tx, keys, { id, personId, category, askedBy: by.id, askedAt: now, holdsUntil }, section)
  // The task bears the change's own id: what becomes of it ends the task.
  await addTask(tx, { id, code: 'contact-change-asked', referralId: null, dueAt: holdsUntil, now })
  await settleAt(tx, id, holdsUntil)
  await decided({ tx, stamp }, 'ask-contact-change', id, by)
  return id
}

/**
 * A colleague has heard the word. After so many wrong ones it is dropped, and the data-protection officer hears. Returns whether it was
 * right; a wrong word is kept, so that it counts. Throws Refusal `not-found`, `state-forbids`, `second-person-required`.
 */
export async function hearWord({ tx, stamp, keys }: Changing, id: string, heard: ContactChangeHeard, by: Who): Promise<boolean> {
  const change = await lockChange(tx, id)
  const { now } = stamp()
  const plan = contentOf(await personSections(tx, keys, change.personId), 'safe-contact')
  if (!hears(change, by.id, heard, plan?.codeWord, now)) {
    await decided({ tx, stamp }, 'wrong-code-word', id, by)
    if ((await countWrong(tx, id)) >= WRONG_AT_MOST) {
      await drop({ tx, stamp }, change, now)
      await addTask(tx, { id: stamp().id, code: 'contact-change-doubted', referralId: null, dueAt: now, now, forRole: ALERTED })
    }
    return false
  }
  await keepHeard(tx, { id, by: by.id, at: now })
  await decided({ tx, stamp }, 'confirm-contact-change', id, by)
  await settle({ tx, stamp, keys }, { ...change, confirmedBy: by.id, confirmedAt: now })
  return true
}

/** It was not the person: nothing changes. Throws Refusal `not-found`, `state-forbids`. */
export async function dropChange({ tx, stamp }: Omit<Changing, 'keys'>, id: string, by: Who): Promise<void> {
  const change = await lockChange(tx, id)
  if (change.state !== 'held') throw new Refusal('state-forbids', { state: change.state })
  await drop({ tx, stamp }, change, stamp().now)
  await decided({ tx, stamp }, 'drop-contact-change', id, by)
}

/** Lets a change stand when its time has come and a colleague heard the word; one that nobody confirmed is dropped, and somebody told. */
async function settle({ tx, stamp, keys }: Changing, change: ContactChange): Promise<void> {
  const { id, now } = stamp()
  const fate = becomes(change, now)
  switch (fate) {
    case 'waits':
      // Nobody confirmed it yet: it is looked at again when that is too late.
      if (Date.parse(now) >= Date.parse(change.holdsUntil)) await settleAt(tx, change.id, later(change.holdsUntil, CONFIRM_UNTIL + 1))
      return
    case 'over':
      if (change.state !== 'held') return
      await drop({ tx, stamp }, change, now)
      return addTask(tx, { id, code: 'contact-change-unconfirmed', referralId: null, dueAt: now, now })
    case 'stands': {
      const { personId, category } = change
      const content = await sectionAsked(tx, keys, change)
      if (content === null) return drop({ tx, stamp }, change, now)
      await removeSection(tx, personId, category)
      const partNow = await ownKeys(tx, keys, personId, [category])
      await insertSection(tx, keys, { id, owner: personId, category, at: now, part: partNow(category), content })
      await countFileChange(tx, personId)
      await moveChange(tx, change.id, 'stands')
      return endTask(tx, change.id, now)
    }
    default:
      return fate satisfies never
  }
}

async function drop({ tx }: Omit<Changing, 'keys'>, { id }: ContactChange, now: string): Promise<void> {
  await moveChange(tx, id, 'dropped')
  await endTask(tx, id, now)
}

async function settleAt(tx: Tx, change: string, runAt: string): Promise<void> {
  await addJob(tx, SETTLE, { change }, { runAt, jobKey: `${SETTLE}/${change}` })
}

async function decided({ tx, stamp }: Omit<Changing, 'keys'>, action: string, subject: string, { pseudonym: staff }: Who): Promise<void> {
  const { id, now } = stamp()
  await recordDecision(tx, { id, action, subject, staff, at: now })
}

/** Rings when a change may stand, and when it is too late to confirm it. */
export const contactChangeJobs: Readonly<Record<string, Job>> = {
  [SETTLE]: async ({ change }, { tx, stamp, service }) => {
    if (change === undefined) throw new Error('a change to settle without its id')
    await settle({ tx, stamp, keys: service.caseKeys }, await lockChange(tx, change))
  },
}
