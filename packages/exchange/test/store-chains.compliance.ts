import { randomUUID } from 'node:crypto'
import { makeLeaf } from '@ihala/ledger'
import { expect, test } from 'vitest'
import { type EventRow, newUnit, type OutboxRow } from '../src/store/unit.ts'
import { hash, name, newDays, SELF, type StoreGround } from './store-ground.ts'

/** Conversations and their chains: one writer, a receipt for each event, and what is erased or signed again. */
export function chainsCompliance<T>({ given, on, held, adds, fresh, aCase, receiptOf, refused }: StoreGround<T>): void {
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
