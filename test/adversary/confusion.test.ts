import { ENVELOPE } from '@ihala/contract'
import { openEnvelope } from '@ihala/seal'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { boxOf, forgeJwe, forgeJws, padded, requestClaims } from './receiver/forge.ts'
import { CARE_HOUSE, LAWYERS, NOON, openWorld, UNION, type World } from './receiver/world.ts'

const MIXTURES = isLong() ? 50_000 : 3_000
/** Pairs of envelopes timed: one that does not decrypt, one that was not signed by its author. */
const TIMED = isLong() ? 8_000 : 1_200
/** How far the two medians may lie apart: 5 % in the long form; a slice beside other tests hears their noise. */
const APART = isLong() ? 0.05 : 0.2

let world: World
beforeAll(async () => {
  world = await openWorld()
})

interface Choice<T> {
  readonly value: T
  readonly right: boolean
}

/** The right value mostly, so that single faults are common. */
const mostly = <T>(good: T, ...bad: T[]): fc.Arbitrary<Choice<T>> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant({ value: good, right: true }) },
    { weight: 1, arbitrary: fc.constantFrom(...bad.map((value) => ({ value, right: false }))) },
  )

const { typ } = ENVELOPE
const CONFUSION = fc.record({
  alg: mostly<unknown>('Ed25519', 'EdDSA', 'none', 'HS256', 'HS512', 'ES256', 'RS256', 'PS256', 'Ed448', 'ed25519', '', null, 1, [
    'Ed25519',
  ]),
  typ: mostly<unknown>(typ.event, typ.receipt, typ.grant, typ.statement, typ.envelope, 'JWT', 'jwt', `${typ.event} `, '', null),
  kid: mostly<unknown>(
    UNION.keyring.signing.kid,
    LAWYERS.keyring.signing.kid,
    CARE_HOUSE.keyring.signing.kid,
    boxOf(UNION),
    boxOf(CARE_HOUSE),
    '',
    '../../etc/passwd',
    "' or 1=1 --",
    'A'.repeat(43),
    null,
    0,
  ),
  iss: mostly<unknown>(
    UNION.entityId,
    LAWYERS.entityId,
    CARE_HOUSE.entityId,
    'https://nobody.attacked.example',
    `${UNION.entityId}/`,
    UNION.entityId.toUpperCase(),
    `${UNION.entityId}\u0000`,
    '__proto__',
    'constructor',
    '',
    null,
    [UNION.entityId],
  ),
  aud: mostly<unknown>(
    CARE_HOUSE.entityId,
    LAWYERS.entityId,
    UNION.entityId,
    [CARE_HOUSE.entityId],
    `${CARE_HOUSE.entityId}.`,
    '',
    null,
    true,
  ),
  encTo: mostly<unknown>(boxOf(CARE_HOUSE), boxOf(LAWYERS), UNION.keyring.signing.kid, '', null),
  iat: mostly<unknown>(NOON, NOON + 100_000, NOON - 2_000_000, -1, '1', NOON + 0.5, null),
  tag: mostly(UNION.tag, LAWYERS.tag, CARE_HOUSE.tag, '', '*', '>'),
  signer: mostly(UNION.signing, LAWYERS.signing, CARE_HOUSE.signing),
  more: mostly<object>({}, { jku: 'https://keys.attacker.example' }, { crit: [] }, { b64: false }, { jwk: UNION.keyring.signing.jwk }),
  outerAlg: mostly<unknown>('ECDH-ES+A256KW', 'ECDH-ES', 'dir', 'A256KW', 'RSA-OAEP', 'none', null),
  outerKid: mostly<unknown>(boxOf(CARE_HOUSE), boxOf(LAWYERS), UNION.keyring.signing.kid, '', null),
  outerTyp: mostly<unknown>(typ.envelope, typ.event, 'JWE', ''),
  outerMore: mostly<object>({}, { zip: 'DEF' }, { jku: 'https://keys.attacker.example' }, { crit: ['exp'] }, { apu: 'QQ' }),
})
type Mixture = typeof CONFUSION extends fc.Arbitrary<infer Value> ? Value : never

const arrival = () => ({
  self: CARE_HOUSE.entityId,
  keyring: CARE_HOUSE.keyring,
  keyOf: world.registry.keyOf(),
  senderTag: UNION.tag,
  ownsTag: world.registry.ownsTag,
  now: NOON,
})

/** An envelope as the mixture says, rightly signed and rightly encrypted. */
function mixed(mix: Mixture): Buffer {
  const claims = { ...requestClaims(), iss: mix.iss.value, aud: mix.aud.value, enc_to: mix.encTo.value, iat: mix.iat.value }
  const header = { alg: mix.alg.value, typ: mix.typ.value, kid: mix.kid.value, ...mix.more.value }
  const jws = forgeJws(header, JSON.stringify(claims), mix.signer.value)
  const said = { alg: mix.outerAlg.value, kid: mix.outerKid.value, typ: mix.outerTyp.value, ...mix.outerMore.value }
  return forgeJwe(padded(jws), { outer: (right) => ({ ...right, ...said }) })
}

test(`T15: of ${MIXTURES} mixtures of alg, key, typ, kid, iss, aud, tag only what is right in everything is accepted`, () => {
  const seen = { right: 0, accepted: 0, crashes: 0, answered: 0 }
  const codes = new Set<string>()
  fc.assert(
    fc.property(CONFUSION, (mix) => {
      const isRight = Object.values(mix).every(({ right }) => right)
      try {
        const opening = openEnvelope(mixed(mix), { ...arrival(), senderTag: mix.tag.value })
        if (isRight) seen.right += opening.outcome === 'opened' ? 1 : 0
        else if (opening.outcome === 'opened') seen.accepted += 1
        if (opening.outcome === 'refused') codes.add(opening.code)
        if (opening.outcome === 'refused' && opening.authenticated) {
          seen.answered += 1
          // Answered is only who signed it, at its own place on the bus.
          const whole = [mix.alg, mix.more, mix.outerAlg, mix.outerKid, mix.outerTyp, mix.outerMore].every(({ right }) => right)
          expect(whole && world.registry.ownsTag(String(mix.iss.value), mix.tag.value)).toBe(true)
        }
        expect(opening.outcome === 'opened').toBe(isRight)
      } catch (error) {
        seen.crashes += 1
        throw error
      }
    }),
    { seed: seed(), numRuns: MIXTURES },
  )
  expect(seen.right).toBeGreaterThan(MIXTURES / 200)
  expect(codes.size).toBeGreaterThan(8)
  figure('T15 confusion', { mixtures: MIXTURES, 'false accepts': seen.accepted, crashes: seen.crashes, codes: codes.size, seed: seed() })
}, 900_000)

const median = (times: number[]): number => times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0

test('T15: what does not decrypt takes as long as what its author did not sign, and both look alike', async () => {
  const signed = forgeJws(
    { alg: 'Ed25519', typ: typ.event, kid: UNION.keyring.signing.kid },
    JSON.stringify(requestClaims()),
    LAWYERS.signing,
  )
  const cases = {
    undecryptable: () => forgeJwe(padded(signed), { parts: (parts) => parts.with(4, 'A'.repeat(22)) }),
    wrapped: () => forgeJwe(padded(signed), { wrapped: Buffer.alloc(40, 1) }),
    unsigned: () => forgeJwe(padded(signed)),
  }
  const times: Record<keyof typeof cases, number[]> = { undecryptable: [], wrapped: [], unsigned: [] }
  for (let turn = 0; turn < TIMED; turn += 1) {
    for (const name of ['undecryptable', 'wrapped', 'unsigned'] as const) {
      const sealed = cases[name]()
      const here = arrival()
      const from = process.hrtime.bigint()
      openEnvelope(sealed, here)
      const took = Number(process.hrtime.bigint() - from) / 1000
      // The first turns warm the code up.
      if (turn >= TIMED / 10) times[name].push(took)
    }
  }
  const decrypt = median(times.undecryptable)
  const verify = median(times.unsigned)
  const apart = Math.abs(decrypt - verify) / verify
  const unwrapped = Math.abs(median(times.wrapped) - verify) / verify
  figure('T15 no oracle', {
    'µs not decrypted': decrypt,
    'µs not signed': verify,
    'percent apart': 100 * apart,
    'percent not unwrapped': 100 * unwrapped,
  })
  expect(apart).toBeLessThan(APART)
  expect(unwrapped).toBeLessThan(APART)

  for (const [name, make] of Object.entries(cases)) {
    const fresh = await openWorld()
    expect([name, await fresh.exchange.take(UNION.tag, make())]).toEqual([name, 'quarantined'])
    expect([name, fresh.hub.waitingFor(UNION.tag), fresh.effects]).toEqual([name, 0, []])
  }
}, 300_000)
