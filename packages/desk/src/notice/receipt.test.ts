import {
  Category,
  type ConsentView,
  type Grant,
  HowGiven,
  InterpreterKind,
  NOTICES,
  noticeIn,
  Purpose,
  RECEIPT_LANGUAGES,
} from '@ihala/contract'
import { expect, test } from 'vitest'
import { receiptLanguage, receiptOf } from './receipt.ts'

const P = 'pZ3kq9Yv1TnXw0c2L8sR5A'
const from = { entityId: 'https://itf.network.example', names: { ar: 'مكتب الاتصال', en: 'Liaison office' } }
const to = { entityId: 'https://care-house.network.example', names: { ar: 'بيت الرعاية', en: 'Care House' } }

const evidence = (interpreter: (typeof InterpreterKind)['enum'][number], howGiven: (typeof HowGiven)['enum'][number]) => ({
  v: 2 as const,
  notice: noticeIn('npi'),
  language: 'npi',
  understood: true as const,
  readBack: true,
  interpreter,
  howGiven,
  witnessed: true,
  privatelyConfirmed: true,
  takenAt: '2026-11-22T21:30:00Z',
  takenBy: P,
  coolingOff: 'waited' as const,
})
const said = evidence('independent', 'thumb')
const standing = { relation: 'mother', inMatter: 'none' } as const
const BASES: readonly Grant['basis'][] = [
  ...InterpreterKind.enum.flatMap((interpreter) =>
    HowGiven.enum.map((how): Grant['basis'] => ({ kind: 'consent', evidence: evidence(interpreter, how) })),
  ),
  { kind: 'guardian', guardian: 'natural', standing, assent: true, evidence: said },
  { kind: 'incapacity', decidedBy: { kind: 'guardian', standing, evidence: said }, askAgainAt: '2026-12-01T00:00:00Z' },
  { kind: 'statutory', step: 'committee', filing: said },
  { kind: 'danger', reason: 'danger-to-life', staff: [P, 'Qm1xr0bT6yJc3hKd9WfNsg'] },
]
const grantOf = (basis: Grant['basis'], categories: readonly Category[] = Category.enum): Grant => ({
  iss: from.entityId,
  aud: to.entityId,
  jti: P,
  iat: 1_795_000_000,
  exp: 1_796_000_000,
  person: P,
  basis,
  purposes: [...Purpose.enum],
  categories: [...categories],
  eraseAt: '2027-05-01T21:30:00.000Z',
  onward: { kinds: ['legal-aid', 'hostel'], categories: ['need'], depth: 1 },
  excluded: ['https://labour-attache.network.example'],
  wayBack: true,
})
const viewOf = ({ basis, purposes, categories, eraseAt, wayBack, excluded }: Grant): ConsentView => ({
  basis: basis.kind,
  purposes,
  categories,
  until: '2027-02-01T21:30:00.000Z',
  eraseAt,
  wayBack,
  language: 'npi',
  howGiven: 'thumb',
  excluded,
  withdrawn: [],
})

test.each(RECEIPT_LANGUAGES)(
  'C6: in %s every ground, category, purpose and way of saying yes has its words, and no place is left open',
  (language) => {
    for (const basis of BASES) {
      const grant = grantOf(basis)
      const { text } = receiptOf({ from, to, given: viewOf(grant), grant, timeZone: 'Asia/Qatar' }, language)
      expect(text).not.toMatch(/[{}]|undefined|null|NaN/)
      // A notice is said in words, never by its code.
      expect(NOTICES.filter(({ id }) => text.includes(`${id},`) || text.includes(`${id}،`))).toEqual([])
      // Whom the person excluded, a paper that may be found does not say; nor the pseudonym.
      expect(text).not.toMatch(/labour-attache|pZ3kq9/)
      expect(text).toContain(language === 'ara' ? 'بيت الرعاية' : 'Care House')
    }
  },
)

test('C6: days are those of where the person is, and a kind of body without a word is said by its name', () => {
  const grant = grantOf({ kind: 'consent', evidence: said })
  const { text } = receiptOf({ from, to, given: viewOf(grant), grant, timeZone: 'Asia/Qatar' }, 'eng')
  expect(text).toContain('Until 2 February 2027.')
  expect(text).toContain('by 2 May 2027')
  expect(text).toContain('told on 23 November 2026 in Nepali')
  expect(text).toContain('legal help and hostel')
  expect(text).not.toContain('in turn')
  const further = { ...grant, onward: { ...grant.onward, depth: 2 } }
  const { text: twice } = receiptOf({ from, to, given: viewOf(further), grant: further, timeZone: 'Asia/Qatar' }, 'eng')
  expect(twice).toContain('Those may pass it on in turn')
})

test('C6: what was taken back is not what somebody gets; taken back whole, nothing is left but how it stands', () => {
  const grant = grantOf({ kind: 'consent', evidence: said }, ['need', 'identity', 'health'])
  const given = { ...viewOf(grant), categories: ['need', 'identity'] as Category[], withdrawn: ['health'] as Category[] }
  const some = receiptOf({ from, to, given, grant, timeZone: 'Asia/Qatar' }, 'eng')
  expect([some.categories, some.takenBack]).toEqual([['need', 'identity'], ['health']])
  expect(some.text).toContain('You took back: your health.')
  const none = receiptOf(
    { from, to, given: { ...given, categories: [], withdrawn: ['need', 'identity', 'health'] }, grant: null, timeZone: 'Asia/Qatar' },
    'eng',
  )
  expect([none.record, none.categories, none.told, none.wayBack]).toEqual([null, [], null, false])
  expect(none.text).toContain('You took all of it back')
  expect(none.text).not.toContain('gets from')
})

test('the paper is in the language the person was told in where there are words in it, else in Arabic', () => {
  expect([receiptLanguage('eng'), receiptLanguage('npi'), receiptLanguage(null)]).toEqual(['eng', 'ara', 'ara'])
})
