import type { CrossOrder } from '@ihala/contract'
import { verifyCrossing } from '@ihala/seal'
import { expect, test } from 'vitest'
import { testAnchor } from '../test/kit/anchor.ts'
import { signCrossing } from './anchor-crossing.ts'

const NOW = 1_772_352_000
const { anchor, signers } = testAnchor('https://trust-anchor.network.example')
const abroad = testAnchor('https://registry.hijra.example')
const until = NOW + 3600
const order: CrossOrder = {
  status: 'live',
  agreement: {
    entityId: abroad.anchor.iss,
    names: { ar: 'شبكة هجرة', en: 'Hijra network' },
    keys: abroad.keys,
    constraints: { max_path_length: 1, naming_constraints: { permitted: ['.hijra.example'] } },
    policy: {
      ihala_member: { kind: { one_of: ['shelter'] }, sends: { subset_of: [] }, accepts: { subset_of: [] }, takes: { subset_of: [] } },
    },
    until,
  },
}
function told(said: CrossOrder, now: number) {
  const { jws } = signCrossing({ entityId: anchor.iss, signers }, said, new Date(now * 1000))
  const heard = verifyCrossing([jws], [anchor], now)
  const [certificate] = heard.outcome === 'trusted' ? heard.content.certificates : []
  return certificate && { exp: certificate.exp, status: certificate.metadata.ihala_network.status }
}

test('K6: two bodies say what was agreed, never beyond its last moment, and after that, or when it was decided, that it ended', () => {
  expect(told(order, NOW)).toEqual({ exp: until, status: 'live' })
  expect(told(order, until)).toEqual({ exp: until + 86_400, status: 'ended' })
  expect(told({ ...order, status: 'ended' }, NOW)).toEqual({ exp: NOW + 86_400, status: 'ended' })
  expect(() => told({ ...order, agreement: { ...order.agreement, keys: abroad.keys.slice(0, 1) } }, NOW)).toThrow('valid cross-certificate')
})
