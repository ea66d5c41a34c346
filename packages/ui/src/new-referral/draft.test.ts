import { check, NewReferral } from '@ihala/contract'
import { expect, test } from 'vitest'
import {
  bandOf,
  type Draft,
  disclosed,
  EMPTY_DRAFT,
  goesWhen,
  mayOpen,
  prefilled,
  purposesOf,
  requestOf,
  servedFirst,
  waits,
} from './draft.ts'
import { answered, missingIn, QUESTIONS, questionOf, reachable, stageOf } from './questions.ts'

const fits = check(NewReferral)
const PERSON = '01930000-0000-7000-8000-000000000001'
const moment = { now: '2026-01-31T10:00:00.000Z', takenBy: 'AAAAAAAAAAAAAAAAAAAAAA' }
const full: Draft = {
  personId: PERSON,
  to: 'https://care-house.ihala.example',
  step: 'request',
  byTelephone: false,
  next: [],
  together: false,
  need: {
    ...EMPTY_DRAFT.need,
    needs: ['shelter'],
    urgency: 'tonight',
    sex: 'female',
    ageBand: '25-34',
    languages: [{ code: 'amh', speaks: true, reads: false }],
  },
  consent: {
    ...EMPTY_DRAFT.consent,
    categories: ['need', 'identity'],
    purposes: ['shelter'],
    language: 'amh',
    interpreter: 'independent',
    howGiven: 'thumb',
    understood: true,
    readBack: true,
    privatelyConfirmed: true,
    witnessed: true,
    coolingOff: 'waited',
    months: 1,
  },
}

test('a full draft is a request that fits the contract, and ends on the last day of a shorter month', () => {
  const request = requestOf(full, moment)
  expect(fits.firstFault(request)).toBeUndefined()
  expect(request?.consent.until).toBe('2026-02-28T10:00:00.000Z')
  expect(Date.parse(request?.consent.eraseAt ?? '')).toBeGreaterThan(Date.parse(request?.consent.until ?? ''))
})

test('C1: without a consent the person understood there is no request', () => {
  expect(requestOf({ ...full, consent: { ...full.consent, understood: false } }, moment)).toBeUndefined()
  expect(answered('told', { ...full, consent: { ...full.consent, privatelyConfirmed: false } })).toBe(false)
  expect(answered('told', { ...full, consent: { ...full.consent, witnessed: false } })).toBe(false)
  expect(requestOf({ ...full, consent: { ...full.consent, language: 'som' } }, moment)).toBeUndefined()
  expect(requestOf({ ...full, consent: { ...full.consent, coolingOff: undefined } }, moment)).toBeUndefined()
})

test.each(['under-18', 'unknown'] as const)('R-6: at age %s only a guardian with the child’s assent can say yes', (ageBand) => {
  const minor = { ...full, need: { ...full.need, ageBand } }
  expect(requestOf(minor, moment)).toBeUndefined()
  expect(answered('told', minor)).toBe(false)
  const guarded = {
    ...minor,
    consent: {
      ...minor.consent,
      guardian: 'appointed' as const,
      guardianRelation: 'grandparent' as const,
      guardianInMatter: 'none' as const,
      assent: true,
    },
  }
  expect(requestOf(guarded, moment)?.consent.basis.kind).toBe('guardian')
  expect(fits.firstFault(requestOf(guarded, moment))).toBeUndefined()
})

test('only sections the consent opens go', () => {
  const person = {
    id: PERSON,
    version: 1,
    need: null,
    files: [],
    sections: { identity: { names: { latin: 'Asha Invented' }, sex: 'female' as const }, health: { summary: 'x' } },
  }
  expect(disclosed(full, person)).toEqual({ go: ['identity'], stay: ['health'] })
  expect(prefilled(EMPTY_DRAFT, person, '2026-01-31').need.sex).toBe('female')
})

test('after a body that could not, the next is asked for the same person with the same need; whether they agree is asked anew', () => {
  const identity = { names: { latin: 'Asha Invented' }, sex: 'female' as const }
  const person = { id: PERSON, version: 1, need: null, files: [], sections: { identity } }
  const asked = requestOf(full, moment)?.need
  const again = prefilled(EMPTY_DRAFT, person, '2026-01-31', asked)
  expect(again.personId).toBe(PERSON)
  expect(again.need).toEqual(full.need)
  expect(again.consent.purposes).toEqual(['shelter'])
  expect(QUESTIONS.filter((question) => !answered(question, again))).toEqual(['recipient', 'told'])
})

test('DESIGN §7: a referral goes on only to the kinds the person named, and twice only where they said so', () => {
  const onward = (change: Partial<Draft['consent']>) =>
    requestOf({ ...full, consent: { ...full.consent, ...change } }, moment)?.consent.onward
  expect(onward({ onwardFurther: true })).toEqual({ kinds: [], categories: [], depth: 0 })
  expect(onward({ onwardKinds: ['legal-aid'] })?.depth).toBe(1)
  expect(onward({ onwardKinds: ['legal-aid'], onwardFurther: true })).toEqual({
    kinds: ['legal-aid'],
    categories: ['need', 'identity'],
    depth: 2,
  })
})

test('R-5: a door opens only to a body that may be given what is behind it', () => {
  expect(mayOpen('exposure', ['need', 'identity', 'health'])).toBe(false)
  expect(mayOpen('exposure', ['need', 'exposure'])).toBe(true)
  expect(mayOpen('health', [])).toBe(false)
})

test('an age band follows the birthday, not the year', () => {
  expect(bandOf('2008-02-01', '2026-01-31')).toBe('under-18')
  expect(bandOf('2008-01-31', '2026-01-31')).toBe('18-24')
  expect(bandOf('1950-01-01', '2026-01-31')).toBe('65-and-over')
})

test('purposes follow from needs, each once', () => {
  expect(purposesOf(['health-care', 'psychological-care', 'interpretation'])).toEqual(['health-care'])
})

test('nobody skips ahead, and a problem leads to its question', () => {
  expect(reachable('check', EMPTY_DRAFT)).toBe('person')
  expect(reachable('check', full)).toBe('check')
  expect(reachable('recipient', full)).toBe('recipient')
  expect(questionOf('/need/note')).toBe('conditions')
  expect(questionOf('/need/languages/0/code')).toBe('who')
  expect(questionOf('/consent/basis/evidence/language')).toBe('told')
  expect(questionOf('/consent/until')).toBe('until')
  expect(questionOf('/elsewhere')).toBeUndefined()
  expect(QUESTIONS.map(stageOf)).toEqual([0, 1, 2, 2, 2, 3, 3, 3, 4])
})

test('what a question lacks is named field by field, each at its own question', () => {
  const minor = { ...EMPTY_DRAFT.need, ageBand: 'under-18' as const }
  const next = [{ to: 'https://charity.ihala.example', takes: [], agreed: false }]
  const blank: Draft = { ...EMPTY_DRAFT, need: minor, consent: { ...EMPTY_DRAFT.consent, categories: [], howGiven: 'thumb' }, next }
  const lacking = QUESTIONS.flatMap((question) => missingIn(question, blank).map(({ field }) => ({ question, field })))
  expect(lacking.length).toBeGreaterThan(18)
  for (const { question, field } of lacking) expect([field, questionOf(field)]).toEqual([field, question])
  expect(QUESTIONS.flatMap((question) => missingIn(question, full))).toEqual([])
  expect(missingIn('told', { ...full, consent: { ...full.consent, witnessed: false, coolingOff: undefined } })).toEqual([
    { field: '/consent/basis/evidence/witnessed', words: 'new.told.witnessed.must' },
    { field: '/consent/basis/evidence/coolingOff', words: 'new.ask.cooling-off' },
  ])
})

test('J-2: whom the person wants asked next goes in their order, each under a consent of its own that opens no more than it may take', () => {
  const next = [
    { to: 'https://charity.ihala.example', takes: ['need' as const], agreed: true },
    { to: 'https://other-house.ihala.example', takes: ['need' as const, 'identity' as const], agreed: true },
  ]
  const request = requestOf({ ...full, next }, moment)
  expect(fits.firstFault(request)).toBeUndefined()
  expect(request?.next?.map(({ to, consent }) => [to, consent.categories])).toEqual([
    ['https://charity.ihala.example', ['need']],
    ['https://other-house.ihala.example', ['need', 'identity']],
  ])
  // A body that the person has not been asked about is not sent, and the question stays open.
  const unasked = { ...full, next: next.map((body) => ({ ...body, agreed: false })) }
  expect([requestOf(unasked, moment), answered('until', unasked), answered('until', full)]).toEqual([undefined, false, true])
})

test('DESIGN §8: only an immediate need goes at once, and not when its person wants to think; what is said of it is what happens', () => {
  const asked = (urgency: NonNullable<Draft['need']['urgency']>, coolingOff: Draft['consent']['coolingOff'], offline = false) => {
    const draft = { need: { ...full.need, urgency }, consent: { ...full.consent, coolingOff } }
    return [waits(draft), goesWhen(draft, offline)]
  }
  expect(asked('immediate', 'immediate')).toEqual([false, 'undo.goes-at-once'])
  expect(asked('immediate', 'immediate', true)).toEqual([false, 'offline.goes-at-once'])
  expect(asked('immediate', 'waited')).toEqual([true, 'undo.will-wait'])
  expect(asked('tonight', undefined)).toEqual([true, 'undo.will-wait'])
  expect(asked('tonight', 'asked-not-to-wait')).toEqual([true, 'undo.will-wait-asked'])
  expect(asked('tonight', 'asked-not-to-wait', true)).toEqual([true, 'offline.will-wait'])
})

test('DESIGN §8: one question goes to several at once only as a question, and is not told by telephone', () => {
  const next = [{ to: 'https://charity.ihala.example', takes: ['need' as const], agreed: true }]
  const together = requestOf({ ...full, next, together: true, byTelephone: true }, moment)
  expect(fits.firstFault(together)).toBeUndefined()
  expect([together?.step, together?.byTelephone, together?.next, together?.beside?.map(({ to }) => to)]).toEqual([
    'enquire',
    undefined,
    undefined,
    ['https://charity.ihala.example'],
  ])
  // With nobody beside them it is a referral as any other.
  expect(requestOf({ ...full, together: true }, moment)).toEqual(requestOf(full, moment))
})

test('what the chosen body serves stands first among the needs, the rest in its order', () => {
  expect(servedFirst(['shelter', 'legal-aid', 'health-care'], ['health-care'])).toEqual(['health-care', 'shelter', 'legal-aid'])
  expect(servedFirst(['shelter', 'legal-aid'], [])).toEqual(['shelter', 'legal-aid'])
})
