import { BusAway, type BusFacts, type InboxFacts } from '@ihala/exchange'
import { expect, test } from 'vitest'
import { figure } from '../../../test/kit/figures.ts'
import { BusProblem, busProblems, guardBus } from './bus-guard.ts'

const inbox: InboxFacts = {
  storage: 'file',
  retention: 'workqueue',
  discard: 'new',
  messagesPerSubject: 1,
  discardsNewPerSubject: true,
  copies: 3,
  maxAge: 14 * 86_400,
  answers: true,
  handsOn: false,
}
const good: BusFacts = { version: '2.14.9', tls: true, asksCertificates: true, jetstream: true, maxPayload: 600_000, inbox }
const bus = (facts: BusFacts) => ({ connect: async () => undefined, facts: async () => facts })

test('T11: a good bus is taken in production, and nothing is said', async () => {
  expect(busProblems(good)).toEqual([])
  expect(busProblems({ ...good, version: '2.12.15' })).toEqual([])
  const said: string[] = []
  await guardBus(bus(good), true, (what) => void said.push(what))
  expect(said).toEqual([])
})

test('T11: every setting a member can see is looked at, each with a sentence of its own', () => {
  const bad: readonly (readonly [Partial<BusFacts>, RegExp])[] = [
    [{ version: '2.9.10' }, /nats-server 2\.9\.10, which lacks corrections/],
    [{ version: '2.14.4' }, /2\.14\.4, which lacks/],
    [{ version: '2.13.9' }, /2\.13\.9, which lacks/],
    [{ version: '2.14.9-RC.1' }, /2\.14\.9-RC\.1, which lacks/],
    [{ version: 'unknown' }, /unknown, which lacks/],
    [{ version: '2.15.0' }, /2\.15\.0, on which acknowledgements/],
    [{ version: '3.0.0' }, /3\.0\.0, on which acknowledgements/],
    [{ tls: false, asksCertificates: false }, /without TLS/],
    [{ asksCertificates: false }, /no certificate/],
    [{ jetstream: false }, /keeps nothing/],
    [{ maxPayload: 65_536 }, /65536 bytes/],
    [{ inbox: 'missing' }, /no stream/],
    [{ inbox: 'untold' }, /credentials anew/],
    [{ inbox: { ...inbox, storage: 'memory' } }, /`storage: file`/],
    [{ inbox: { ...inbox, retention: 'limits' } }, /`retention: workqueue`/],
    [{ inbox: { ...inbox, discard: 'old' } }, /`discard: new`/],
    [{ inbox: { ...inbox, messagesPerSubject: -1 } }, /`max_msgs_per_subject: 1`/],
    [{ inbox: { ...inbox, discardsNewPerSubject: false } }, /`discard_new_per_subject: true`/],
    [{ inbox: { ...inbox, copies: 1 } }, /on 1 server instead of three/],
    [{ inbox: { ...inbox, maxAge: 0 } }, /14 days/],
    [{ inbox: { ...inbox, answers: false } }, /`no_ack: false`/],
    [{ inbox: { ...inbox, handsOn: true } }, /`republish`/],
  ]
  for (const [change, names] of bad) {
    const problems = busProblems({ ...good, ...change })
    expect([change, problems.length]).toEqual([change, 1])
    expect(problems[0]).toMatch(names)
  }
  figure('T11', { 'bad settings': bad.length, refused: bad.length, 'good ones refused': 0 })
})

test('T11: production refuses 2.9.10; a demonstration runs on it and says so in one line', async () => {
  const old = { ...good, version: '2.9.10', tls: false, inbox: { ...inbox, copies: 1 } }
  await expect(guardBus(bus(old), true, () => undefined)).rejects.toThrow(BusProblem)
  await expect(guardBus(bus(old), true, () => undefined)).rejects.toThrow(/2\.9\.10.*\n.*TLS.*\n.*instead of three/)
  const said: string[] = []
  await guardBus(bus(old), false, (what) => void said.push(what))
  expect(said).toEqual([expect.stringMatching(/^DEMONSTRATION ONLY: .*2\.9\.10.*TLS.*instead of three/)])
})

test('a bus that is away is waited for, not refused', async () => {
  const away = { connect: () => Promise.reject(new BusAway()), facts: async () => good }
  await expect(guardBus(away, true, () => undefined)).rejects.toThrow(BusAway)
})
