import { type GrantBasis, noticeIn, noticeText } from '@ihala/contract'
import type { ServiceContext } from '@ihala/kit'
import { expect, test } from 'vitest'
import { assertReviewedIn } from './reviewed.ts'

const P = 'pZ3kq9Yv1TnXw0c2L8sR5A'
const consent: GrantBasis = {
  kind: 'consent',
  evidence: {
    v: 2,
    notice: noticeIn('amh'),
    language: 'amh',
    understood: true,
    readBack: true,
    interpreter: 'independent',
    howGiven: 'signature',
    witnessed: false,
    privatelyConfirmed: true,
    takenAt: '2026-11-22T09:00:00Z',
    takenBy: P,
    coolingOff: 'waited',
  },
}
const danger: GrantBasis = { kind: 'danger', reason: 'danger-to-life', staff: [P, 'Qm1xr0bT6yJc3hKd9WfNsg'] }
const at = (environment: 'development' | 'production') => ({ config: { environment } }) as object as Pick<ServiceContext, 'config'>

test('c20: in production a text that no native speaker has read binds nobody; a demonstration may show it', () => {
  expect(noticeText('protection', 1, 'amh')?.reviewed).toBeNull()
  expect(() => assertReviewedIn(at('production'), consent)).toThrow(expect.objectContaining({ code: 'notice-not-reviewed' }))
  expect(() => assertReviewedIn(at('development'), consent)).not.toThrow()
  // Nobody was told anything.
  expect(() => assertReviewedIn(at('production'), danger)).not.toThrow()
})
