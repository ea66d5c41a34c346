import type { NeedSection } from '@ihala/contract'
import { consentOf } from '../federation/consent.ts'
import { NEEDS, SUMAN } from '../people/people.ts'
import type { Wire } from './wire.ts'

/** A referral as the driver orders it, and the note by which it is known again. */
export interface Order {
  readonly note: string
  readonly body: object
}

/** People to refer, so that no row of one person becomes the busiest of the table. */
const PEOPLE = 128

/** Writes down the people who will be referred; their row ids. */
export async function writePeople(sender: Wire): Promise<string[]> {
  const people: string[] = []
  while (people.length < PEOPLE)
    people.push((await sender.create('/people', { sections: { identity: SUMAN.sections.identity, contact: SUMAN.sections.contact } })).id)
  return people
}

/** A bed for tonight: the `index`-th referral of one of these people. */
export function bedFor(people: readonly string[], index: number, to: string, categories: readonly ('need' | 'identity')[]): Order {
  return order(
    people,
    index,
    to,
    NEEDS.sumanToShelter,
    consentOf(SUMAN, { purposes: ['shelter', 'health-care', 'protection'], categories: [...categories] }),
  )
}

/** Money for the first weeks: to somebody else than the beds. */
export function supportFor(people: readonly string[], index: number, to: string): Order {
  return order(people, index, to, NEEDS.sumanToCharity, consentOf(SUMAN, { purposes: ['financial-assistance'], categories: ['need'] }))
}

function order(people: readonly string[], index: number, to: string, need: NeedSection, consent: ReturnType<typeof consentOf>): Order {
  const note = `${need.note} Bag number ${index}.`
  return { note, body: { personId: people[index % people.length], to, step: 'request', need: { ...need, note }, consent, relatesTo: [] } }
}
