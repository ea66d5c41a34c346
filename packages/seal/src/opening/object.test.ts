import { ENVELOPE, type Grant } from '@ihala/contract'
import { describe, expect, it } from 'vitest'
import { json, member, NOW, randomId, receipt, registryOf } from '../../test/two-members.ts'
import { hashOf, openGrant, openReceipt, signCompact, signEvent, signGrant, signReceipt } from '../index.ts'

const union = member('itf')
const ministry = member('ministry')
const keyOf = registryOf(union, ministry)

const grant: Grant = {
  iss: union.id,
  aud: ministry.id,
  jti: randomId(),
  iat: NOW,
  exp: NOW + 86_400,
  person: randomId(),
  basis: { kind: 'danger', reason: 'danger-to-life', staff: [randomId(), randomId()] },
  purposes: ['shelter'],
  categories: ['need'],
  eraseAt: '2027-01-01T00:00:00Z',
  onward: { kinds: [], categories: [], depth: 0 },
  excluded: [],
  wayBack: false,
}

describe('grants', () => {
  it('open to what was signed, and who signed it', () => {
    const jws = signGrant(grant, union.keyring)
    expect(openGrant(jws, keyOf)).toEqual({
      outcome: 'opened',
      content: grant,
      iss: union.id,
      kid: union.keyring.signing.kid,
      hash: hashOf(jws),
    })
  })

  it('are refused when somebody else signed, or something else was signed', () => {
    expect(openGrant(signGrant(grant, ministry.keyring), keyOf)).toMatchObject({ outcome: 'waiting', reason: 'unknown-key' })
    expect(openGrant(signGrant({ ...grant, iss: ministry.id }, union.keyring), keyOf)).toMatchObject({
      outcome: 'waiting',
      reason: 'unknown-key',
    })
    expect(openGrant(signEvent(json(grant), union.keyring), keyOf)).toEqual({ outcome: 'refused', code: 'inner-header-invalid' })
    const [head, , signature] = signGrant(grant, union.keyring).split('.')
    expect(openGrant(`${head}.${json({ ...grant, wayBack: true }).toString('base64url')}.${signature}`, keyOf)).toEqual({
      outcome: 'refused',
      code: 'signature-invalid',
    })
  })

  it('are refused when wider than the schema, or ambiguous', () => {
    expect(openGrant(signCompact(ENVELOPE.typ.grant, json({ ...grant, override: true }), union.keyring), keyOf)).toEqual({
      outcome: 'refused',
      code: 'claims-invalid',
      iss: union.id,
    })
    const twice = Buffer.from(JSON.stringify(grant).replace('"wayBack":false', '"wayBack":false,"wayBack":true'))
    expect(openGrant(signCompact(ENVELOPE.typ.grant, twice, union.keyring), keyOf)).toEqual({
      outcome: 'refused',
      code: 'payload-malformed',
      iss: union.id,
    })
  })
})

describe('receipts', () => {
  it('open as evidence, and as nothing else', () => {
    const word = receipt(ministry, union)
    const jws = signReceipt(word, ministry.keyring)
    expect(openReceipt(jws, keyOf)).toMatchObject({ outcome: 'opened', content: word, iss: ministry.id })
    expect(openGrant(jws, keyOf)).toEqual({ outcome: 'refused', code: 'inner-header-invalid' })
  })
})
