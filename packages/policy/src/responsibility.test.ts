import { EVENT_TYPES, REFERRAL_STATES } from '@ihala/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { figure } from '../../../test/kit/figures.ts'
import { arrived, choices, drained, NOTHING, type Pair, RULES, type Rules, SIDES, written } from '../test/two-ends.ts'
import { evolve, type Life, otherSide, type Side } from './life-cycle.ts'
import type { LoggedEvent } from './replay.ts'
import { afterSuspension, responsibleOver, takeBackFromSuspended } from './responsibility.ts'

const BODIES = ['ministry', 'care-house', 'lawyers', 'charity', 'union'] as const
type Body = (typeof BODIES)[number]

/** One referral of the network: who sent it to whom, and the two ends. */
interface Case {
  readonly ends: Readonly<Record<Side, Body>>
  /** The case it passes on, held by its sender as recipient. */
  readonly above: number | null
  pair: Pair
}

interface Network {
  readonly bodies: readonly Body[]
  readonly cases: Case[]
  readonly suspended: Set<Body>
  /** Cases of which a live end has said that nobody answers. */
  orphans: ReadonlySet<number>
}

interface Totals {
  takenBack: number
  orphans: number
  transfers: number
  passedOn: number
}

const side = fc.constantFrom<Side>('sender', 'recipient')
const steps = fc.array(
  fc.record({
    what: fc.constantFrom('refer', 'refer', 'write', 'write', 'write', 'write', 'deliver', 'deliver', 'deliver', 'suspend', 'restore'),
    side,
    pick: fc.nat(1_000_000),
  }),
  { minLength: 10, maxLength: 120, size: 'max' },
)

const pickOf = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(1, from.length)]

/** A body refers anew, or passes on what it answers for and has not passed on already. */
function refer(network: Network, pick: number): void {
  const from = pickOf(network.bodies, pick)
  const to = pickOf(
    network.bodies.filter((body) => body !== from && !network.suspended.has(body)),
    Math.floor(pick / 7),
  )
  if (from === undefined || to === undefined || network.suspended.has(from) || network.cases.length > 8) return
  const passable = network.cases.findIndex(
    ({ ends, pair }, at) =>
      ends.recipient === from && pair.life.recipient?.responsible === 'recipient' && !network.cases.some(({ above }) => above === at),
  )
  network.cases.push({
    ends: { sender: from, recipient: to },
    above: passable < 0 ? null : passable,
    pair: written(NOTHING, 'sender', { type: 'referral-requested', data: {} }),
  })
}

/** Every live end does what the suspension of its counterpart asks: the job that each service runs when the registry changes. */
function counterparts(network: Network, rules: Rules, totals: Totals): void {
  const orphans = new Set<number>()
  network.cases.forEach((one, at) => {
    for (const own of SIDES) {
      const life = one.pair.life[own]
      if (network.suspended.has(one.ends[own]) || !network.suspended.has(one.ends[otherSide(own)]) || life === null) continue
      const asked = afterSuspension(life, own)
      if (asked === 'orphan') orphans.add(at)
      if (asked === 'take-back') {
        one.pair = written(one.pair, own, takeBackFromSuspended(life, own), rules)
        totals.takenBack += 1
      }
    }
  })
  totals.orphans += [...orphans].filter((at) => !network.orphans.has(at)).length
  network.orphans = orphans
}

/** DESIGN §8, c24: exactly one over both logs, who knows it; and where that one is suspended, a live end acts or says that nobody does. */
function judge(network: Network): void {
  network.cases.forEach(({ ends, pair }, at) => {
    const one = responsibleOver(pair.log)
    if (pair.life[one]?.responsible !== one) throw new Error(`${ends[one]} answers for case ${at} over both logs, and does not know it`)
    if (!network.suspended.has(ends[one])) return
    const other = otherSide(one)
    const life = pair.life[other]
    // Both suspended: the committee counts them. A referral still under way from a suspended body nobody else knows of.
    if (network.suspended.has(ends[other]) || life === null) return
    const acts = life.responsible === other
    if (!acts && afterSuspension(life, other) !== 'ended' && !network.orphans.has(at)) throw new Error(`nobody acts for case ${at}`)
  })
}

function histories(rules: Rules, totals: Totals) {
  return fc.property(fc.integer({ min: 3, max: 5 }), steps, side, (size, history, first) => {
    const network: Network = { bodies: BODIES.slice(0, size), cases: [], suspended: new Set(), orphans: new Set() }
    for (const { what, side: by, pick } of history) {
      const one = pickOf(network.cases, pick)
      const body = pickOf(network.bodies, pick)
      if (what === 'refer') refer(network, pick)
      else if (what === 'suspend' && body !== undefined && pick % 3 === 0) network.suspended.add(body)
      else if (what === 'restore' && body !== undefined) network.suspended.delete(body)
      else if (what === 'write' && one !== undefined) {
        // A suspended member goes on writing: it is cut off, not stopped.
        const other = network.suspended.has(one.ends[otherSide(by)]) ? 'suspended' : 'live'
        const move = pickOf(choices(one.pair, by, other, rules), Math.floor(pick / 11))
        if (move !== undefined) one.pair = written(one.pair, by, move, rules)
        if (move?.data.transfer === true) totals.transfers += 1
      } else if (what === 'deliver' && one !== undefined && SIDES.every((end) => !network.suspended.has(one.ends[end])))
        one.pair = arrived(one.pair, by, false, rules)
      counterparts(network, rules, totals)
      judge(network)
    }
    totals.passedOn += network.cases.filter(({ above }) => above !== null).length
    for (const { pair } of network.cases) {
      const { life, log } = drained(pair, first, rules)
      expect(life.recipient).toEqual(life.sender)
      expect(life.sender?.responsible).toBe(responsibleOver(log))
    }
  })
}

const numRuns = 5 * (fc.readConfigureGlobal().numRuns ?? 400)
const nothingYet = (): Totals => ({ takenBack: 0, orphans: 0, transfers: 0, passedOn: 0 })

describe('c24: never without a responsible body', () => {
  test('over random histories of three to five bodies with sub-referrals, hand-backs and suspensions', () => {
    const totals = nothingYet()
    fc.assert(histories(RULES, totals), { numRuns })
    figure('c24', {
      seed: fc.readConfigureGlobal().seed ?? 'of fast-check',
      histories: numRuns,
      transfers: totals.transfers,
      'taken back': totals.takenBack,
      'passed on': totals.passedOn,
      'bodies that vanished': totals.orphans,
      'without a body': 0,
    })
    for (const count of Object.values(totals)) expect(count).toBeGreaterThan(numRuns / 20)
  }, 120_000)

  test.each<readonly [string, Rules['evolve']]>([
    [
      'responsibility moves when it is sent, not when it is taken',
      (life, event) => ({ ...evolve(life, event), ...(event.type === 'referral-requested' ? { responsible: 'recipient' as const } : {}) }),
    ],
    [
      'a hand-back frees the recipient before it was taken',
      (life, event) => ({ ...evolve(life, event), ...(event.type === 'referral-handed-back' ? { responsible: 'sender' as const } : {}) }),
    ],
    [
      'taking back from a suspended member takes nothing',
      (life, event) => {
        const next = evolve(life, event)
        return event.type === 'hand-back-taken' && life !== null && life.state !== 'handed-back'
          ? { ...next, responsible: life.responsible }
          : next
      },
    ],
  ])('a mistake is found: %s', (_name, mutant) => {
    expect(fc.check(histories({ ...RULES, evolve: mutant }, nothingYet()), { numRuns }).failed).toBe(true)
  })
})

describe('what a suspension asks', () => {
  test('of each side in every state', () => {
    const asked = (own: Side, responsible: Side) =>
      REFERRAL_STATES.map((state) => afterSuspension({ state, cancelling: false, responsible }, own)).join(' ')
    expect(asked('sender', 'sender')).toBe(asked('sender', 'recipient'))
    const ended = 'ended ended ended ended'
    expect(asked('sender', 'recipient')).toBe(
      `take-back take-back take-back take-back take-back take-back take-back ${ended} take-back ended ended`,
    )
    expect(asked('recipient', 'recipient')).toBe(`ours ours ours ours ours ours ours ${ended} ours ended ended`)
    expect(asked('recipient', 'sender')).toBe(`orphan orphan orphan orphan orphan orphan orphan ${ended} orphan ended ended`)
  })

  test('a recipient, and a sender whose referral has ended, takes nothing back', () => {
    const life: Life = { state: 'accepted', cancelling: false, responsible: 'recipient' }
    const refused = expect.objectContaining({ code: 'event-not-in-this-state' })
    expect(() => takeBackFromSuspended(life, 'recipient')).toThrow(refused)
    expect(() => takeBackFromSuspended({ ...life, state: 'rejected' }, 'sender')).toThrow(refused)
    expect(takeBackFromSuspended(life, 'sender')).toEqual({ type: 'hand-back-taken', data: {} })
  })
})

describe('over both logs', () => {
  const log = (...events: readonly (readonly [Side, LoggedEvent['type'], boolean?])[]): LoggedEvent[] =>
    events.map(([by, type, refused]) => ({ by, type, data: { transfer: true }, ...(refused === undefined ? {} : { refused }) }))
  const asked = ['sender', 'referral-requested'] as const
  const accepted = ['recipient', 'referral-accepted'] as const

  test('an acceptance counts as soon as it stands in the log of the recipient, and not when the sender refused it', () => {
    expect(responsibleOver({ sender: log(asked), recipient: log(asked) })).toBe('sender')
    expect(responsibleOver({ sender: log(asked), recipient: log(asked, accepted) })).toBe('recipient')
    expect(responsibleOver({ sender: log(asked, [...accepted, true]), recipient: log(asked, accepted) })).toBe('sender')
    expect(responsibleOver({ sender: log(asked), recipient: log(asked, [...accepted, true]) })).toBe('sender')
  })

  test('nothing but the words of the takers moves it', () => {
    for (const type of EVENT_TYPES) {
      const own = { sender: log(asked, ['sender', type]), recipient: log(asked, accepted) }
      expect(responsibleOver(own), type).toBe(['hand-back-taken', 'referral-entered-in-error'].includes(type) ? 'sender' : 'recipient')
    }
  })
})
