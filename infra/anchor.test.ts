import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkRegistryStatement } from '@ihala/contract'
import { newSigningKey, verifyStatement } from '@ihala/seal'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ANCHOR_SEATS, openAnchor, signMember } from './anchor.ts'

const ID = 'https://trust-anchor.network.example'
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ihala-anchor-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function aMember() {
  const { kid, jwk } = newSigningKey()
  const now = Math.floor(Date.now() / 1000)
  return {
    entityId: 'https://care-house.network.example',
    kind: 'shelter',
    names: { ar: 'دار', en: 'House' },
    status: 'live' as const,
    busTag: `A${'B'.repeat(55)}`,
    serves: [],
    takes: [],
    marks: ['licensed-shelter'],
    keys: [{ kty: 'OKP' as const, crv: 'Ed25519' as const, x: jwk.x, kid, use: 'sig' as const, nbf: now, exp: now + 86_400 }],
  }
}

test('three bodies have a key each, in folders of their own; at least one is outside government', () => {
  const anchor = openAnchor(dir, ID)
  expect(readdirSync(dir).sort()).toEqual(ANCHOR_SEATS.map(({ holder }) => holder).sort())
  for (const { holder } of ANCHOR_SEATS) expect(statSync(join(dir, holder, 'anchor.jwk')).mode & 0o777).toBe(0o600)
  expect(new Set(anchor.publicKeys.map(({ x }) => x)).size).toBe(3)
  expect(openAnchor(dir, ID).publicKeys).toEqual(anchor.publicKeys)
  const { jws } = signMember(anchor, aMember(), new Date())
  expect(verifyStatement(jws, [{ iss: ID, keys: anchor.publicKeys }], Math.floor(Date.now() / 1000)).outcome).toBe('trusted')
})

test('kept state with the one key of an earlier release is refused with one sentence', () => {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'anchor.jwk'), JSON.stringify(newSigningKey().jwk))
  expect(() => openAnchor(dir, ID)).toThrow(/one anchor key of an earlier release/)
})

test('two bodies make a statement, each where its own key is: draft, cosignature, signature', async () => {
  const run = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'anchor.ts'), ...args])).stdout.trim()
  const keyOf = async (holder: string, ...more: string[]) =>
    JSON.parse(await run('key', '--dir', join(dir, holder), '--holder', holder, ...more))
  const keys = [await keyOf('committee', '--government'), await keyOf('union')]
  const [member, draft] = [join(dir, 'member.json'), join(dir, 'draft.json')]
  writeFileSync(member, JSON.stringify(aMember()))
  const text = await run('draft', '--id', ID, member)
  expect(checkRegistryStatement(JSON.parse(text))).toBe(true)
  writeFileSync(draft, `${text}\n`)
  const cosignature = await run('cosign', '--dir', join(dir, 'union'), draft)
  const jws = await run('sign', '--dir', join(dir, 'committee'), draft, cosignature)
  const verdict = (of: string) => verifyStatement(of, [{ iss: ID, keys }], Math.floor(Date.now() / 1000)).outcome
  expect(verdict(jws)).toBe('trusted')
  expect(verdict(await run('sign', '--dir', join(dir, 'committee'), draft))).toBe('refused')
}, 60_000)
