import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dossier, DossierLeaf, EventClaims, Grant, MemberKey } from '@ihala/contract'
import { cosign, inclusionProof, type Leaf, makeLeaf, nameOf, originOf, rootAt, signCheckpoint, type TreeReader } from '@ihala/ledger'
import {
  hashOf,
  type Keyring,
  memoryKeyring,
  newEncryptionKey,
  newSigningKey,
  newWrappingKey,
  signEvent,
  signGrant,
  signReceipt,
} from '@ihala/seal'
import { NEED } from '../../packages/exchange/test/requests.ts'
import { testAnchor } from '../kit/anchor.ts'
import { saidYes } from '../kit/said-yes.ts'
import { growingTree } from './growing-tree.ts'

/** The first of January 2025, seconds since 1970. */
const BEGIN = 1_735_689_600
const YEAR = 365 * 86_400
const DAY = 86_400
/** Signing keys follow each other every 90 days with 14 days overlap (DESIGN §6). */
const GENERATIONS = 5
/** Referrals that are under way at the same time: the events of one are far from each other in the log. */
const AT_ONCE = 20
/** A head of the log is signed after so many leaves, and countersigned by three others. */
const HEAD_EVERY = 4
const COMMITTEE = 'https://national-committee.test.example'
const randomId = (): string => randomBytes(16).toString('base64url')

interface Member {
  readonly entityId: string
  readonly kind: string
  readonly rings: readonly Keyring[]
  readonly statements: readonly string[]
}

interface Referral {
  readonly id: string
  readonly partner: Member
  readonly events: string[]
  readonly receipts: string[]
  readonly places: number[]
  readonly heads: Map<string, { readonly seq: number; readonly hash: string }>
  grant: string
}

interface Head {
  readonly size: number
  readonly note: string
}

const generationAt = (at: number): number => Math.floor((at - BEGIN) / (90 * DAY))

/** What happens in a referral, in turn: whose event it is, and what it carries. */
const COURSE: readonly (readonly ['us' | 'them', string, object])[] = [
  ['us', 'referral-requested', { person: 'A'.repeat(22), need: NEED, respondBy: '2025-12-31T00:00:00.000Z', relatesTo: [] }],
  ['them', 'referral-opened', {}],
  ['them', 'referral-accepted', { transfer: true, conditions: [] }],
  ['us', 'sections-disclosed', { category: 'identity', content: { names: 'ን'.repeat(40), passport: 'EP1234567', languages: ['amh'] } }],
  ['us', 'sections-disclosed', { category: 'health', content: { summary: 'x'.repeat(700) } }],
  ['them', 'referral-started', {}],
  ['them', 'referral-progressed', { businessStatus: 'registered' }],
  ['us', 'note-added', { text: 'y'.repeat(300) }],
  ['them', 'referral-progressed', { businessStatus: 'advice' }],
  ['them', 'referral-completed', { outcome: 'sheltered', at: '2025-12-31' }],
]

/**
 * Writes what an organisation can prove after a year: one dossier for each of its referrals with ten events, signed with the real
 * signer under keys that rotate, each event in a log whose heads three others countersigned. Returns the anchors and the files.
 */
export async function writeYear(folder: string, events: number) {
  const anchor = testAnchor(COMMITTEE)
  const member = (slug: string, kind: string): Member => {
    const entityId = `https://${slug}.test.example`
    const rings = Array.from({ length: GENERATIONS }, () =>
      memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] }),
    )
    const keys = rings.map(
      ({ signing }, at): MemberKey => ({
        kty: 'OKP',
        crv: 'Ed25519',
        x: signing.jwk.x,
        kid: signing.kid,
        use: 'sig',
        nbf: BEGIN + at * 90 * DAY - DAY,
        exp: BEGIN + (at + 1) * 90 * DAY + 13 * DAY,
      }),
    )
    const statements = keys.map((key, at) =>
      anchor.says({
        iss: COMMITTEE,
        sub: entityId,
        iat: key.nbf,
        exp: key.nbf + DAY,
        jwks: { keys: keys.slice(Math.max(0, at - 1), at + 1) },
        metadata: {
          ihala_member: {
            kind,
            names: { ar: slug, en: slug },
            status: 'live',
            bus_tag: `A${'B'.repeat(55)}`,
            sends: COURSE.map(([, evt]) => evt).filter((evt, place, all) => all.indexOf(evt) === place),
            accepts: {},
            takes: ['need', 'identity', 'health', 'progress'],
            serves: [],
          },
        },
      }),
    )
    return { entityId, kind, rings, statements }
  }
  const us = member('itf', 'union-liaison')
  const partners = [
    member('care-house', 'shelter'),
    member('lawyers', 'legal-aid'),
    member('ministry', 'ministry-intake'),
    member('charity', 'charity-funding'),
  ]
  const witnesses = partners.slice(0, 3)
  const tree = growingTree()
  const leaves: Leaf[] = []
  const heads: Head[] = []
  const under: Referral[] = []
  const waiting: Referral[] = []
  const files: string[] = []
  const ringOf = ({ rings }: Member, at: number): Keyring => rings[generationAt(at)] ?? fail()

  const grantOf = (referral: Referral, at: number): string =>
    signGrant(
      {
        iss: us.entityId,
        aud: referral.partner.entityId,
        jti: randomId(),
        iat: at,
        exp: at + 365 * DAY,
        person: randomId(),
        basis: {
          kind: 'consent',
          evidence: saidYes(new Date(at * 1000).toISOString(), { takenBy: randomId() }),
        },
        purposes: ['shelter'],
        categories: ['need', 'identity', 'health', 'progress'],
        eraseAt: new Date((at + 400 * DAY) * 1000).toISOString(),
        onward: { kinds: [], categories: [], depth: 0 },
        excluded: [],
        wayBack: true,
      } satisfies Grant,
      ringOf(us, at),
    )

  const happens = (referral: Referral, at: number): void => {
    const [whose, evt, data] = COURSE[referral.events.length] ?? fail()
    const [from, to] = whose === 'us' ? [us, referral.partner] : [referral.partner, us]
    const before = referral.heads.get(from.entityId)
    const first = referral.events.length === 0
    if (first) referral.grant = grantOf(referral, at)
    const claims: EventClaims = {
      iss: from.entityId,
      aud: to.entityId,
      jti: randomId(),
      iat: at,
      exp: at + 14 * DAY,
      evt,
      v: 1,
      enc_to: ringOf(to, at).encryption[0]?.kid ?? '',
      case: referral.id,
      seq: (before?.seq ?? 0) + 1,
      ...(before === undefined ? {} : { prev: before.hash }),
      seen: referral.heads.get(to.entityId)?.seq ?? 0,
      grant: first ? referral.grant : hashOf(referral.grant),
      data,
    }
    const jws = signEvent(Buffer.from(JSON.stringify(claims)), ringOf(from, at))
    const hash = hashOf(jws)
    referral.heads.set(from.entityId, { seq: claims.seq ?? 0, hash })
    referral.events.push(jws)
    const leaf = makeLeaf('', { act: whose === 'us' ? 'sent' : 'received', event: hash })
    const receipt = {
      iss: to.entityId,
      aud: from.entityId,
      jti: randomId(),
      iat: at + 2,
      enc_to: ringOf(from, at).encryption[0]?.kid ?? '',
    }
    const word = { ...receipt, of: claims.jti, hash, outcome: 'stored' as const, leaf: leaf.hash.toString('base64url') }
    referral.receipts.push(signReceipt(word, ringOf(to, at)))
    referral.places.push(leaves.push(leaf) - 1)
    tree.add(leaf.hash)
  }

  const signHead = async (at: number): Promise<void> => {
    const size = leaves.length
    const signer = ringOf(us, at)
    const root = await rootAt(tree, size)
    const publicKey = Buffer.from(signer.signing.jwk.x, 'base64url')
    const own = signCheckpoint({ origin: originOf(us.entityId, 1), size, root, extensions: [] }, { publicKey, sign: signer.sign })
    const lines = witnesses.map((witness, late) => {
      const { signing, sign } = ringOf(witness, at)
      return cosign(own, at + 60 + late, { name: nameOf(witness.entityId), publicKey: Buffer.from(signing.jwk.x, 'base64url'), sign })
    })
    heads.push({ size, note: `${own}${lines.join('\n')}\n` })
  }

  const write = async (referral: Referral, at: number): Promise<void> => {
    const newest = heads.at(-1) ?? fail()
    const checkpoints: string[] = []
    const proven: DossierLeaf[] = []
    for (const place of referral.places) {
      const first = heads[Math.floor(place / HEAD_EVERY)] ?? newest
      for (const head of new Set([first, newest])) proven.push(await provenLeaf(tree, leaves[place] ?? fail(), place, head, checkpoints))
    }
    const involved = new Set([us, referral.partner, ...witnesses])
    const dossier: Dossier = {
      format: 'ihala-dossier/1',
      organisation: us.entityId,
      case: referral.id,
      writtenAt: new Date(at * 1000).toISOString(),
      anchors: [{ iss: COMMITTEE, keys: anchor.keys }],
      statements: [...involved].flatMap(({ statements }) => statements.slice(0, generationAt(at) + 1)),
      events: referral.events,
      receipts: referral.receipts,
      grants: [referral.grant],
      leaves: proven,
      checkpoints,
    }
    const file = join(folder, `${referral.id}.json`)
    writeFileSync(file, `${JSON.stringify(dossier)}\n`)
    files.push(file)
  }

  for (let number = 0; number < events; number += 1) {
    const at = BEGIN + Math.floor((number * (YEAR - DAY)) / events)
    const slot = number % AT_ONCE
    const referral = under[slot] ?? {
      id: randomId(),
      partner: partners[(number + Math.floor(number / AT_ONCE)) % partners.length] ?? fail(),
      events: [],
      receipts: [],
      places: [],
      heads: new Map(),
      grant: '',
    }
    happens(referral, at)
    under[slot] = referral
    if (referral.events.length === COURSE.length) {
      waiting.push(referral)
      delete under[slot]
    }
    if (leaves.length % HEAD_EVERY !== 0) continue
    await signHead(at)
    for (const done of waiting.splice(0)) await write(done, at)
  }
  return { anchors: [{ iss: COMMITTEE, keys: anchor.keys }], files }
}

async function provenLeaf(tree: TreeReader, leaf: Leaf, index: number, head: Head, checkpoints: string[]): Promise<DossierLeaf> {
  const known = checkpoints.indexOf(head.note)
  const proof = await inclusionProof(tree, index, head.size)
  return {
    salt: leaf.salt.toString('base64url'),
    event: leaf.event,
    index,
    checkpoint: known < 0 ? checkpoints.push(head.note) - 1 : known,
    proof: proof.map((step) => step.toString('base64url')),
  }
}

function fail(): never {
  throw new Error('the year is made up wrongly')
}
