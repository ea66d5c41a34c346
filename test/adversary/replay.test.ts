import { EVENTS } from '@ihala/contract'
import { hashOf, memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, openEnvelope } from '@ihala/seal'
import { expect, test } from 'vitest'
import { chanceOf, shuffled, wholeBetween } from '../kit/chance.ts'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import {
  boxOf,
  forge,
  forgeJwe,
  forgeJws,
  innerHeader,
  padded,
  randomHash,
  randomId,
  receiptClaims,
  requestClaims,
} from './receiver/forge.ts'
import { CARE_HOUSE, LAWYERS, NOON, openWorld, PARTIES, type Party, statementOf, UNION, type World } from './receiver/world.ts'

const STORED = isLong() ? 10_000 : 300

/** Envelopes as a body has them from others: taken, refused, ahead of their turn, receipts. */
function traffic(): { readonly tag: string; readonly sealed: Buffer }[] {
  return Array.from({ length: STORED }, (_, at) => {
    const from = at % 5 === 4 ? LAWYERS : UNION
    const sealed = (): Buffer => {
      if (at % 20 === 7) return forge({ from, claims: { evt: 'person-tracked' } })
      if (at % 20 === 11) return forge({ from, claims: { seq: 2, prev: randomHash() } })
      if (at % 20 === 13) {
        const said = receiptClaims(randomId(), randomHash(), from)
        return forgeJwe(padded(forgeJws(innerHeader(from, 'ihala-receipt+jwt'), JSON.stringify(said), from.signing)))
      }
      return forge({ from })
    }
    return { tag: from.tag, sealed: sealed() }
  })
}

/** A request and what follows it in its chain; every tenth is of a kind that nobody knows. */
function chain(at: number): { readonly from: Party; readonly jti: string; readonly sealed: Buffer; readonly counts: boolean }[] {
  const from = at % 5 === 4 ? LAWYERS : UNION
  const seal = (claims: object): string => forgeJws(innerHeader(from), JSON.stringify(claims), from.signing)
  const counts = at % 10 !== 7
  const first = { ...requestClaims(from), ...(counts ? {} : { evt: 'person-tracked' }) }
  const begun = { from, jti: first.jti, sealed: forgeJwe(padded(seal(first))), counts }
  if (!counts) return [begun]
  const place = { jti: randomId(), seq: 2, prev: hashOf(seal(first)), grant: hashOf(first.grant ?? '') }
  const next = { evt: 'cancellation-requested', v: EVENTS['cancellation-requested'].v, data: { reason: 'person-asked' } }
  return [begun, { from, jti: place.jti, sealed: forgeJwe(padded(seal({ ...first, ...place, ...next }))), counts }]
}

test(`T3: what goes in ${STORED} referrals, delivered one to five times each and in any order, has one effect each, and one receipt, byte for byte`, async () => {
  const chance = chanceOf(seed())
  const world = await openWorld()
  const envelopes = Array.from({ length: STORED }, (_, at) => chain(at)).flat()
  const receipts = new Map(envelopes.map(({ jti }) => [jti, new Set<string>()]))
  let given = 0
  for (const from of [UNION, LAWYERS]) {
    const bus = world.hub.member(from.tag)
    await bus.connect()
    bus.receive(async ({ senderTag, bytes, ack }) => {
      const { registry } = world
      const arrival = {
        self: from.entityId,
        keyring: from.keyring,
        keyOf: registry.keyOf(),
        senderTag,
        ownsTag: registry.ownsTag,
        now: NOON,
      }
      const opening = openEnvelope(bytes, arrival)
      if (opening.outcome === 'opened' && opening.kind === 'receipts')
        for (const { claims, innerJws } of opening.receipts) {
          receipts.get(claims.of)?.add(innerJws)
          given += 1
        }
      await ack()
    }, 8)
  }

  // Several at once, as they are taken from the bus; what came before its turn is sent again by who wrote it.
  let open = envelopes.flatMap((one) => Array.from({ length: wholeBetween(chance, 1, 5) }, () => one))
  const delivered = open.length
  let answered = 0
  for (let round = 0; open.length > 0; round += 1) {
    expect(round).toBeLessThan(3)
    const ahead: typeof open = []
    const order = shuffled(chance, open)
    for (let at = 0; at < order.length; at += 8)
      await Promise.all(
        order.slice(at, at + 8).map(async (one) => {
          if ((await world.exchange.take(one.from.tag, one.sealed)) === 'ahead') ahead.push(one)
          else answered += 1
        }),
      )
    open = ahead
  }
  await world.hub.idle()

  const good = envelopes.filter(({ counts }) => counts)
  const { events, desk } = world.rows.rows()
  const effects = new Map([...desk].filter(([name]) => name.startsWith('effect ')))
  const kept = good.map(({ from, jti }) => events.get(`${from.entityId} ${jti}`)?.receipt)
  const differing = [...receipts.values()].filter(({ size }) => size !== 1).length
  figure('T3', { envelopes: envelopes.length, delivered, effects: effects.size, receipts: given, differing, seed: seed() })
  expect(world.faults).toEqual([])
  expect(effects).toEqual(new Map(good.map(({ from, jti }) => [`effect ${from.entityId} ${jti}`, 1])))
  expect(good.map(({ jti }) => [...(receipts.get(jti) ?? [])])).toEqual(kept.map((receipt) => [receipt]))
  expect(differing).toBe(0)
  expect(given).toBe(answered)
}, 1_800_000)

test(`T16: ${STORED} stored envelopes replayed after a restart, a change of keys and a restored backup have no effect`, async () => {
  const envelopes = traffic()
  const chance = chanceOf(seed())
  const began = await openWorld()
  for (const { tag, sealed } of envelopes.slice(0, STORED / 2)) await began.exchange.take(tag, sealed)
  const halfway = began.rows.copy()
  for (const { tag, sealed } of envelopes.slice(STORED / 2)) await began.exchange.take(tag, sealed)
  const stored = began.effects.length
  expect(stored).toBeGreaterThan(STORED * 0.8)
  const complete = began.rows.copy()

  let replayed = 0
  let effects = 0
  const outcomes = new Set<string>()
  const replay = async (world: World): Promise<void> => {
    const lives = () =>
      [...world.rows.rows().conversations.values()].map(({ caseId, theirSeq, mySeq, life }) => [caseId, theirSeq, mySeq, life])
    const before = lives()
    for (const { tag, sealed } of shuffled(chance, envelopes)) {
      outcomes.add(await world.exchange.take(tag, sealed))
      replayed += 1
    }
    effects += world.effects.length
    expect(world.effects).toEqual([])
    expect(lives()).toEqual(before)
  }

  await replay(await began.restarted())

  // The Care House seals to a new key and keeps the old one; the union signs with a new one, and its old one was revoked.
  const fresh = { signing: newSigningKey().jwk, encryption: newEncryptionKey().jwk }
  const keysOf = (encryption: Party['encryption'][]) =>
    memoryKeyring({ signing: CARE_HOUSE.signing, encryption, wrapping: [newWrappingKey()] })
  await replay(await began.restarted(keysOf([fresh.encryption, CARE_HOUSE.encryption])))
  const turned: Party = {
    ...UNION,
    signing: fresh.signing,
    keyring: memoryKeyring({ signing: fresh.signing, encryption: [UNION.encryption], wrapping: [newWrappingKey()] }),
  }
  const rotated = await began.restarted()
  await rotated.registry.hear(statementOf(turned, NOON + 1))
  await replay(rotated)
  await replay(await began.restarted(keysOf([fresh.encryption])))

  began.rows.replace(complete)
  await replay(await began.restarted())
  // A backup of halfway: rebuilt, it takes nothing before its partners said what they hold.
  began.rows.replace({ ...halfway, recovery: new Map([['open', { ended: false, startedAt: new Date(NOON * 1000).toISOString() }]]) })
  await replay(await began.restarted())

  figure('T16 replay', { stored: STORED, replayed, effects, outcomes: [...outcomes].sort().join(' '), seed: seed() })
  expect(effects).toBe(0)
}, 1_800_000)

/** What a hostile member does with an envelope that was meant for it, to make a third believe it. */
const FORWARDS: Readonly<Record<string, (jws: string, by: Party, to: Party) => Buffer>> = {
  'passed on as it was': (jws, _by, to) => forgeJwe(padded(jws), { to: to.encryption, kid: boxOf(to) }),
  'passed on as its own': (jws, by, to) => {
    const claims = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
    const mine = { ...claims, iss: by.entityId, aud: to.entityId, enc_to: boxOf(to), jti: randomId(), case: randomId() }
    return forgeJwe(padded(forgeJws(innerHeader(by), JSON.stringify(mine), by.signing)), { to: to.encryption, kid: boxOf(to) })
  },
  'passed on with another address': (jws, _by, to) => {
    const claims = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
    const changed = Buffer.from(JSON.stringify({ ...claims, aud: to.entityId, enc_to: boxOf(to) })).toString('base64url')
    const [head, , signature] = jws.split('.')
    const resealed = [head, changed, signature].join('.')
    return forgeJwe(padded(resealed), { to: to.encryption, kid: boxOf(to) })
  },
}

test('T17: what one member received and seals to a third is refused for every three of them, and kept as evidence', async () => {
  const seen = { forwarded: 0, accepted: 0, answered: 0, evidence: 0 }
  const codes = new Map<string, number>()
  for (const author of PARTIES)
    for (const forwarder of PARTIES)
      for (const third of PARTIES) {
        if (new Set([author, forwarder, third]).size < 3) continue
        const jws = forgeJws(innerHeader(author), JSON.stringify(requestClaims(author, forwarder)), author.signing)
        for (const [how, forward] of Object.entries(FORWARDS)) {
          // The bus lets nobody send under another's tag; if it did, the address in the signature still says who was meant.
          for (const tag of how === 'passed on as its own' ? [forwarder.tag] : [forwarder.tag, author.tag]) {
            const world = await openWorld({ self: third, knows: PARTIES })
            const sealed = forward(jws, forwarder, third)
            const became = await world.exchange.take(tag, sealed)
            const [kept] = world.rows.rows().quarantine.values()
            seen.forwarded += 1
            seen.accepted += became === 'quarantined' && world.effects.length === 0 ? 0 : 1
            seen.answered += tag === forwarder.tag && world.hub.waitingFor(author.tag) > 0 ? 1 : 0
            codes.set(kept?.code ?? became, (codes.get(kept?.code ?? became) ?? 0) + 1)
            const isWhole = kept?.sealed !== null && Buffer.from(kept?.sealed ?? []).equals(sealed)
            const names = how !== 'passed on as it was' || (kept?.iss === author.entityId && kept?.hash === hashOf(jws))
            seen.evidence += isWhole && names ? 1 : 0
          }
        }
      }
  figure('T17 surreptitious forwarding', { ...seen, codes: [...codes].map(([code, n]) => `${n} ${code}`).join(', ') })
  expect(seen.accepted).toBe(0)
  expect(seen.answered).toBe(0)
  expect(seen.evidence).toBe(seen.forwarded)
  expect(seen.forwarded).toBe(60 * 5)
}, 120_000)
