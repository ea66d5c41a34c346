import { hash } from 'node:crypto'
import { completeSubtrees, type Leaf, type LogStore, makeLeaf, membershipOf, originOf, rootAt, type WitnessedHead } from '@ihala/ledger'
import { expect, test } from 'vitest'
import { newUnit } from '../src/index.ts'
import type { Store } from '../src/store/store.ts'
import { uuid } from './stamps.ts'

const NOW = '2026-03-01T08:00:00.000Z'
const LATER = '2026-03-01T09:00:00.000Z'
const [CARE, ITF, BWI] = ['https://care-house.test.example', 'https://itf.test.example', 'https://bwi.test.example']
const bytes = (name: string): Buffer => hash('sha256', name, 'buffer')

/** What a store of the witnessed log must do, whatever stands behind it; each test on empty rows. */
export function logCompliance<T>(
  fresh: () => Promise<{ readonly store: Store<T>; readonly run: <R>(work: (tx: T) => Promise<R>) => Promise<R> }>,
): void {
  const opened = async () => {
    const { store, run } = await fresh()
    const log: LogStore<T> = store.log
    const record = async (leaves: readonly Leaf[]) => {
      await run(async (tx) => {
        const unit = newUnit()
        unit.leaves.push(...leaves)
        await store.writeUnit(tx, unit)
      })
      await run((tx) => store.numberLeaves(tx))
    }
    return { store, run, log, record }
  }
  const head = (member: string, size: number, epoch = 1, view = 'one'): WitnessedHead => ({
    origin: originOf(member, epoch),
    size,
    root: bytes(`${view} ${size}`),
    note: `${originOf(member, epoch)} ${size} ${view}`,
    edge: { size: 2, hashes: [bytes('edge')] },
    leaves: [bytes('a'), bytes('b')],
  })

  test('the tree is that of the numbered leaves, and only what is not quiet stirs it', async () => {
    const { run, log, record } = await opened()
    const leaves = [makeLeaf(uuid(), { act: 'sent' }), makeLeaf(uuid(), { act: 'sent' }, true), makeLeaf(uuid(), { act: 'sent' }, true)]
    await record(leaves)
    expect(await run((tx) => log.state(tx, 0))).toEqual({ size: 3, stirred: true })
    expect(await run((tx) => log.state(tx, 3))).toEqual({ size: 3, stirred: false })
    const hashes = await run((tx) => log.leaves(tx, 0, 3))
    expect(new Set(hashes.map(String))).toEqual(new Set(leaves.map((leaf) => String(leaf.hash))))
    expect(await run((tx) => log.leaves(tx, 1, 2))).toEqual(hashes.slice(1, 2))
    expect(await run((tx) => log.tree(tx).read([{ level: 0, index: 2 }]))).toEqual([hashes[2]])
    expect(await run(async (tx) => rootAt(log.tree(tx), 3))).toHaveLength(32)
    expect(await run(async (tx) => log.tree(tx).read(completeSubtrees(0, 3)))).toHaveLength(2)
  })

  test('heads and epochs: the newest, one by its size, and when it was stated again', async () => {
    const { run, log } = await opened()
    expect(await run((tx) => log.epoch(tx))).toEqual({ epoch: 1, cites: null, begunAt: null })
    expect([await run((tx) => log.newest(tx, 1)), await run((tx) => log.since(tx))]).toEqual([undefined, null])
    const kept = { epoch: 1, size: 4, root: bytes('4'), note: 'four', madeAt: NOW, statedAt: NOW }
    await run((tx) => log.keepCheckpoint(tx, kept))
    await run((tx) => log.keepCheckpoint(tx, { ...kept, size: 9, note: 'nine', madeAt: LATER, statedAt: LATER }))
    await run((tx) => log.keepCheckpoint(tx, { ...kept, statedAt: LATER }))
    expect(await run((tx) => log.newest(tx, 1))).toMatchObject({ size: 9, note: 'nine' })
    expect(await run((tx) => log.checkpoint(tx, 1, 4))).toEqual({ ...kept, statedAt: LATER })
    expect(await run((tx) => log.checkpoint(tx, 1, 5))).toBeUndefined()
    expect(await run((tx) => log.since(tx))).toBe(NOW)
    await run((tx) => log.beginEpoch(tx, { epoch: 2, cites: 'nine', begunAt: LATER }))
    expect(await run((tx) => log.epoch(tx))).toEqual({ epoch: 2, cites: 'nine', begunAt: LATER })
    expect(await run((tx) => log.newest(tx, 2))).toBeUndefined()
  })

  test('what a witness said last; what is not said again stays', async () => {
    const { run, log } = await opened()
    await run((tx) => log.noteWitness(tx, { member: ITF, askedAt: NOW }))
    await run((tx) => log.noteWitness(tx, { member: ITF, epoch: 1, size: 4, line: 'line', signedAt: NOW, answeredAt: LATER }))
    await run((tx) => log.noteWitness(tx, { member: BWI, askedAt: LATER }))
    expect((await run((tx) => log.witnesses(tx))).map((one) => ({ ...one }))).toEqual([
      { member: BWI, askedAt: LATER, answeredAt: null, epoch: null, size: null, line: null, signedAt: null },
      { member: ITF, askedAt: NOW, answeredAt: LATER, epoch: 1, size: 4, line: 'line', signedAt: NOW },
    ])
  })

  test('T30: a head is put only over the one that was seen; never another of the same size, never a smaller one', async () => {
    const { run, log } = await opened()
    const put = (next: WitnessedHead, before: number | null) => run((tx) => log.advance(tx, next, before, NOW))
    expect(await put(head(CARE, 4), null)).toBe(true)
    expect(await put(head(CARE, 9), null)).toBe(false)
    expect(await put(head(CARE, 9), 3)).toBe(false)
    expect(await put(head(CARE, 4, 1, 'other'), 4)).toBe(false)
    expect(await put(head(CARE, 3), 4)).toBe(false)
    expect(await Promise.all([put(head(CARE, 9), 4), put(head(CARE, 9, 1, 'other'), 4)]).then((all) => all.filter(Boolean).length)).toBe(1)
    expect(await put(head(CARE, 3, 2), null)).toBe(true)
    const held = await run((tx) => log.held(tx, CARE))
    expect(held.map(({ origin, size }) => [origin, size])).toEqual([
      [originOf(CARE, 2), 3],
      [originOf(CARE, 1), 9],
    ])
    expect(held[0]).toEqual(head(CARE, 3, 2))
    expect(await run((tx) => log.held(tx, ITF))).toEqual([])
  })

  test('what is told on: heads countersigned here first, never a member’s own or what it told, and no more than asked for', async () => {
    const { run, log } = await opened()
    await run((tx) => log.advance(tx, head(CARE, 4), null, NOW))
    const heard = (member: string, size: number) => ({ origin: originOf(member, 1), size, note: `${originOf(member, 1)} ${size} heard` })
    await run((tx) => log.hear(tx, ITF, heard(BWI, 5), NOW))
    await run((tx) => log.hear(tx, ITF, heard(BWI, 3), NOW))
    await run((tx) => log.hear(tx, BWI, heard(ITF, 7), NOW))
    expect((await run((tx) => log.heard(tx, originOf(BWI, 1)))).map((one) => ({ ...one }))).toEqual([{ ...heard(BWI, 5), teller: ITF }])
    const told = (member: string, limit = 5) => run((tx) => log.toTell(tx, member, limit))
    expect(await told(CARE)).toEqual(expect.arrayContaining([heard(BWI, 5).note, heard(ITF, 7).note]))
    expect(await told(CARE)).toHaveLength(2)
    expect(await told(ITF)).toEqual([head(CARE, 4).note])
    expect(await told(BWI)).toEqual([head(CARE, 4).note])
    expect(await told('https://x.test.example', 1)).toEqual([head(CARE, 4).note])
    await run((tx) => log.hear(tx, BWI, { origin: originOf(CARE, 1), size: 4, note: head(CARE, 4).note }, NOW))
    expect(await told(BWI)).toEqual([])
  })

  test('evidence is kept once, and stays when it is settled', async () => {
    const { run, log } = await opened()
    const evidence = { id: uuid(), member: CARE, kind: 'fork', name: 'fork a b', file: '{}', at: NOW } as const
    expect(await run((tx) => log.keepEvidence(tx, evidence))).toBe(true)
    expect(await run((tx) => log.keepEvidence(tx, { ...evidence, id: uuid(), at: LATER }))).toBe(false)
    expect((await run((tx) => log.evidence(tx, CARE))).map((one) => ({ ...one }))).toEqual([{ ...evidence, settledAt: null }])
    expect(await run((tx) => log.evidence(tx, ITF))).toEqual([])
    await run((tx) => log.settleEvidence(tx, CARE, 'inconsistent', LATER))
    await run((tx) => log.settleEvidence(tx, ITF, 'fork', LATER))
    expect((await run((tx) => log.evidence(tx, CARE)))[0]?.settledAt).toBeNull()
    await run((tx) => log.settleEvidence(tx, CARE, 'fork', LATER))
    await run((tx) => log.settleEvidence(tx, CARE, 'fork', NOW))
    expect((await run((tx) => log.evidence(tx, CARE))).map((one) => ({ ...one }))).toEqual([{ ...evidence, settledAt: LATER }])
  })

  test('K8: entries of the membership log stay as they were kept; its head is the first one held, and goes first to whoever is told', async () => {
    const { run, store, log } = await opened()
    const entry = (position: number, entityId: string, change: 'admitted' | 'suspended' = 'admitted') => ({
      position,
      at: NOW,
      entityId,
      change,
      jws: `${position}.b.c`,
      keys: position === 0 ? [{ kid: 'kid', use: 'sig' as const, from: 7 }] : [],
    })
    const { membership } = store
    expect(await run((tx) => membership.head(tx))).toBeUndefined()
    expect(await run((tx) => membership.heard(tx, CARE))).toEqual({ began: null, heard: null })
    await run((tx) => membership.keep(tx, [entry(0, CARE), entry(1, ITF)], NOW))
    await run((tx) => membership.keep(tx, [{ ...entry(1, ITF), jws: 'other' }, entry(2, CARE, 'suspended')], LATER))
    const newest = [entry(2, CARE, 'suspended'), entry(1, ITF)].map(({ keys: _, ...one }) => one)
    expect(await run((tx) => membership.newest(tx))).toEqual(newest)
    const last = [entry(2, CARE, 'suspended'), entry(1, ITF), entry(0, CARE)].map(({ jws: _, ...one }) => one)
    expect(await run((tx) => membership.last(tx, 3))).toEqual(last)
    expect(await run((tx) => membership.last(tx, 1))).toEqual(last.slice(0, 1))
    expect(await run((tx) => membership.heard(tx, CARE))).toEqual({ began: NOW, heard: NOW })
    expect(await run((tx) => membership.heard(tx, 'https://nobody.test.example'))).toEqual({ began: NOW, heard: null })

    const [one, other] = ['https://national-committee.test.example', 'https://second-committee.test.example'].map(membershipOf)
    for (const [member, at] of [
      [one, NOW],
      [other, LATER],
      [ITF, NOW],
    ] as const)
      await run((tx) => log.advance(tx, head(member ?? '', 3), null, at))
    const { note, origin } = head(one ?? '', 3)
    expect(await run((tx) => membership.head(tx))).toEqual({ origin, size: 3, note, at: NOW })
    // Of what others said of it nothing is passed on: each tells its own countersignature.
    const hearsay = { origin, size: 4, note: 'hearsay' }
    await run((tx) => log.hear(tx, BWI, hearsay, NOW))
    expect(new Set(await run((tx) => log.toTell(tx, CARE, 2)))).toEqual(new Set([one, other].map((member) => head(member ?? '', 3).note)))
    expect(await run((tx) => log.toTell(tx, CARE, 9))).not.toContain('hearsay')
  })
}
