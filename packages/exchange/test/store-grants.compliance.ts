import type { Withdrawn } from '@ihala/contract'
import { expect, test } from 'vitest'
import { newUnit } from '../src/store/unit.ts'
import { hash, name, newDays, SELF, type StoreGround } from './store-ground.ts'

/** Grants, and what a person takes back of them. */
export function grantsCompliance<T>({ on, aCase }: StoreGround<T>): void {
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
}
