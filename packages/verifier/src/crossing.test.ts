import type { CrossCertificate, RegistryStatement } from '@ihala/contract'
import { expect, test } from 'vitest'
import { type TestAnchor, testAnchor } from '../../../test/kit/anchor.ts'
import { readWho, vouchedKeys } from './who.ts'

const NOW = 1_772_352_000
const ours = testAnchor('https://trust-anchor.ihala.example')
const abroad = testAnchor('https://registry.hijra.example')
const third = testAnchor('https://registry.safar.example')
const anchors = [{ iss: ours.anchor.iss, keys: ours.keys }]
// Any Ed25519 key will do for a member's.
const [memberKey] = testAnchor('https://hostel.hijra.example').keys
const key = { x: memberKey?.x ?? '', kid: memberKey?.kid ?? '' }
const names = { ar: 'نزل', en: 'Hostel' }

function certificate(by: TestAnchor, about: TestAnchor, length: number, ...permitted: string[]): string {
  const content: CrossCertificate = {
    iss: by.anchor.iss,
    sub: about.anchor.iss,
    iat: NOW,
    exp: NOW + 3600,
    jwks: { keys: about.keys },
    metadata: { ihala_network: { names, status: 'live', until: NOW + 86_400 } },
    constraints: { max_path_length: length, naming_constraints: { permitted } },
    metadata_policy: {
      ihala_member: { kind: { one_of: ['shelter'] }, sends: { subset_of: [] }, accepts: { subset_of: [] }, takes: { subset_of: [] } },
    },
  }
  return by.says(content)
}
function statement(by: TestAnchor, sub: string, iat = NOW): string {
  const content: RegistryStatement = {
    iss: by.anchor.iss,
    sub,
    iat,
    exp: iat + 3600,
    jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: key.x, kid: key.kid, use: 'sig', nbf: NOW, exp: NOW + 86_400 }] },
    metadata: {
      ihala_member: {
        kind: 'shelter',
        names,
        status: 'live',
        bus_tag: `A${'B'.repeat(55)}`,
        sends: [],
        accepts: {},
        serves: [],
        takes: [],
      },
    },
  }
  return by.says(content)
}
const hostel = 'https://hostel.hijra.example'
const traveller = 'https://hostel.safar.example'
const said = (...words: string[]) => readWho(words, anchors)
const unsigned = expect.objectContaining({ code: 'statement-not-signed' })
const refused = (...words: string[]): unknown => {
  try {
    said(...words)
    return undefined
  } catch (fault) {
    return fault
  }
}

test('K6: evidence about another network’s member counts by the cross-certificates that are in it, in whatever order', () => {
  const crossing = certificate(ours, abroad, 1, '.hijra.example')
  expect(said(statement(abroad, hostel), crossing).keys(hostel).has(key.kid)).toBe(true)
  expect(said(statement(abroad, hostel), crossing).names(hostel)).toEqual(names)
  expect(vouchedKeys([statement(abroad, hostel), crossing, 'no word at all'], anchors, hostel)).toHaveLength(1)
  const wide = certificate(ours, abroad, 2, '.hijra.example', '.safar.example')
  expect(said(certificate(abroad, third, 1, '.safar.example'), wide, statement(third, traveller)).keys(traveller).size).toBe(1)
})

test('K6: and by nothing else: no certificate, another’s, too long a path, a name or a time that none permits', () => {
  expect(refused(statement(abroad, hostel))).toEqual(unsigned)
  expect(vouchedKeys([statement(abroad, hostel)], anchors, hostel)).toEqual([])
  const crossing = certificate(ours, abroad, 1, '.hijra.example')
  expect(refused(certificate(abroad, third, 1, '.safar.example'))).toEqual(unsigned)
  expect(refused(crossing, statement(abroad, traveller))).toEqual(unsigned)
  expect(refused(crossing, statement(abroad, hostel, NOW + 86_401))).toEqual(unsigned)
  const narrow = certificate(ours, abroad, 1, '.hijra.example', '.safar.example')
  expect(refused(narrow, certificate(abroad, third, 1, '.safar.example'), statement(third, traveller))).toEqual(unsigned)
  const everything = certificate(ours, abroad, 1, '.hijra.example', 'care-house.ihala.example')
  expect(refused(everything, statement(abroad, 'https://care-house.ihala.example'))).toEqual(unsigned)
})
