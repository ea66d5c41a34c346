import type { Grant, ReceiptClaims } from '@ihala/contract'
import { type MemoryTx, randomId } from '@ihala/exchange'
import { decryptUnder, encryptUnder, signReceipt } from '@ihala/seal'
import type { HistoryOptions, Mutate } from './history.ts'
import type { Ports, SimulatedBody } from './process.ts'
import { DISCLOSED } from './words.ts'

/** A bug that somebody could write, planted around the product's ports: the product itself knows nothing of it. */
export interface Mutant extends Pick<HistoryOptions, 'mostly' | 'forgets'> {
  readonly name: string
  /** Histories within which it must be found. */
  readonly within: number
  readonly mutate: Mutate
}

type Store = Ports['store']

const withStore = (ports: Ports, changes: Partial<Store>): Ports => ({ ...ports, store: { ...ports.store, ...changes } })
const contentOf = (jws: string): object => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as object
const waitingRows = (body: SimulatedBody) => [...body.rows.rows().outbox.values()].filter(({ status }) => status === 'waiting')

interface Cursor {
  last: number
  ids: number
  readonly idOf: Map<string, number>
  readonly seen: Set<string>
  readonly relayed: Set<string>
}
const cursors = new WeakMap<SimulatedBody, Cursor>()

/** The relay reads rows after the last id it saw. What commits after a higher id is never read. */
const idCursor: Mutate = (ports, { body }) => {
  const cursor: Cursor = cursors.get(body) ?? { last: 0, ids: 0, idOf: new Map(), seen: new Set(), relayed: new Set() }
  cursors.set(body, cursor)
  const read = (): void => {
    const from = cursor.last
    for (const { jti } of body.rows.rows().outbox.values()) {
      const id = cursor.idOf.get(jti) ?? 0
      if (id > from) cursor.seen.add(jti)
      cursor.last = Math.max(cursor.last, id)
    }
  }
  return {
    ...withStore(ports, {
      writeUnit: (tx, unit) => {
        for (const { jti } of unit.outbox) {
          cursor.ids += 1
          cursor.idOf.set(jti, cursor.ids)
        }
        return ports.store.writeUnit(tx, unit)
      },
      due: (now) => {
        read()
        return ports.store.due(now)
      },
      leaseOverdue: async (now) => {
        const leased = await ports.store.leaseOverdue(now)
        const known = leased.filter(({ digest }) => waitingRows(body).some((row) => row.digest === digest && cursor.seen.has(row.jti)))
        for (const { digest } of known) cursor.relayed.add(digest)
        return known
      },
    }),
    bus: {
      ...ports.bus,
      publish: async (tag, digest, sealed) => {
        const own = waitingRows(body).some((row) => row.digest === digest)
        return own && !cursor.relayed.has(digest) ? 'taken' : ports.bus.publish(tag, digest, sealed)
      },
    },
  }
}

const effectOutside: Mutate = (ports, { body }) => ({
  ...ports,
  handle: (event, { send }) => body.rows.client().transaction((tx) => ports.handle(event, { tx, send })),
})

/** Whoever waits for the transaction goes on before it has committed: the receipt is sent, then the process dies. */
const answersBeforeCommit: Mutate = (ports, { pause }) => ({
  ...ports,
  transaction: <R>(work: (tx: MemoryTx) => Promise<R>) =>
    new Promise<R>((resolve, reject) => {
      ports
        .transaction(async (tx) => {
          const result = await work(tx)
          resolve(result)
          for (let turn = 0; turn < 6; turn += 1) await pause()
        })
        .catch(reject)
    }),
})

const acknowledgesFirst: Mutate = (ports) => ({
  ...ports,
  bus: {
    ...ports.bus,
    receive: (take, concurrency) =>
      ports.bus.receive(async (delivery) => {
        await delivery.ack()
        await take({ ...delivery, ack: async () => undefined })
      }, concurrency),
  },
})

const knowsNoDuplicates: Mutate = (ports) => withStore(ports, { receiptsGiven: async () => [] })

/** What was received is remembered by the process, not by its rows. */
const remembersInMemory: Mutate = (ports) => {
  const remembered = new Set<string>()
  return withStore(ports, {
    writeUnit: (tx, unit) => {
      for (const { iss, jti } of unit.events) remembered.add(`${iss} ${jti}`)
      return ports.store.writeUnit(tx, unit)
    },
    receiptsGiven: async (tx, iss, jti) => {
      const given = await ports.store.receiptsGiven(tx, iss, jti)
      return remembered.has(`${iss} ${jti}`) ? given : []
    },
  })
}

const publishesTheTail: Mutate = (ports, { body }) =>
  withStore(ports, {
    leaseOverdue: async (now) => {
      const leased = await ports.store.leaseOverdue(now)
      const cases = new Set(leased.map(({ caseId }) => caseId))
      const tail = waitingRows(body).filter(({ caseId }) => cases.has(caseId))
      return tail.map((row) => ({ ...row, sealed: row.sealed ?? '', heldThere: false }))
    },
  })

const believesTheBus: Mutate = (ports, { body }) => ({
  ...ports,
  bus: {
    ...ports.bus,
    publish: async (tag, digest, sealed) => {
      const said = await ports.bus.publish(tag, digest, sealed)
      await body.rows.client().transaction(async (tx) => {
        const row = tx.all('outbox').find((one) => one.digest === digest && one.status === 'waiting')
        if (!row) return
        tx.put('outbox', row.jti, { ...row, status: 'closed' })
        const conversation = tx.get('conversations', row.caseId ?? '')
        if (conversation) tx.put('conversations', conversation.caseId, { ...conversation, myReceipted: row.seq ?? 0 })
      })
      return said
    },
  },
})

const refusedKeepsItsPlace: Mutate = (ports) => {
  const refusing = new WeakSet<MemoryTx>()
  return withStore(ports, {
    quarantine: (tx, what) => {
      refusing.add(tx)
      return ports.store.quarantine(tx, what)
    },
    writeUnit: (tx, unit) => ports.store.writeUnit(tx, refusing.has(tx) ? { ...unit, conversations: new Map() } : unit),
  })
}

const receiptsAnew: Mutate = (ports) =>
  withStore(ports, {
    receiptsGiven: async (tx, iss, jti) =>
      (await ports.store.receiptsGiven(tx, iss, jti)).map(({ receipt, hash }) => ({
        hash,
        receipt: signReceipt({ ...(contentOf(receipt) as ReceiptClaims), jti: randomId() }, ports.keyring),
      })),
  })

const GIVES_UP_AFTER = 1
const givesUp: Mutate = (ports, { body }) =>
  withStore(ports, {
    leaseOverdue: async (now) =>
      (await ports.store.leaseOverdue(now)).filter(
        ({ digest }) => !waitingRows(body).some((row) => row.digest === digest && row.attempts > GIVES_UP_AFTER),
      ),
  })

/** Two that write one conversation read it first, and the last one wins. */
const losesUpdates: Mutate = (ports) =>
  withStore(ports, {
    lockConversation: async (tx, caseId) => {
      const kept = tx.get('conversations', caseId)
      return kept && { ...kept, life: kept.life && { ...kept.life } }
    },
    writeUnit: async (tx, unit) => {
      await ports.store.writeUnit(tx, { ...unit, conversations: new Map() })
      for (const one of unit.conversations.values())
        tx.put('conversations', one.caseId, { ...one, myReceipted: tx.get('conversations', one.caseId)?.myReceipted ?? 0 })
    },
  })

const believesTheSender: Mutate = (ports) =>
  withStore(ports, {
    grantHeld: async (tx, caseId, hash) => {
      const held = await ports.store.grantHeld(tx, caseId, hash)
      if (!held) return undefined
      const key = await ports.caseKeys.keyOf(tx, caseId, '')
      const jws = decryptUnder(key, held.jws, `grant ${hash}`).toString()
      const grant = contentOf(jws) as Grant
      const wide: Grant = { ...grant, categories: [...new Set([...grant.categories, ...DISCLOSED])] }
      const widened = `.${Buffer.from(JSON.stringify(wide)).toString('base64url')}.`
      return { ...held, jws: encryptUnder(key, Buffer.from(widened), `grant ${hash}`) }
    },
  })

const handsOverAtSending: Mutate = (ports) =>
  withStore(ports, {
    writeUnit: (tx, unit) => {
      for (const { evt, caseId } of unit.outbox) {
        const conversation = unit.conversations.get(caseId ?? '')
        if (evt === 'referral-requested' && conversation?.life) conversation.life = { ...conversation.life, responsible: 'recipient' }
      }
      return ports.store.writeUnit(tx, unit)
    },
  })

const swallowsFaults: Mutate = (ports) => ({
  ...ports,
  handle: (event, context) => ports.handle(event, context).catch(() => undefined),
})

const commitsFailures: Mutate = (ports) => ({
  ...ports,
  transaction: async (work) => {
    const done = await ports.transaction(async (tx) => {
      try {
        return { result: await work(tx) }
      } catch (error) {
        return { error }
      }
    })
    if ('error' in done) throw done.error
    return done.result
  },
})

/** Whoever is suspended keeps the people who were referred to it. */
const answersNoSuspension: Mutate = (ports) => ({ ...ports, suspended: async () => undefined })

/** T51: what the simulation must find, and how soon. */
export const MUTANTS: readonly Mutant[] = [
  { name: 'an outbox that remembers the last id', within: 300, mutate: idCursor },
  { name: 'an effect outside the transaction of its inbox row', mostly: 'database', within: 100, mutate: effectOutside },
  { name: 'a receipt that is sent before the commit', within: 100, mutate: answersBeforeCommit },
  { name: 'an acknowledgement before the commit', within: 10, mutate: acknowledgesFirst },
  { name: 'no check for duplicates', within: 30, mutate: knowsNoDuplicates },
  { name: 'a check for duplicates that dies with its process', within: 100, mutate: remembersInMemory },
  { name: 'not only the head of a chain is published', within: 30, mutate: publishesTheTail },
  { name: 'an outbox closed by the word of the bus', within: 10, mutate: believesTheBus },
  { name: 'what was quarantined does not take its place', mostly: 'smuggle', within: 100, mutate: refusedKeepsItsPlace },
  { name: 'a receipt made anew instead of the one that was stored', within: 60, mutate: receiptsAnew },
  { name: 'publishing is given up after the second time', forgets: 0.8, within: 30, mutate: givesUp },
  { name: 'a conversation that nobody locks', within: 100, mutate: losesUpdates },
  { name: 'a recipient that does not check the grant', mostly: 'smuggle', within: 100, mutate: believesTheSender },
  { name: 'responsibility that moves at sending', within: 5, mutate: handsOverAtSending },
  { name: 'a handler’s fault that nobody hears', mostly: 'fault', within: 60, mutate: swallowsFaults },
  { name: 'a suspension that nobody answers', mostly: 'suspend', within: 60, mutate: answersNoSuspension },
  { name: 'a failed transaction that stays', mostly: 'fault', within: 60, mutate: commitsFailures },
]
