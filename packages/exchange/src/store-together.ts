import type { OpenedEvent } from '@ihala/seal'
import { FIRST_PARTS } from './case-secrets.ts'
import { recoveryWith } from './compose-ports.ts'
import type { Conversation } from './store/conversation.ts'
import { type Stored, storeEvent } from './store-event.ts'
import type { StorePorts } from './store-ports.ts'
import { together } from './together.ts'

/** What storing several events needs. */
interface StoringPorts<T> extends StorePorts<T> {
  readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>
}

/** How many events one transaction stores at most: so many cases are locked at once, and so many receipts come in one burst. */
const AT_MOST = 16
/** How many transactions store events at once: one that waits for a desk does not keep the others waiting. */
const LANES = 2

/**
 * Stores events. Those of different cases that wait at the same time share a transaction; what happens to each is as if it had
 * one of its own: when one of them is refused or faults, nothing of any is kept, and each is stored alone.
 */
export function storer<T>(ports: StoringPorts<T>): (opened: OpenedEvent) => Promise<Stored> {
  const alone = (opened: OpenedEvent): Promise<Stored> => ports.transaction((tx) => storeEvent(ports, tx, opened))
  const gathered = together<OpenedEvent, Stored>({
    atMost: AT_MOST,
    lanes: LANES,
    nameOf: ({ claims }) => claims.case ?? '',
    all: (events) => ports.transaction((tx) => storeAll(ports, tx, events)),
    each: (events) => events.map(alone),
  })
  // What is between two organisations may take long, and what comes to a rebuilt one is looked at one by one.
  return (opened) => (opened.claims.case === undefined || recoveryWith(ports, opened.claims.iss) ? alone(opened) : gathered(opened))
}

/** One after the other, as if alone; only what each would ask and write by itself travels together. */
async function storeAll<T>(ports: StorePorts<T>, tx: T, events: readonly OpenedEvent[]): Promise<Stored[]> {
  const { store, caseKeys } = ports
  const conversations = new Map<string, Promise<Conversation | undefined>>()
  const receipts = new Map<string, ReturnType<typeof store.receiptsGiven>>()
  // A desk that holds one of the cases would keep all of them waiting, and may be waiting for another of them.
  const patience = store.waitBriefly(tx)
  for (const caseId of events.map(({ claims }) => claims.case ?? '').sort()) conversations.set(caseId, store.lockConversation(tx, caseId))
  for (const { claims } of events)
    if (!receipts.has(nameOf(claims))) receipts.set(nameOf(claims), store.receiptsGiven(tx, claims.iss, claims.jti))
  await Promise.all([patience, ...conversations.values(), ...receipts.values()])

  // What begins here needs a key; the question whether it has one travels for all.
  const begins = async ({ claims }: OpenedEvent): Promise<void> => {
    const isNew = (await conversations.get(claims.case ?? '')) === undefined && (await receipts.get(nameOf(claims)))?.length === 0
    if (isNew && claims.seq === 1 && (claims.seen ?? 0) === 0) await caseKeys.create(tx, claims.case ?? '', FIRST_PARTS)
  }
  await Promise.all(events.map(begins))

  const written: Promise<void>[] = []
  const batched: StorePorts<T> = {
    ...ports,
    store: {
      ...store,
      lockConversation: (_, caseId) => taken(conversations, caseId) ?? store.lockConversation(tx, caseId),
      receiptsGiven: (_, iss, jti) => taken(receipts, nameOf({ iss, jti })) ?? store.receiptsGiven(tx, iss, jti),
      // Whoever comes next sees it: statements of one transaction are done in their order.
      writeUnit: async (_, unit) => {
        const writing = store.writeUnit(tx, unit)
        writing.catch(() => undefined)
        written.push(writing)
      },
    },
  }
  const stored: Stored[] = []
  for (const opened of events) stored.push(await storeEvent(batched, tx, opened))
  await Promise.all(written)
  return stored
}

const nameOf = ({ iss, jti }: { readonly iss: string; readonly jti: string }): string => `${iss} ${jti}`

/** What was asked for in advance, once: it may have changed since. */
function taken<Answer>(answers: Map<string, Answer>, name: string): Answer | undefined {
  const answer = answers.get(name)
  answers.delete(name)
  return answer
}
