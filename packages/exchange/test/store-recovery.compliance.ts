import { randomUUID } from 'node:crypto'
import { makeLeaf } from '@ihala/ledger'
import { expect, test } from 'vitest'
import { newUnit } from '../src/store/unit.ts'
import { hash, KEY, name, newDays, SELF, type StoreGround } from './store-ground.ts'

/** How far a rebuilt organisation is: whom it asked, whom it leaves out, when it has ended. */
export function recoveryCompliance<T>({ given, on, held, aCase, receiptOf, leased }: StoreGround<T>): void {
  const partners = () => [1, 2, 3].map(() => `https://${name()}.test.example`) as [string, string, string]

  test('DESIGN §10: each is asked once; who is left out keeps no recovery open, is asked when it is there again, and forgotten when all is here', async () => {
    const at = newDays()
    const [here, away, gone] = partners()
    const { store } = given()
    const ask = (...who: string[]) => on((tx) => store.askPartners(tx, who, at(0)))
    const leave = (...who: string[]) => on((tx) => store.leaveOut(tx, who, at(0)))
    const told = async (who: string) => {
      await on((tx) => store.headsTold(tx, who, at(1)))
      const { open, partners: all } = await store.recoveryStanding(at(1))
      await store.endRecovery(at(1))
      return { open, ...all.find(({ partner }) => partner === who) }
    }
    expect([await ask(here), await leave(away), await store.isRecovering()]).toEqual([[], [], false])
    await on((tx) => given().rebuilt(tx))
    expect([...(await ask(here, away))].sort()).toEqual([here, away].sort())
    expect(await ask(here, away)).toEqual([])
    await store.endRecovery(at(0))
    expect(await store.recoveryStanding(at(0))).toMatchObject({ open: true, partners: [{ done: false }, { done: false }] })
    expect([...(await leave(away, gone))].sort()).toEqual([away, gone].sort())
    expect(await leave(away, gone)).toEqual([])

    const one = await aCase(1, at(0))
    const need = (myUntil: number) => on((tx) => store.needUntil(tx, { partner: here, caseId: one.caseId, myUntil, theirUntil: 0 }))
    await need(2)
    expect(await told(here)).toMatchObject({ open: true, heard: true, done: false })
    await need(1)
    expect(await told(here)).toMatchObject({ open: true, done: true })
    expect(await store.recoveryStanding(at(2))).toMatchObject({ open: false, partners: [{ heard: false }, { heard: false }] })
    expect(await store.isRecovering()).toBe(true)

    // Once it has ended nobody new is asked, and whoever is asked again may be left out again.
    expect([await ask(here), await ask(away), await leave(away), await ask(away, gone)]).toEqual([
      [],
      [away],
      [away],
      expect.arrayContaining([away, gone]),
    ])
    expect([await told(away), await told(gone)]).toMatchObject([{ done: true }, { done: true }])
    expect(await store.isRecovering()).toBe(false)
  })

  test('a question whose time ran out is asked again, unless it was answered in full or its partner is left out', async () => {
    const at = newDays()
    const { store } = given()
    await on((tx) => given().rebuilt(tx))
    const [answered, silent, away] = partners()
    await on((tx) => store.askPartners(tx, [answered, silent], at(0)))
    await on((tx) => store.leaveOut(tx, [away], at(0)))
    await on((tx) => store.headsTold(tx, answered, at(1)))
    await store.recoveryStanding(at(1))
    for (const to of [answered, silent, away]) await asks(to, at(0))
    await on((tx) => store.expireOverdue(tx, null, at(900)))
    expect(await on((tx) => store.askPartners(tx, [answered, silent], at(900)))).toEqual([silent])
    expect((await store.recoveryStanding(at(900))).partners).toContainEqual({ partner: away, heard: false, done: false })
    await on((tx) => store.leaveOut(tx, [silent], at(900)))
    await store.endRecovery(at(900))
    await on((tx) => store.askPartners(tx, [silent, away], at(900)))
    for (const who of [silent, away]) await on((tx) => store.headsTold(tx, who, at(901)))
    await store.recoveryStanding(at(901))
    await store.endRecovery(at(901))
    expect(await store.isRecovering()).toBe(false)
  })

  test('DESIGN §10: what its recipient says it has waits for its receipt alone: out of turn, without end, and nothing waits behind it', async () => {
    const at = newDays()
    const { store } = given()
    const one = await aCase(4, at(0), 60)
    const [first, second, third, fourth] = one.sent
    await on((tx) => store.expireOverdue(tx, one.caseId, at(60)))
    await on((tx) => store.eraseParts(tx, one.caseId, []))
    await on((tx) => store.heldThere(tx, one.caseId, 3, at(70)))
    expect(await held(one.caseId)).toMatchObject({ mySeq: 4, myReceipted: 3 })
    expect(await leased(one, at(9_000))).toEqual([1, 2, 3])
    expect(await store.expiredCases(at(9_000))).not.toContain(one.caseId)
    // Their receipts come in whatever order; the mark of the chain is moved by none of them, and by that of its head with them.
    const settled = await store.settle([receiptOf(third), receiptOf(first), receiptOf(fourth)], at(9_001))
    expect(settled.map(({ closed, next }) => [closed, next])).toEqual([
      [true, []],
      [true, []],
      [true, []],
    ])
    expect(await held(one.caseId)).toMatchObject({ myReceipted: 4 })
    expect((await store.settle([receiptOf(second)], at(9_002)))[0]).toMatchObject({ closed: true, next: [] })
    expect(await leased(one, at(90_000))).toEqual([])
  })

  test('T42: what is erased here before that receipt is back goes nowhere any more', async () => {
    const at = newDays()
    const { store } = given()
    const one = await aCase(2, at(0), 60)
    await on((tx) => store.heldThere(tx, one.caseId, 1, at(1)))
    await on((tx) => store.eraseParts(tx, one.caseId, ['']))
    await on((tx) => store.heldThere(tx, one.caseId, 2, at(2)))
    expect(await leased(one, at(9_000))).toEqual([])
    expect(await held(one.caseId)).toMatchObject({ myReceipted: 2 })
  })

  test('DESIGN §10: before a partner has said what it holds nothing has failed to arrive there', async () => {
    const at = newDays()
    const { store } = given()
    await on((tx) => given().rebuilt(tx))
    const one = await aCase(1, at(0), 60)
    const expires = async () => [
      (await store.expiredCases(at(60))).includes(one.caseId),
      await on((tx) => store.expireOverdue(tx, one.caseId, at(60))),
    ]
    expect(await expires()).toEqual([false, undefined])
    await on((tx) => store.askPartners(tx, [one.partner], at(1)))
    expect(await expires()).toEqual([false, undefined])
    await on((tx) => store.headsTold(tx, one.partner, at(2)))
    expect(await expires()).toEqual([true, { caseId: one.caseId, evt: 'note-added' }])
    await store.recoveryStanding(at(3))
    await store.endRecovery(at(3))
  })

  /** Writes a question to a partner, which ends at 800 s. */
  const asks = (to: string, createdAt: string): Promise<void> =>
    on(async (tx, store) => {
      const unit = newUnit()
      const leaf = makeLeaf(randomUUID(), { act: 'sent' })
      const place = { jti: name(), caseId: null, seq: null, evt: 'chain-asked', hash: hash() }
      const expiresAt = new Date(Date.parse(createdAt) + 800_000).toISOString()
      unit.leaves.push(leaf)
      unit.events.push({
        ...place,
        iss: SELF,
        at: createdAt,
        iat: Date.parse(createdAt) / 1000,
        leafId: leaf.id,
        part: '',
        innerJws: Buffer.alloc(0),
        receipt: null,
        signedBy: KEY,
        encTo: null,
      })
      unit.outbox.push({ ...place, recipient: to, digest: hash(), sealed: 'sealed', encTo: hash(), expiresAt, createdAt, head: true })
      await store.writeUnit(tx, unit)
    })
}
