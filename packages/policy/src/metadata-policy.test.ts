import type { MemberMetadata } from '@ihala/contract'
import { describe, expect, it } from 'vitest'
import { applyMetadataPolicy, eventsOf, policyOfKind } from './index.ts'

const shelter: MemberMetadata = {
  kind: 'shelter',
  names: { ar: 'دار', en: 'House' },
  status: 'live',
  bus_tag: `A${'B'.repeat(55)}`,
  sends: ['referral-accepted', 'invented-event'],
  accepts: {},
  takes: ['need', 'health'],
  serves: [],
}

describe('K7: a policy of kind × event', () => {
  it('takes away what the kind may not send or be given', () => {
    const resolved = applyMetadataPolicy(shelter, policyOfKind('shelter', ['need']))
    expect(resolved).toEqual({ ...shelter, sends: ['referral-accepted'], takes: ['need'] })
    expect(applyMetadataPolicy(shelter, policyOfKind('national-committee', []))).toMatchObject({ sends: [], takes: [] })
  })

  it('says the kind, whatever the member says', () => {
    expect(applyMetadataPolicy({ ...shelter, kind: 'legal-aid' }, policyOfKind('shelter', []))?.kind).toBe('shelter')
    expect(eventsOf('shelter')).toContain('referral-accepted')
  })

  it('is nobody when the kind is none of those allowed, and everything as it is without a policy', () => {
    const { ihala_member } = policyOfKind('shelter', [])
    const policy = { ihala_member: { ...ihala_member, kind: { one_of: ['charity'] } } }
    expect(applyMetadataPolicy(shelter, policy)).toBeUndefined()
    expect(applyMetadataPolicy(shelter, undefined)).toBe(shelter)
  })
})
