import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AnchorKey, check, closed } from '@ihala/contract'
import { conformanceAnchorId } from '@ihala/kit'
import { type Anchor, memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, type PrivateJwk, type SigningKeys } from '@ihala/seal'
import Type from 'typebox'
import { CommandProblem } from '../problem.ts'

const FILE = 'conformance.json'
// The registry's word needs two voices (DESIGN §6). Here one desk has both: no live member believes either.
const VOICES = ['conformance-one', 'conformance-two'] as const

const Kept = closed({
  keys: Type.Array(closed({ kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: Type.String(), d: Type.String() }), {
    minItems: VOICES.length,
    maxItems: VOICES.length,
  }),
})
const isKept = check(Kept)

/** Who runs conformance runs: an anchor that applicants pin while they are tested, and nobody else ever (ADR 0006). */
export interface ConformanceDesk {
  /** What applicants pin for the run, and the committee to judge its protocol. */
  readonly anchor: Anchor
  readonly signers: readonly SigningKeys[]
}

/** Makes the keys of a conformance desk in a folder of its own (0600). Throws CommandProblem when there are some. */
export function makeConformanceDesk(dir: string): void {
  const file = join(dir, FILE)
  if (existsSync(file)) throw new CommandProblem(`${file}: there is a conformance desk already`)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const keys = VOICES.map(() => newSigningKey().jwk)
  writeFileSync(file, `${JSON.stringify({ keys })}\n`, { flag: 'wx', mode: 0o600, flush: true })
}

/** Opens the desk in a folder. Throws CommandProblem when there is none. */
export function openConformanceDesk(dir: string, networkDomain: string): ConformanceDesk {
  const file = join(dir, FILE)
  const voices = privateKeys(file).map((jwk, at) => {
    const signing = memoryKeyring({ signing: jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
    const { kid, jwk: open } = signing.signing
    const key: AnchorKey = { kty: 'OKP', crv: 'Ed25519', x: open.x, kid, holder: VOICES[at] ?? VOICES[0], government: false }
    return { signing, key }
  })
  return {
    anchor: { iss: conformanceAnchorId(networkDomain), keys: voices.map(({ key }) => key) },
    signers: voices.map(({ signing }) => signing),
  }
}

function privateKeys(file: string): readonly PrivateJwk[] {
  const kept: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  if (!isKept(kept)) throw new CommandProblem(`${file}: there is no conformance desk; make one with \`ihala members conformance-new\``)
  return kept.keys
}
