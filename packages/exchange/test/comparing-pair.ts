import { expect } from 'vitest'
import { randomId } from '../src/index.ts'
import { type Body, bodies } from './bodies.ts'
import { grantDraft, request } from './requests.ts'

/** A wish to stop, as the sender of a referral writes it. */
export const CANCELLATION = { type: 'cancellation-requested', data: { reason: 'no-longer-needed' } } as const

/** Waits until something is so; bounded by the test's time. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** A digest speaks of the seconds before its own. */
export async function nextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  await until(() => Math.floor(Date.now() / 1000) > now)
}

/** Which differences with a case a body was told of, in order. */
export function told(at: Body, id: string): string[] {
  return at.differences
    .filter((one) => one.id === id)
    .map(({ kind, seq }) => `${seq} ${kind}`)
    .sort()
}

/** How the last comparison of a body ended. */
export async function outcomes(at: Body): Promise<string[]> {
  const rows = await at.db<{ outcome: string }[]>`select outcome from exchange.pair_digest order by until desc, since limit 1`
  return rows.map(({ outcome }) => outcome)
}

/** How many differences are open at a body. */
export async function open(at: Body): Promise<number> {
  return (await at.db<{ n: number }[]>`select count(*)::int as n from exchange.difference where resolved_at is null`)[0]?.n ?? 0
}

/** How many events of comparing a body has sent. */
export async function machineryOf({ db }: Body): Promise<number> {
  const [row] = await db<{ n: number }[]>`
    select count(*)::int as n from exchange.outbox where evt in ('digest-stated', 'chain-asked', 'chain-returned')`
  return row?.n ?? 0
}

/** Two organisations, each on its own database, that compare what they hold. */
export function comparingPair() {
  const network = bodies()
  let pair: { union: Body; shelter: Body } | undefined
  const ends = () => {
    if (!pair) throw new Error('nothing was opened')
    return pair
  }
  const stated = async (from: Body, to: Body) => {
    await nextSecond()
    const dispatch = await from.transaction((tx) => from.exchange.compareWith(tx, to.entityId))
    from.exchange.dispatch(dispatch)
  }
  const compared = async (from = ends().union, to = ends().shelter) => {
    await stated(from, to)
    await network.settled()
  }
  return {
    hub: network.hub,
    send: network.send,
    settled: network.settled,
    open: async () => {
      pair = { union: await network.body('itf', 'union-liaison'), shelter: await network.body('care-house', 'shelter') }
      return pair
    },
    close: network.end,
    /** One end states a digest of everything. */
    stated,
    /** And all that follows from it has come to rest. */
    compared,
    /** Two events of a referral, receipted. */
    referral: async () => {
      const { union, shelter } = ends()
      const caseId = randomId()
      await network.send(union, shelter, caseId, request(), grantDraft())
      await network.send(union, shelter, caseId, CANCELLATION)
      await network.settled()
      return caseId
    },
    /** How many events of comparing both have sent. */
    machinery: async () => (await machineryOf(ends().union)) + (await machineryOf(ends().shelter)),
    /** What each end was told of a case, and that the comparison ended at both. */
    named: async (caseId: string) => {
      const { union, shelter } = ends()
      expect([await outcomes(union), await outcomes(shelter)]).toEqual([['differs'], ['differs']])
      return { union: told(union, caseId), shelter: told(shelter, caseId) }
    },
    /** After the damage is mended both ends agree again, and nothing stays open. */
    agreed: async () => {
      const { union, shelter } = ends()
      await compared()
      expect([await outcomes(union), await outcomes(shelter)]).toEqual([['agreed'], ['agreed']])
      expect([await open(union), await open(shelter)]).toEqual([0, 0])
      // Whoever was told of a difference is told that it is settled.
      for (const { differences, agreed } of [union, shelter]) expect([...agreed].sort()).toEqual(differences.map(({ name }) => name).sort())
    },
  }
}
