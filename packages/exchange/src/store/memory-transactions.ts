/** Tables by name, each a map of rows. Rows are never changed, only replaced: a copy of the maps is a copy of the whole. */
export type Rows<Tables> = { readonly [Name in keyof Tables]: Map<string, Tables[Name]> }

/** One transaction: it reads what is committed and what it wrote itself, as READ COMMITTED does. */
export interface MemoryTx<Tables> {
  readonly get: <Name extends keyof Tables>(table: Name, key: string) => Tables[Name] | undefined
  readonly all: <Name extends keyof Tables>(table: Name) => Tables[Name][]
  /** Puts a row in its place, or takes it away (undefined). Others see it after commit. */
  readonly put: <Name extends keyof Tables>(table: Name, key: string, row: Tables[Name] | undefined) => void
  /** Waits until nobody else holds this name, then holds it until the transaction ends. Throws on a deadlock. */
  readonly lock: (name: string) => Promise<void>
  /** From now on `lock` throws when somebody else holds the name. */
  readonly waitForNobody: () => void
  /** Runs statements one after the other, in the order they were handed over, as one connection does. */
  readonly inOrder: <R>(statement: () => Promise<R>) => Promise<R>
  /** Holds this name until the transaction ends, unless another holds it now: then false, at once. */
  readonly lockIfFree: (name: string) => boolean
}

/** Whose transactions they are. */
export interface MemoryClient {
  /** Called before every statement, before and after every commit: where others may come first. */
  readonly pause: () => Promise<void>
  /** Rejects when this client is gone; what it had not committed is undone. */
  readonly gone: Promise<never>
}

/** A client that is always there and always first. */
export const PROMPT: MemoryClient = { pause: () => Promise.resolve(), gone: new Promise<never>(() => undefined) }

/** Transactions on rows in memory. Several run at once; what one writes is seen by others when it has committed. */
export interface MemoryTransactions<Tables> {
  /** Runs work; when it throws, nothing of it stays. */
  readonly transaction: <R>(client: MemoryClient, work: (tx: MemoryTx<Tables>) => Promise<R>) => Promise<R>
  /** The committed rows; treat as read-only. */
  readonly rows: () => Rows<Tables>
  /** Puts other rows in their place, while no transaction runs. */
  readonly replace: (rows: Rows<Tables>) => void
}

interface Holder {
  waitsFor: string | undefined
  waits: boolean
  /** Its transaction has ended: a statement that is still under way takes nothing any more. */
  over: boolean
}

interface Lock {
  holder: Holder
  readonly queue: { readonly holder: Holder; readonly granted: () => void }[]
}

/** Makes transactions over rows. */
export function memoryTransactions<Tables>(initial: Rows<Tables>): MemoryTransactions<Tables> {
  let rows = initial
  const locks = new Map<string, Lock>()

  const wouldWaitForItself = (own: Holder, name: string): boolean => {
    const seen = new Set<Holder>()
    for (let at = locks.get(name)?.holder; at !== undefined && !seen.has(at); ) {
      if (at === own) return true
      seen.add(at)
      at = at.waitsFor === undefined ? undefined : locks.get(at.waitsFor)?.holder
    }
    return false
  }
  const release = (name: string): void => {
    const next = locks.get(name)?.queue.shift()
    const lock = locks.get(name)
    if (!next || !lock) {
      locks.delete(name)
      return
    }
    lock.holder = next.holder
    next.holder.waitsFor = undefined
    next.granted()
  }
  /** Work that was given up while it waited must not be handed a lock that nobody would give back. */
  const leaveQueue = (own: Holder): void => {
    const queue = own.waitsFor === undefined ? undefined : locks.get(own.waitsFor)?.queue
    const place = queue?.findIndex(({ holder }) => holder === own) ?? -1
    if (place >= 0) queue?.splice(place, 1)
  }
  const take = (own: Holder, held: Set<string>, name: string): Promise<void> | undefined => {
    if (own.over) throw new Error('the transaction is over')
    if (held.has(name)) return
    const lock = locks.get(name)
    if (lock === undefined) {
      locks.set(name, { holder: own, queue: [] })
      held.add(name)
      return
    }
    if (!own.waits) throw new Error('lock timeout')
    if (wouldWaitForItself(own, name)) throw new Error('deadlock detected')
    own.waitsFor = name
    return new Promise((resolve) => {
      lock.queue.push({
        holder: own,
        granted: () => {
          held.add(name)
          resolve()
        },
      })
    })
  }

  return {
    transaction: async (client, work) => {
      const own: Holder = { waitsFor: undefined, waits: true, over: false }
      const held = new Set<string>()
      let last: Promise<unknown> = Promise.resolve()
      const written: { [Name in keyof Tables]?: Map<string, Tables[Name] | undefined> } = {}
      try {
        await client.pause()
        const done = work({
          get: (table, key) => {
            const mine = written[table]
            return mine?.has(key) ? mine.get(key) : rows[table].get(key)
          },
          all: (table) => {
            const mine = written[table]
            if (!mine) return [...rows[table].values()]
            const merged = new Map(rows[table])
            for (const [key, row] of mine) {
              if (row === undefined) merged.delete(key)
              else merged.set(key, row)
            }
            return [...merged.values()]
          },
          put: (table, key, row) => {
            const mine = written[table] ?? new Map<string, Tables[typeof table] | undefined>()
            written[table] = mine
            mine.set(key, row)
          },
          lock: async (name) => take(own, held, name),
          waitForNobody: () => {
            own.waits = false
          },
          inOrder: (statement) => {
            const turn = last.then(client.pause).then(statement)
            last = turn.catch(() => undefined)
            return turn
          },
          lockIfFree: (name) => {
            if (own.over || locks.has(name)) return held.has(name)
            locks.set(name, { holder: own, queue: [] })
            held.add(name)
            return true
          },
        })
        const result = await Promise.race([done.then((value) => client.pause().then(() => value)), client.gone])
        commit(rows, written)
        return result
      } finally {
        own.over = true
        leaveQueue(own)
        for (const name of held) release(name)
      }
    },
    rows: () => rows,
    replace: (other) => {
      rows = other
    },
  }
}

function commit<Tables>(rows: Rows<Tables>, written: { [Name in keyof Tables]?: Map<string, Tables[Name] | undefined> }): void {
  for (const table in written) {
    for (const [key, row] of written[table] ?? []) {
      if (row === undefined) rows[table].delete(key)
      else rows[table].set(key, row)
    }
  }
}
