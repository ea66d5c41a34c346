import { randomBytes, randomUUID } from 'node:crypto'
import type { ReceiptClaims, Withdrawn } from '@ihala/contract'
import { makeLeaf } from '@ihala/ledger'
import { expect, test } from 'vitest'
import type { Conversation } from '../src/store/conversation.ts'
import { ROOM_FOR_ONE_SENDER } from '../src/store/rooms.ts'
import type { OpenedReceipt } from '../src/store/settled.ts'
import type { Quarantined, Store } from '../src/store/store.ts'
import { type EventRow, newUnit, type OutboxRow, type Unit } from '../src/store/unit.ts'

/** Empty rows of one organisation, and how transactions run on them. */
export interface StoreUnderTest<T> {
  readonly store: Store<T>
  readonly transaction: <R>(work: (tx: T) => Promise<R>) => Promise<R>
}

const SELF = 'https://self.test.example'
const BEGINNING = Date.parse('2026-11-22T08:00:00.000Z')
const name = (): string => randomBytes(16).toString('base64url')
/** The key that signs here. */
const KEY = randomBytes(32).toString('base64url')
const hash = (): string => randomBytes(32).toString('base64url')
/** So many seconds after the beginning; every test has its own days, so that what others left is not due. */
let day = 0
const newDays = (): ((seconds: number) => string) => {
  day += 400
  const from = BEGINNING - day * 86_400_000
  return (seconds) => new Date(from + seconds * 1000).toISOString()
}

/** A case of ours: so many events of our chain are written, none is receipted. */
interface Case {
  readonly caseId: string
  readonly partner: string
  readonly sent: OutboxRow[]
}

/** DESIGN §4: what every store must do, whatever stands behind it. Called at the top of a test file. */
export function storeCompliance<T>(given: () => StoreUnderTest<T>): void {
  const on = <R>(work: (tx: T, store: Store<T>) => Promise<R>): Promise<R> => given().transaction((tx) => work(tx, given().store))
  const held = (caseId: string) => on((tx, store) => store.lockConversation(tx, caseId))

  /** Adds one own event to a case that is locked, or begins it. */
  const adds = (unit: Unit, conversation: Conversation, at: string, lifetime = 86_400): OutboxRow => {
    const leaf = makeLeaf(randomUUID(), { act: 'sent' })
    const { caseId, partner } = conversation
    const place = { caseId, seq: conversation.mySeq + 1, evt: 'note-added', jti: name(), hash: hash() }
    const row: OutboxRow = {
      ...place,
      recipient: partner,
      digest: hash(),
      sealed: 'sealed',
      encTo: hash(),
      expiresAt: new Date(Date.parse(at) + lifetime * 1000).toISOString(),
      createdAt: at,
      head: conversation.myReceipted === conversation.mySeq,
    }
    const event: EventRow = {
      ...place,
      iss: SELF,
      at,
      iat: Date.parse(at) / 1000,
      leafId: leaf.id,
      part: '',
      innerJws: Buffer.from('x'),
      receipt: null,
      signedBy: KEY,
      encTo: hash(),
    }
    unit.leaves.push(leaf)
    unit.events.push(event)
    unit.outbox.push(row)
    conversation.life = { state: 'requested', cancelling: false, responsible: 'sender' }
    conversation.mySeq += 1
    conversation.myHead = place.hash
    unit.conversations.set(caseId, conversation)
    return row
  }
  const fresh = (caseId: string, partner: string): Conversation => ({
    caseId,
    partner,
    side: 'sender',
    life: null,
    mySeq: 0,
    myHead: null,
    myReceipted: 0,
    theirSeq: 0,
    theirHead: null,
    requestGrant: null,
    wayBackGrant: null,
  })
  const aCase = async (events: number, at: string, lifetime?: number): Promise<Case> => {
    const one: Case = { caseId: name(), partner: `https://${randomBytes(4).toString('hex')}.test.example`, sent: [] }
    for (let each = 0; each < events; each += 1)
      await on(async (tx, store) => {
        const unit = newUnit()
        one.sent.push(adds(unit, (await store.lockConversation(tx, one.caseId)) ?? fresh(one.caseId, one.partner), at, lifetime))
        await store.writeUnit(tx, unit)
      })
    return one
  }
  const receiptOf = (row: OutboxRow | undefined, changes: Partial<ReceiptClaims> = {}): OpenedReceipt => {
    const claims: ReceiptClaims = {
      iss: row?.recipient ?? '',
      aud: SELF,
      jti: name(),
      iat: 0,
      enc_to: hash(),
      of: row?.jti ?? '',
      hash: row?.hash ?? '',
      outcome: 'stored',
      leaf: hash(),
      ...changes,
    }
    return { claims, jws: `receipt ${claims.jti}` }
  }
  const leased = async (of: Case, at: string): Promise<number[]> => {
    const rows = await given().store.leaseOverdue(at)
    return of.sent.flatMap(({ digest, seq }) => (rows.some((row) => row.digest === digest) ? [seq ?? 0] : []))
  }
  const refused = (changes: Partial<Quarantined> = {}): Quarantined => ({
    id: randomUUID(),
    senderTag: name(),
    code: 'claims-invalid',
    at: new Date(BEGINNING).toISOString(),
    sealed: Buffer.from('ciphertext'),
    receipt: null,
    ...changes,
  })

  test('what a transaction wrote is there once it has committed, and nothing of it when it failed', async () => {
    const at = newDays()
    const { caseId, partner } = await aCase(1, at(0))
    expect(await held(caseId)).toMatchObject({ caseId, partner, mySeq: 1, myReceipted: 0, life: { state: 'requested' } })
    const failed = on(async (tx, store) => {
      const unit = newUnit()
      const conversation = await store.lockConversation(tx, caseId)
      if (conversation) adds(unit, conversation, at(1))
      await store.writeUnit(tx, unit)
      throw new Error('after all')
    })
    await expect(failed).rejects.toThrow('after all')
    expect(await held(caseId)).toMatchObject({ mySeq: 1 })
    expect(await on((tx, store) => store.eventsFrom(tx, caseId, SELF, 1))).toHaveLength(1)
    expect(await held(name())).toBeUndefined()
  })

  test('c7: one writer a chain: who comes second waits, and sees what the first wrote', async () => {
    const at = newDays()
    const { caseId } = await aCase(1, at(0))
    const order: string[] = []
    const writer = (own: string) =>
      on(async (tx, store) => {
        const conversation = await store.lockConversation(tx, caseId)
        order.push(`${own} reads ${conversation?.mySeq}`)
        const unit = newUnit()
        if (conversation) adds(unit, conversation, at(1))
        await new Promise((resolve) => setImmediate(resolve))
        await store.writeUnit(tx, unit)
        order.push(`${own} writes`)
      })
    await Promise.all(['one', 'other', 'third'].map(writer))
    expect(order.filter((_, place) => place % 2 === 0).map((line) => line.slice(-1))).toEqual(['1', '2', '3'])
    expect(await held(caseId)).toMatchObject({ mySeq: 4 })
    expect((await on((tx, store) => store.eventsFrom(tx, caseId, SELF, 2))).map(({ seq }) => seq)).toEqual([2, 3, 4])
  })

  test('a case that two begin at once begins once; a place that is taken, and a name, are refused', async () => {
    const at = newDays()
    const caseId = name()
    const begin = () =>
      on(async (tx, store) => {
        const unit = newUnit()
        await store.lockConversation(tx, caseId)
        adds(unit, fresh(caseId, 'https://other.test.example'), at(0))
        await store.writeUnit(tx, unit)
      })
    const begun = await Promise.allSettled([begin(), begin()])
    expect(begun.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await held(caseId)).toMatchObject({ mySeq: 1 })
    await expect(begin()).rejects.toThrow()
    expect(await on((tx, store) => store.eventsFrom(tx, caseId, SELF, 1))).toHaveLength(1)
  })

  test('c7: only a receipt of the recipient for exactly this content closes an event', async () => {
    const at = newDays()
    const one = await aCase(1, at(0))
    const [row] = one.sent
    const wrong = [
      receiptOf(row, { hash: hash() }),
      receiptOf(row, { iss: 'https://another.test.example' }),
      receiptOf(row, { of: name() }),
    ]
    for (const settled of await given().store.settle(wrong, at(1))) expect(settled).toMatchObject({ closed: false, next: [] })
    expect(await held(one.caseId)).toMatchObject({ myReceipted: 0 })
    const [settled] = await given().store.settle([receiptOf(row)], at(1))
    expect(settled).toMatchObject({ closed: true, caseId: one.caseId, evt: 'note-added', lateSince: null, next: [] })
    expect(await held(one.caseId)).toMatchObject({ myReceipted: 1 })
    const [twice] = await given().store.settle([receiptOf(row)], at(2))
    expect(twice).toMatchObject({ closed: false })
    expect(await held(one.caseId)).toMatchObject({ myReceipted: 1 })
  })

  test('a receipt gives the next event of its chain; several of one chain give the one after the last', async () => {
    const at = newDays()
    const one = await aCase(4, at(0))
    const [first, second, third, fourth] = one.sent
    const [settled] = await given().store.settle([receiptOf(first)], at(1))
    expect(settled?.next.map(({ digest }) => digest)).toEqual([second?.digest])
    const both = await given().store.settle([receiptOf(third), receiptOf(second)], at(1))
    expect(both.map(({ closed }) => closed)).toEqual([true, true])
    expect([...new Set(both.flatMap(({ next }) => next.map(({ digest }) => digest)))]).toEqual([fourth?.digest])
    expect(await held(one.caseId)).toMatchObject({ myReceipted: 3 })
    const [last] = await given().store.settle([receiptOf(fourth)], at(1))
    expect(last).toMatchObject({ closed: true, next: [] })
  })

  test('a refusal takes its place too; settled in a transaction that fails, nothing is closed', async () => {
    const at = newDays()
    const one = await aCase(2, at(0))
    const [first, second] = one.sent
    const refusal = receiptOf(first, { outcome: 'quarantined', code: 'grant-not-covering' })
    const failed = on(async (tx, store) => {
      await store.settle([refusal], at(1), tx)
      throw new Error('after all')
    })
    await expect(failed).rejects.toThrow('after all')
    expect(await held(one.caseId)).toMatchObject({ myReceipted: 0 })
    const [settled] = await on((tx, store) => store.settle([refusal], at(1), tx))
    expect(settled?.closed).toBe(true)
    expect(settled?.next.map(({ digest }) => digest)).toEqual([second?.digest])
  })

  test('only heads are leased, when they are due, and nobody gets the same one twice', async () => {
    const at = newDays()
    const one = await aCase(3, at(0))
    expect(await leased(one, at(4))).toEqual([])
    const [mine, theirs] = await Promise.all([leased(one, at(5)), leased(one, at(5))])
    expect([...mine, ...theirs]).toEqual([1])
    await given().store.settle([receiptOf(one.sent[0])], at(6))
    expect(await leased(one, at(6))).toEqual([2])
  })

  test('waits double from 5 s up to an hour, by the clock that is given; a late receipt says so', async () => {
    const at = newDays()
    const one = await aCase(2, at(0), 30 * 86_400)
    let now = 5
    for (const wait of [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]) {
      expect(await leased(one, at(now)), `at ${now} s`).toEqual([1])
      expect(await leased(one, at(now + wait - 1)), `before ${now + wait} s`).toEqual([])
      now += wait
    }
    const [settled] = await given().store.settle([receiptOf(one.sent[0])], at(now))
    expect(settled).toMatchObject({ closed: true, lateSince: at(0) })
  })

  test('what waits is made due for all when the bus is back', async () => {
    const at = newDays()
    const [one, other] = [await aCase(1, at(0)), await aCase(1, at(0))]
    expect(await leased(one, at(5))).toEqual([1])
    expect(await leased(one, at(6))).toEqual([])
    await given().store.makeDue(at(6))
    expect(await leased(one, at(6))).toEqual([1])
    // After it was made due, its waits begin anew.
    expect(await leased(one, at(15))).toEqual([])
    expect(await leased(one, at(16))).toEqual([1])
    expect(await leased(other, at(16))).toEqual([])
  })

  test('a transaction that waits only briefly fails when another one holds its conversation, and the other does not notice', async () => {
    const at = newDays()
    const { caseId } = await aCase(1, at(0))
    await on(async (tx, store) => {
      await store.lockConversation(tx, caseId)
      const hasty = on(async (own) => {
        await store.waitBriefly(own)
        await store.lockConversation(own, caseId)
      })
      await expect(hasty).rejects.toThrow('lock timeout')
      await store.changeLife(tx, caseId, { state: 'opened', cancelling: false, responsible: 'sender' })
    })
    expect((await held(caseId))?.life?.state).toBe('opened')
    // Its patience ended with it.
    const free = on(async (tx, store) => {
      await store.waitBriefly(tx)
      return store.lockConversation(tx, caseId)
    })
    expect((await free)?.caseId).toBe(caseId)
  })

  test('of a member that is back: what it should have had before is due in 5 s, what did not fit at once', async () => {
    const at = newDays()
    const [early, full, later] = [await aCase(1, at(0)), await aCase(1, at(10)), await aCase(1, at(10))]
    const { store } = given()
    for (const now of [5, 15, 35]) for (const one of [early, full, later]) await leased(one, at(now))
    await store.noteHeldUp(full.sent[0]?.jti ?? '', 'inbox-full')
    expect(await store.hurry(at(40), early.partner, at(10))).toBe(1)
    expect(await store.hurry(at(40), full.partner, at(10))).toBe(1)
    expect(await store.hurry(at(40), later.partner, at(10))).toBe(0)
    expect(await leased(full, at(40))).toEqual([1])
    expect(await leased(early, at(44))).toEqual([])
    expect(await leased(early, at(45))).toEqual([1])
    expect(await leased(later, at(45))).toEqual([])
  })

  test('T25: what a key signed is found by its name, also when it is of no case; that ends once, and nothing of a referral does', async () => {
    const at = newDays()
    const one = await aCase(1, at(0))
    const [inCase] = one.sent
    const loose = name()
    const address = Buffer.from('address')
    await on(async (tx, store) => {
      const unit = newUnit()
      const leaf = makeLeaf(randomUUID(), { act: 'sent' })
      const place = { jti: loose, caseId: null, seq: null, evt: 'file-chunk', hash: hash() }
      const kept = { leafId: leaf.id, part: '' as const, innerJws: address, receipt: null, signedBy: KEY, encTo: null }
      const way = {
        recipient: one.partner,
        digest: hash(),
        sealed: 'sealed',
        encTo: hash(),
        expiresAt: at(900),
        createdAt: at(0),
        head: true,
      }
      unit.leaves.push(leaf)
      unit.events.push({ ...place, iss: SELF, at: at(0), iat: Date.parse(at(0)) / 1000, ...kept })
      unit.outbox.push({ ...place, ...way })
      await store.writeUnit(tx, unit)
    })
    const jtis = [inCase?.jti ?? '', loose, name()]
    expect([...(await given().store.signedWith(SELF, jtis, [KEY, hash()]))].sort()).toEqual([inCase?.jti, loose].sort())
    expect(await given().store.signedWith(SELF, jtis, [hash()])).toEqual([])
    expect(await given().store.signedWith(one.partner, jtis, [KEY])).toEqual([])
    const ends = (jti: string, partner = one.partner) => on((tx, store) => store.endWaiting(tx, { self: SELF, partner }, jti))
    expect(await ends(inCase?.jti ?? '')).toBeUndefined()
    expect(await ends(loose, 'https://nobody.test.example')).toBeUndefined()
    const ended = await ends(loose)
    expect([ended?.evt, ended && Buffer.from(ended.address)]).toEqual(['file-chunk', address])
    expect(await ends(loose)).toBeUndefined()
    expect(await leased(one, at(5))).toEqual([1])
  })

  test('a copy that lies on the bus for six hours is stale once its recipient has written since, and been back for an hour', async () => {
    const at = newDays()
    const HOUR = 3600
    const one = await aCase(2, at(0))
    const [head, next] = one.sent
    const jti = head?.jti ?? ''
    const stale = (seconds: number) => given().store.staleCopies([jti, name()], at(seconds))
    const writes = (signed: number, came: number) =>
      on(async (tx, store) => {
        const unit = newUnit()
        const leaf = makeLeaf(randomUUID(), { act: 'received' })
        const [iat, innerJws] = [Date.parse(at(signed)) / 1000, Buffer.from('inner')]
        const event = { iss: one.partner, jti: name(), caseId: null, seq: null, evt: 'digest-stated', at: at(came), iat, hash: hash() }
        unit.leaves.push(leaf)
        unit.events.push({ ...event, leafId: leaf.id, part: '', innerJws, receipt: 'the receipt', signedBy: KEY, encTo: null })
        await store.writeUnit(tx, unit)
      })
    await writes(-HOUR, 2 * HOUR)
    expect(await stale(9 * HOUR)).toEqual([])
    await writes(6.5 * HOUR, 7 * HOUR)
    expect([await stale(5 * HOUR), await stale(7.5 * HOUR), await stale(8 * HOUR)]).toEqual([[], [], [jti]])
    const afresh = (of: string, seconds: number) =>
      on((tx, store) => store.writeSealedAfresh(tx, { jti: of, digest: 'another', sealed: 'sealed afresh' }, at(seconds)))
    expect(await afresh(jti, 8 * HOUR)).toBe(true)
    expect(await stale(15 * HOUR)).toEqual([])
    const [leased] = (await given().store.leaseOverdue(at(15 * HOUR))).filter((row) => row.jti === jti)
    expect(leased).toMatchObject({ digest: 'another', sealed: 'sealed afresh' })
    await given().store.settle([receiptOf(head)], at(15 * HOUR))
    expect(await afresh(jti, 16 * HOUR)).toBe(false)
    await given().store.settle([receiptOf(next)], at(15 * HOUR))
  })

  test('after its time an event is not published any more, is told once, and a receipt that comes still closes it', async () => {
    const at = newDays()
    const one = await aCase(1, at(0), 60)
    expect(await leased(one, at(60))).toEqual([])
    const expired = await on((tx, store) => store.expireOverdue(tx, at(60)))
    expect(expired).toContainEqual(expect.objectContaining({ caseId: one.caseId, evt: 'note-added' }))
    expect(await on((tx, store) => store.expireOverdue(tx, at(61)))).not.toContainEqual(expect.objectContaining({ caseId: one.caseId }))
    const [settled] = await given().store.settle([receiptOf(one.sent[0])], at(62))
    expect(settled).toMatchObject({ closed: true })
  })

  test('says what is to be done, and of what is not due it says nothing', async () => {
    const at = newDays()
    await on((tx, store) => store.numberLeaves(tx))
    expect(await given().store.due(at(0))).toMatchObject({ unnumbered: false })
    await aCase(1, at(0), 60)
    await given().store.letWait({ senderTag: name(), reason: 'unknown', sealed: randomBytes(20) }, at(0))
    expect(await given().store.due(at(0))).toMatchObject({ overdue: false, expired: false, waiting: false, unnumbered: true })
    expect(await given().store.due(at(60))).toMatchObject({ overdue: true, expired: true, waiting: true, unnumbered: true })
  })

  test('leaves are numbered without a gap, whoever numbers them at once', async () => {
    await aCase(3, newDays()(0))
    await Promise.all([1, 2, 3].map(() => on((tx, store) => store.numberLeaves(tx))))
    expect(await given().store.due(newDays()(0))).toMatchObject({ unnumbered: false })
  })

  test('the receipt of an event is found under its name, of either content, and not of another', async () => {
    const at = newDays()
    const { caseId, partner } = await aCase(1, at(0))
    const jti = name()
    const content = hash()
    await on(async (tx, store) => {
      const unit = newUnit()
      const conversation = await store.lockConversation(tx, caseId)
      const leaf = makeLeaf(randomUUID(), { act: 'received' })
      unit.leaves.push(leaf)
      unit.events.push({
        iss: partner,
        jti,
        caseId,
        seq: 1,
        evt: 'note-added',
        at: at(1),
        iat: Date.parse(at(1)) / 1000,
        hash: content,
        leafId: leaf.id,
        part: 'words',
        innerJws: Buffer.from('inner'),
        receipt: 'the receipt',
        signedBy: null,
        encTo: null,
      })
      if (conversation) unit.conversations.set(caseId, { ...conversation, theirSeq: 1, theirHead: content })
      await store.writeUnit(tx, unit)
    })
    const other = hash()
    await on((tx, store) => store.quarantine(tx, refused({ iss: partner, jti, hash: other, case: caseId, seq: 1, receipt: 'the refusal' })))
    const given_ = await on((tx, store) => store.receiptsGiven(tx, partner, jti))
    expect([...given_].sort((a, b) => (a.receipt < b.receipt ? -1 : 1))).toEqual([
      { receipt: 'the receipt', hash: content },
      { receipt: 'the refusal', hash: other },
    ])
    expect(await on((tx, store) => store.receiptsGiven(tx, SELF, jti))).toEqual([])
    expect(await on((tx, store) => store.eventAt(tx, caseId, partner, 1))).toMatchObject({ jti, hash: content, seq: 1 })
    expect(await on((tx, store) => store.eventAt(tx, caseId, partner, 2))).toBeUndefined()
  })

  test('T42 an erased part of a case is empty and in its place; the other parts, and other cases, are as they were', async () => {
    const at = newDays()
    const [one, other] = [await aCase(1, at(0)), await aCase(1, at(0))]
    for (const { caseId, partner } of [one, other])
      await on(async (tx, store) => {
        const unit = newUnit()
        const conversation = await store.lockConversation(tx, caseId)
        for (const [seq, part] of [
          [1, 'words'],
          [2, 'health'],
          [3, ''],
          [4, 'words-2'],
        ] as const) {
          const leaf = makeLeaf(randomUUID(), { act: 'received' })
          unit.leaves.push(leaf)
          const event = {
            iss: partner,
            jti: name(),
            caseId,
            seq,
            evt: 'note-added',
            at: at(seq),
            iat: Date.parse(at(seq)) / 1000,
            hash: hash(),
          }
          unit.events.push({ ...event, leafId: leaf.id, part, innerJws: Buffer.from('inner'), receipt: 'r', signedBy: null, encTo: null })
        }
        if (conversation) unit.conversations.set(caseId, { ...conversation, theirSeq: 4 })
        await store.writeUnit(tx, unit)
        await store.keepPiece(tx, { partner, caseId, seq: 9, hash: hash(), part: 1, parts: 2, piece: Buffer.from('x') }, at(4))
      })
    const before = await on((tx, store) => store.eventsFrom(tx, one.caseId, one.partner, 1))
    await on((tx, store) => store.eraseParts(tx, one.caseId, ['words', 'health', 'identity']))
    const empty = ({ part }: EventRow): boolean => part === 'words' || part === 'health'
    expect(await on((tx, store) => store.eventsFrom(tx, one.caseId, one.partner, 1))).toEqual(
      before.map((row) => (empty(row) ? { ...row, innerJws: Buffer.alloc(0) } : row)),
    )
    expect(before.filter(empty)).toHaveLength(2)
    expect(await on((tx, store) => store.piecesOf(tx, one.partner, one.caseId, 9))).toEqual([])
    const others = await on((tx, store) => store.eventsFrom(tx, other.caseId, other.partner, 1))
    expect(others.map(({ innerJws }) => innerJws.length)).toEqual([5, 5, 5, 5])
    expect(await on((tx, store) => store.piecesOf(tx, other.partner, other.caseId, 9))).toHaveLength(1)
  })

  test('a place counts as quarantined only when its sender was answered, and a receipt takes the place of a note without', async () => {
    const iss = 'https://partner.test.example'
    const [caseId, jti, content] = [name(), name(), hash()]
    const place = { iss, jti, hash: content, case: caseId, seq: 3 }
    const was = () => on((tx, store) => store.wasQuarantined(tx, iss, caseId, 3))
    await on((tx, store) => store.quarantine(tx, refused(place)))
    expect(await was()).toBe(false)
    await on((tx, store) => store.quarantine(tx, refused({ ...place, receipt: 'the refusal' })))
    expect(await was()).toBe(true)
    await on((tx, store) => store.quarantine(tx, refused({ ...place, receipt: 'another' })))
    expect(await on((tx, store) => store.receiptsGiven(tx, iss, jti))).toEqual([{ receipt: 'the refusal', hash: content }])
    expect(await on((tx, store) => store.wasQuarantined(tx, iss, caseId, 2))).toBe(false)
  })

  test('quarantine is bounded for what nobody signed; of what a member signed at least the note is kept', async () => {
    const senderTag = name()
    await on(async (tx, store) => {
      for (let one = 0; one < ROOM_FOR_ONE_SENDER; one += 1) await store.quarantine(tx, refused({ senderTag }))
    })
    const iss = 'https://loud.test.example'
    const dropped = { iss, jti: name(), hash: hash(), case: name(), seq: 1 }
    const kept = { iss, jti: name(), hash: hash(), case: name(), seq: 1 }
    await on((tx, store) => store.quarantine(tx, refused({ senderTag, ...dropped })))
    await on((tx, store) => store.quarantine(tx, refused({ senderTag, ...kept, receipt: 'the refusal' })))
    expect(await on((tx, store) => store.receiptsGiven(tx, iss, kept.jti))).toHaveLength(1)
    expect(await on((tx, store) => store.wasQuarantined(tx, iss, kept.case, 1))).toBe(true)
    expect(await on((tx, store) => store.wasQuarantined(tx, iss, dropped.case, 1))).toBe(false)
  })

  test('the room of one sender is exact, however many come at once: quarantine and waiting room', async () => {
    const { store } = given()
    const senderTag = name()
    const at = newDays()
    await on(async (tx) => {
      for (let one = 0; one < ROOM_FOR_ONE_SENDER - 1; one += 1) await store.quarantine(tx, refused({ senderTag }))
    })
    const iss = 'https://crowd.test.example'
    const crowd = Array.from({ length: 6 }, () => ({ iss, jti: name(), hash: hash(), case: name(), seq: 1 }))
    const kept = await Promise.all(crowd.map((one) => on((tx) => store.quarantine(tx, refused({ senderTag, ...one })))))
    expect(kept.filter(Boolean)).toHaveLength(1)
    for (let one = 0; one < ROOM_FOR_ONE_SENDER - 1; one += 1)
      await store.letWait({ senderTag, reason: 'unknown-key', sealed: Buffer.from(`${senderTag} ${one}`) }, at(0))
    const waiting = await Promise.all(
      crowd.map(({ jti }) => store.letWait({ senderTag, reason: 'unknown-key', sealed: Buffer.from(jti) }, at(0))),
    )
    expect(waiting.filter(Boolean)).toHaveLength(1)
  }, 60_000)

  test('the waiting room is left by one way, tried again later each time, and bounded for each sender', async () => {
    const at = newDays()
    const { store } = given()
    const senderTag = name()
    const sealed = randomBytes(40)
    const mine = async (now: string) => (await store.leaseWaiting(now)).filter((one) => one.senderTag === senderTag)
    expect(await store.letWait({ senderTag, reason: 'unknown-key', sealed }, at(0))).toBe(true)
    expect(await store.letWait({ senderTag, reason: 'clock-ahead', sealed }, at(1))).toBe(true)
    expect(await mine(at(9))).toEqual([])
    const [first, second] = await Promise.all([mine(at(10)), mine(at(10))])
    expect([...first, ...second].map((one) => Buffer.from(one.sealed).equals(sealed))).toEqual([true])
    expect(await mine(at(69))).toEqual([])
    const [again] = await mine(at(70))
    expect(again?.digest).toBe([...first, ...second][0]?.digest)
    await store.leaveWaitingRoom(again?.digest ?? '')
    expect(await mine(at(1_000))).toEqual([])
    for (let one = 0; one < ROOM_FOR_ONE_SENDER; one += 1)
      await store.letWait({ senderTag, reason: 'unknown-key', sealed: Buffer.concat([sealed, Buffer.from(String(one))]) }, at(2_000))
    expect(await store.letWait({ senderTag, reason: 'unknown-key', sealed: randomBytes(40) }, at(2_000))).toBe(false)
    expect(await store.letWait({ senderTag: name(), reason: 'unknown-key', sealed: randomBytes(40) }, at(2_000))).toBe(true)
  }, 60_000)

  test('a grant is held for its case, once, however often it comes', async () => {
    const at = newDays()
    const { caseId } = await aCase(1, at(0))
    const [own, sealedJws] = [hash(), Buffer.from('sealed grant')]
    const grant = {
      hash: own,
      caseId,
      iss: SELF,
      aud: 'https://x.test.example',
      expiresAt: at(100),
      parentSalt: null,
      sealedJws,
      jws: 'a.b.c',
    }
    const keep = () => on((tx, store) => store.writeUnit(tx, { ...newUnit(), grants: [grant] }))
    await keep()
    await keep()
    const found = await on((tx, store) => store.grantHeld(tx, caseId, own))
    expect(found?.withdrawn).toEqual([])
    expect(found && Buffer.from(found.jws).equals(sealedJws)).toBe(true)
    expect(await on((tx, store) => store.grantHeld(tx, name(), own))).toBeUndefined()
    expect(await on((tx, store) => store.grantHeld(tx, caseId, hash()))).toBeUndefined()
  })

  test('T42 what a person takes back is taken back of every grant of the case, adds up, and is never given again', async () => {
    const at = newDays()
    const { caseId } = await aCase(1, at(0))
    const other = await aCase(1, at(0))
    const hashes = [hash(), hash()]
    const grant = {
      iss: SELF,
      aud: 'https://x.test.example',
      expiresAt: at(100),
      parentSalt: null,
      sealedJws: Buffer.from('s'),
      jws: 'a.b.c',
    }
    const grants = [caseId, other.caseId].flatMap((of) => hashes.map((one) => ({ ...grant, hash: one, caseId: of })))
    const keep = () => on((tx, store) => store.writeUnit(tx, { ...newUnit(), grants }))
    await keep()
    const left = (of: string) => on((tx, store) => Promise.all(hashes.map(async (one) => (await store.grantHeld(tx, of, one))?.withdrawn)))
    const taken = async (withdrawn: Withdrawn) => {
      await on((tx, store) => store.withdrawGrants(tx, caseId, withdrawn, at(1)))
      await keep()
      return left(caseId)
    }
    expect(await taken(['health'])).toEqual([['health'], ['health']])
    expect(await taken(['family', 'health'])).toEqual([
      ['family', 'health'],
      ['family', 'health'],
    ])
    expect(await taken('all')).toEqual(['all', 'all'])
    expect(await taken(['identity'])).toEqual(['all', 'all'])
    expect(await left(other.caseId)).toEqual([[], []])
  })

  test('T42 each word that takes something back begins the next key of a case’s words, said twice too; after all of it none begins', async () => {
    const at = newDays()
    const { caseId } = await aCase(1, at(0))
    const other = await aCase(1, at(0))
    const own = hash()
    const grant = { hash: own, iss: SELF, aud: 'https://x.test.example', expiresAt: at(100), parentSalt: null }
    const grants = [caseId, other.caseId].map((of) => ({ ...grant, caseId: of, sealedJws: Buffer.from('s'), jws: 'a.b.c' }))
    await on((tx, store) => store.writeUnit(tx, { ...newUnit(), grants }))
    const words = async (of = caseId) => (await on((tx, store) => store.grantHeld(tx, of, own)))?.words
    const seen = [await words()]
    for (const withdrawn of [['health'], ['health'], ['family', 'contact'], 'all', ['identity']] satisfies Withdrawn[]) {
      await on((tx, store) => store.withdrawGrants(tx, caseId, withdrawn, at(1)))
      seen.push(await words())
    }
    expect(seen).toEqual([1, 2, 3, 4, 4, 4])
    expect(await words(other.caseId)).toBe(1)
  })

  test('of each member the last statement is kept', async () => {
    const { store } = given()
    const [one, other] = [`https://${randomUUID()}.example`, `https://${randomUUID()}.example`]
    await store.keepStatement(one, `${one} first`, newDays()(0), [])
    await store.keepStatement(one, `${one} second`, newDays()(1), [])
    await store.keepStatement(other, `${other} only`, newDays()(0), [])
    const kept = await store.statements()
    expect(kept.filter((jws) => jws.startsWith(one) || jws.startsWith(other)).sort()).toEqual([`${one} second`, `${other} only`].sort())
  })

  test('K3: a key once heard stays, from the moment it was given first; only what is said of it changes', async () => {
    const { store } = given()
    const entityId = `https://${randomUUID()}.example`
    const key = { kty: 'OKP', crv: 'Ed25519', x: hash(), kid: hash(), use: 'sig', nbf: 1, exp: 9 } as const
    const next = { ...key, kid: hash() }
    await store.keepStatement(entityId, 'first', newDays()(0), [{ entityId, key, activeFrom: 5 }])
    await store.keepStatement(entityId, 'second', newDays()(1), [
      { entityId, key: { ...key, revokedAt: 7 }, activeFrom: 5 },
      { entityId, key: next, activeFrom: 8 },
    ])
    await store.keepStatement(entityId, 'third', newDays()(2), [])
    const kept = (await store.seenKeys()).filter((seen) => seen.entityId === entityId)
    expect(kept.sort((a, b) => a.activeFrom - b.activeFrom)).toEqual([
      { entityId, key: { ...key, revokedAt: 7 }, activeFrom: 5 },
      { entityId, key: next, activeFrom: 8 },
    ])
  })

  test('an event signed again waits in the place of the one before, whose receipt then closes nothing', async () => {
    const at = newDays()
    const one = await aCase(2, at(0))
    const [first] = one.sent
    const again = await on(async (tx, store) => {
      const conversation = await store.lockConversation(tx, one.caseId)
      const earlier = await store.eventAt(tx, one.caseId, SELF, 1)
      if (!conversation || !earlier || !first) throw new Error('it is not there')
      const unit = newUnit()
      const leaf = makeLeaf(randomUUID(), { act: 'sent-again' })
      const row: OutboxRow = { ...first, jti: name(), hash: hash(), digest: hash(), createdAt: at(50) }
      unit.leaves.push(leaf)
      unit.events.push({ ...earlier, jti: row.jti, hash: row.hash, leafId: leaf.id, at: at(50) })
      unit.outbox.push(row)
      const { caseId } = one
      await store.writeReissue(tx, { caseId, iss: SELF, replaced: [first.jti], myHead: conversation.myHead ?? '', myReceipted: 0, unit })
      return row
    })
    expect((await given().store.settle([receiptOf(first)], at(51)))[0]).toMatchObject({ closed: false })
    expect(await on((tx, store) => store.eventAt(tx, one.caseId, SELF, 1))).toMatchObject({ jti: again.jti })
    const [settled] = await given().store.settle([receiptOf(again)], at(52))
    expect(settled?.next.map(({ digest }) => digest)).toEqual([one.sent[1]?.digest])
  })
  test('T42 a case of which a partner cannot give back the beginning is waited for no more; one that is here is', async () => {
    const one = await aCase(1, newDays()(0))
    const [gone, partner] = [name(), one.partner]
    for (const caseId of [gone, one.caseId]) await on((tx, store) => store.needUntil(tx, { partner, caseId, myUntil: 3, theirUntil: 3 }))
    for (const caseId of [gone, one.caseId]) await on((tx, store) => store.waitNoMore(tx, partner, caseId))
    expect(await on((tx, store) => store.isWhole(tx, gone))).toBe(true)
    expect(await on((tx, store) => store.isWhole(tx, one.caseId))).toBe(false)
    // What is left of it would hold up the tests that follow.
    await on((tx, store) => store.needUntil(tx, { partner, caseId: one.caseId, myUntil: 0, theirUntil: 0 }))
  })
}
