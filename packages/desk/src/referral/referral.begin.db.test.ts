import { type ConsentGiven, type NewReferral, Refusal } from '@ihala/contract'
import { type ServiceContext, type Tx, uuidv7 } from '@ihala/kit'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { consentGiven } from '../../test/consent-given.ts'
import { anOffice, consent, NEED, type Office, openKeys } from '../../test/office.ts'
import { exclusionsOf, keepExclusions } from '../person/exclusion.store.ts'
import { writeSections } from '../person/person.store.ts'
import { insertSection, personSections } from '../person/section.store.ts'
import { beginReferral } from './referral.begin.ts'

const LABOUR_ATTACHE = 'https://labour-attache.network.example'
const CARE_HOUSE = 'https://care-house.network.example'
const LAWYERS = 'https://lawyers.network.example'
const IDENTITY = { names: { latin: 'Hirut Abebe' }, sex: 'female', nationality: 'ETH' } as const

let office: Office
beforeAll(async () => {
  office = await anOffice()
}, 60_000)
beforeEach(() => {
  office.sent.length = 0
})
afterAll(() => office?.close())

const given = (personId: string, to: string, changes: Partial<ConsentGiven> = {}): NewReferral => ({
  personId,
  to,
  step: 'enquire',
  need: NEED,
  consent: consentGiven(changes),
  relatesTo: [],
})

const begin = (one: NewReferral) =>
  office.asSystem((tx) => {
    const service: ServiceContext = { ...office.service, law: (at) => ruleSetInForce(QATAR_DEMO_LAW, at) }
    return beginReferral(office.context(tx), service, one)
  })
const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Refusal) return error.code
      throw error
    },
  )
const disclosed = (tx: Tx, owner: string, content: object) =>
  insertSection(tx, openKeys, { id: uuidv7(), owner, category: 'identity', part: 'identity', at: office.clock.now.toISOString(), content })

test('c3: whom a person excluded in one conversation hears nothing of them in the next, not even an enquiry, and the next body is told', async () => {
  const personId = await office.person()
  await begin(given(personId, CARE_HOUSE, { excluded: [LABOUR_ATTACHE] }))
  expect(await refusalOf(begin(given(personId, LABOUR_ATTACHE)))).toBe('recipient-excluded')
  await begin(given(personId, LAWYERS))
  expect(office.sent.map(({ to, grant }) => [to, grant?.excluded])).toEqual([
    [CARE_HOUSE, [LABOUR_ATTACHE]],
    [LAWYERS, [LABOUR_ATTACHE]],
  ])
})

test('c3: so it is with whom they excluded without any referral, and with whom a partner says they excluded', async () => {
  const [walkedIn, came] = [await office.person(), await office.person()]
  await office.asSystem((tx) => keepExclusions(tx, walkedIn, [LABOUR_ATTACHE, LAWYERS], '2026-11-01T19:00:00.000Z'))
  await office.referral('recipient', 'accepted', { personId: came, consent: consent({ excluded: [LABOUR_ATTACHE] }) })
  for (const personId of [walkedIn, came]) expect(await refusalOf(begin(given(personId, LABOUR_ATTACHE)))).toBe('recipient-excluded')
  await office.asSystem((tx) => keepExclusions(tx, walkedIn, [LAWYERS], '2026-11-01T20:00:00.000Z'))
  expect(await office.asSystem((tx) => exclusionsOf(tx, walkedIn))).toEqual([LAWYERS])
  expect(office.sent).toEqual([])
})

test('c3: more than a grant can name are refused, never left out', async () => {
  const personId = await office.person()
  const fifty = Array.from({ length: 50 }, (_, at) => `https://body-${at}.network.example`)
  await office.asSystem((tx) => keepExclusions(tx, personId, fifty, '2026-11-01T19:00:00.000Z'))
  expect(await refusalOf(begin(given(personId, CARE_HOUSE, { excluded: [LABOUR_ATTACHE] })))).toBe('body-invalid')
  expect(await refusalOf(begin(given(personId, CARE_HOUSE)))).toBeUndefined()
})

test('c3: what came with a case and is sent back with the file stays under that case; what was changed is written here', async () => {
  const personId = await office.person()
  const came = await office.referral('recipient', 'accepted', { personId })
  await office.asSystem((tx) => disclosed(tx, came.caseId, IDENTITY))
  const owner = (identity: { readonly names: { readonly latin: string }; readonly sex: 'female'; readonly nationality: string }) =>
    office.asSystem(async (tx) => {
      await writeSections(tx, openKeys, personId, { identity }, undefined, office.context(tx).stamp)
      return (await personSections(tx, openKeys, personId)).get('identity')?.owner
    })
  // The order of its fields is no change.
  expect(await owner({ nationality: 'ETH', sex: 'female', names: { latin: 'Hirut Abebe' } })).toBe(came.caseId)
  expect(await owner({ ...IDENTITY, names: { latin: 'Hirut Abebe Tadesse' } })).toBe(personId)
  expect(await owner(IDENTITY)).toBe(came.caseId)
})
