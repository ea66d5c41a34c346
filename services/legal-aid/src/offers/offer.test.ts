import { LawyerView, REFERRAL_STATES, STAFF_ROLES } from '@ihala/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertMayOffer, assertMayReturn, assertMayTake, assertSees, assertSuits, seesAllOffers, speakTogether } from './offer.ts'

const yusuf = { id: '01890a5d-ac96-774b-bcce-b302099a8001', languages: ['ara', 'eng', 'ben', 'urd'] }
const reem = { id: '01890a5d-ac96-774b-bcce-b302099a8002', languages: ['ara', 'eng', 'fra'] }
const speaking = (...codes: string[]) => ({ languages: codes.map((code) => ({ code, speaks: true, reads: false })) })
const refusal = (code: string, facts?: object) => expect.objectContaining({ code, ...(facts && { facts }) })
const passing = (states: readonly string[], decide: (state: never) => void) =>
  states.filter((state) => {
    try {
      decide(state as never)
      return true
    } catch {
      return false
    }
  })

test('J-3: a case is offered when it was asked for, and by the body that was asked', () => {
  expect(passing(REFERRAL_STATES, (state) => assertMayOffer({ side: 'recipient', state, conflict: null }))).toEqual([
    'requested',
    'opened',
    'accepted',
    'in-progress',
    'on-hold',
  ])
  expect(passing(REFERRAL_STATES, (state) => assertMayOffer({ side: 'sender', state, conflict: null }))).toEqual([])
})

test('J-3: nothing is offered or taken while a conflict check is open or found one', () => {
  for (const conflict of ['asked', 'found'] as const) {
    expect(() => assertMayOffer({ side: 'recipient', state: 'opened', conflict })).toThrow(refusal('conflict-unresolved'))
    expect(() =>
      assertMayTake({ lawyerId: yusuf.id, state: 'offered' }, yusuf.id, { side: 'recipient', state: 'accepted', conflict }),
    ).toThrow(refusal('conflict-unresolved'))
  }
  expect(() => assertMayOffer({ side: 'recipient', state: 'opened', conflict: 'none' })).not.toThrow()
})

test('R-10: reading a language together is not speaking it', () => {
  expect(speakTogether(yusuf, speaking('ben'))).toBe(true)
  expect(speakTogether(yusuf, { languages: [{ code: 'ben', speaks: false, reads: true }] })).toBe(false)
})

test('R-10: who speaks Bengali goes to the lawyer who does', () => {
  expect(() => assertSuits(yusuf.id, speaking('ben'), [yusuf, reem])).not.toThrow()
  expect(() => assertSuits(reem.id, speaking('ben'), [yusuf, reem])).toThrow(
    refusal('body-invalid', { field: '/lawyerId', rule: 'language' }),
  )
})

test('R-10: where nobody left to ask speaks it, any lawyer helps with an interpreter', () => {
  expect(() => assertSuits(reem.id, speaking('amh'), [yusuf, reem])).not.toThrow()
  expect(() => assertSuits(reem.id, speaking('ben'), [reem])).not.toThrow()
  expect(() => assertSuits(yusuf.id, speaking('ben'), [reem])).toThrow(refusal('body-invalid', { field: '/lawyerId', rule: 'available' }))
})

test('R-10: as long as one lawyer may be asked, the case can be offered to somebody', () => {
  const language = fc.constantFrom('ara', 'eng', 'ben', 'fra', 'amh', 'swa')
  const lawyers = fc.uniqueArray(fc.record({ id: fc.uuid(), languages: fc.uniqueArray(language) }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ id }) => id,
  })
  fc.assert(
    fc.property(lawyers, fc.uniqueArray(language, { minLength: 1 }), (available, spoken) => {
      const suits = passing(
        available.map(({ id }) => id),
        (id) => assertSuits(id, speaking(...spoken), available),
      )
      expect(suits.length).toBeGreaterThan(0)
    }),
  )
})

test('only the lawyer it was made to takes an offer, once, and after the referral was accepted', () => {
  const offer = { lawyerId: yusuf.id, state: 'offered' as const }
  expect(passing(REFERRAL_STATES, (state) => assertMayTake(offer, yusuf.id, { side: 'recipient', state, conflict: 'none' }))).toEqual([
    'accepted',
    'in-progress',
    'on-hold',
  ])
  const accepted = { side: 'recipient', state: 'accepted', conflict: null } as const
  expect(() => assertMayTake(offer, reem.id, accepted)).toThrow(refusal('not-allowed'))
  for (const state of ['taken', 'returned'] as const)
    expect(() => assertMayTake({ ...offer, state }, yusuf.id, accepted)).toThrow(refusal('state-forbids', { state }))
})

test('a lawyer gives back the own offers; a coordinator those of a lawyer who cannot; of others nobody is told', () => {
  for (const state of ['offered', 'taken'] as const) expect(() => assertMayReturn({ state })).not.toThrow()
  expect(() => assertMayReturn({ state: 'returned' })).toThrow(refusal('state-forbids'))
  const offer = { lawyerId: yusuf.id }
  expect(() => assertSees(offer, { id: yusuf.id, roles: ['lawyer'] })).not.toThrow()
  expect(() => assertSees(offer, { id: reem.id, roles: ['legal-coordinator'] })).not.toThrow()
  expect(() => assertSees(offer, { id: reem.id, roles: ['lawyer'] })).toThrow(refusal('not-found', {}))
})

test('who co-ordinates sees all offers, nobody else', () => {
  expect(STAFF_ROLES.filter((role) => seesAllOffers([role]))).toEqual(['legal-coordinator'])
  expect(Object.keys(LawyerView.properties).sort()).toEqual(['cases', 'id', 'languages', 'names'])
})
