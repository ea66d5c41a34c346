import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { ROOM_FOR_ONE_SENDER } from '../src/store/rooms.ts'
import { hash, name, newDays, type StoreGround } from './store-ground.ts'

/** Quarantine and waiting room: bounded for each sender. */
export function roomsCompliance<T>({ given, on, refused }: StoreGround<T>): void {
  test('a place counts as quarantined only when its sender was answered, and a receipt takes the place of a note without', async () => {
    const iss = 'https://partner.test.example'
    const [caseId, jti, content] = [name(), name(), hash()]
    const place = { iss, jti, hash: content, case: caseId, seq: 3 }
    const was = () => on((tx, store) => store.wasQuarantined(tx, iss, caseId, 3))
    await on((tx, store) => store.quarantine(tx, refused(place)))
    expect(await was()).toBe(false)
    await on((tx, store) => store.quarantine(tx, refused({ ...place, receipt: 'the refusal' })))
    expect(await was()).toBe(true)
    expect(await on((tx, store) => store.quarantine(tx, refused({ ...place, receipt: 'another' })))).toBe('left')
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
    expect(await on((tx, store) => store.quarantine(tx, refused({ senderTag, ...kept, receipt: 'the refusal' })))).toBe('noted')
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
    expect(kept.sort()).toEqual(['kept', 'left', 'left', 'left', 'left', 'left'])
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
}
