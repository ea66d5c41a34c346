import { randomBytes, randomUUID } from 'node:crypto'
import { makeLeaf } from '@ihala/ledger'
import { expect, test } from 'vitest'
import { newUnit } from '../src/store/unit.ts'
import { hash, KEY, name, newDays, SELF, type StoreGround } from './store-ground.ts'

/** The outbox: what is due and when, what is stale, and what ended. */
export function outboxCompliance<T>({ given, on, held, aCase, receiptOf, leased }: StoreGround<T>): void {
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
      on((tx, store) => store.writeSealedAfresh(tx, { jti: of, digest: 'another', sealed: 'sealed afresh', encTo: KEY }, at(seconds)))
    expect(await afresh(jti, 8 * HOUR)).toBe(true)
    expect(await stale(15 * HOUR)).toEqual([])
    const [leased] = (await given().store.leaseOverdue(at(15 * HOUR))).filter((row) => row.jti === jti)
    expect(leased).toMatchObject({ digest: 'another', sealed: 'sealed afresh', encTo: KEY })
    await given().store.settle([receiptOf(head)], at(15 * HOUR))
    expect(await afresh(jti, 16 * HOUR)).toBe(false)
    await given().store.settle([receiptOf(next)], at(15 * HOUR))
  })

  test('after its time an event is not published any more, is told once, and a receipt that comes still closes it', async () => {
    const at = newDays()
    const one = await aCase(1, at(0), 60)
    expect(await leased(one, at(60))).toEqual([])
    expect(await given().store.expiredCases(at(60))).toContain(one.caseId)
    const expire = (seconds: number) => on((tx, store) => store.expireOverdue(tx, one.caseId, at(seconds)))
    expect(await expire(60)).toEqual({ caseId: one.caseId, evt: 'note-added' })
    expect(await expire(61)).toBeUndefined()
    expect(await given().store.expiredCases(at(61))).not.toContain(one.caseId)
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
}
