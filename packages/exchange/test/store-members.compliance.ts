import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { hash, newDays, type StoreGround } from './store-ground.ts'

/** What is known of members: their statements and keys. */
export function membersCompliance<T>({ given }: StoreGround<T>): void {
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
}
