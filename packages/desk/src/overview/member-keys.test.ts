import type { MemberKey } from '@ihala/contract'
import { expect, test } from 'vitest'
import { endingSoon } from './member-keys.ts'

const NOW = Date.parse('2026-11-22T09:30:00Z') / 1000
const DAY = 86_400
const key = (kid: string, use: MemberKey['use'], days: number, revokedAt?: number): MemberKey => ({
  kty: 'OKP',
  crv: use === 'sig' ? 'Ed25519' : 'X25519',
  x: 'A'.repeat(43),
  kid: kid.padEnd(43, 'A'),
  use,
  nbf: NOW - 60 * DAY,
  exp: NOW + days * DAY,
  ...(revokedAt === undefined ? {} : { revokedAt }),
})

test('a key of ours that ends within 14 days is spoken of, and whether another follows it', () => {
  const said = endingSoon([key('signing', 'sig', 14), key('sealing', 'enc', 3), key('newer', 'enc', 33), key('far', 'sig', 13, NOW)], NOW)
  expect(said.map(({ kid, followed }) => [kid, followed])).toEqual([
    ['sealingA', true],
    ['signingA', false],
  ])
  expect(endingSoon([key('signing', 'sig', 15), key('sealing', 'enc', 30)], NOW)).toEqual([])
})

test('a key that ended is spoken of only where no other came after it', () => {
  expect(endingSoon([key('old', 'sig', -1), key('now', 'sig', 60)], NOW)).toEqual([])
  expect(endingSoon([key('old', 'sig', -1)], NOW)).toMatchObject([{ followed: false }])
})
