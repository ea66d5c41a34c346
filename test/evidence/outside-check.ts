// Checks a dossier with a public JOSE library and WebCrypto, and nothing of this project: written from packages/verifier/README.md and
// packages/contract/published alone (T56). It runs as it is in a browser and in Node.
import { base64url, calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose'

type Anchors = { iss: string; keys: { x: string; holder: string; government: boolean }[] }[]
type Limits = { envelope: { clockSkew: number }; governmentKinds: string[]; anchorQuorum: number }
/** What whoever checks brings: the anchors they believe, and the event table and limits as they are published. */
type Published = { anchors: Anchors; table: { events: { type: string; grant: string }[] }; limits: Limits }
type Leaf = { salt: string; event: string; index: number; checkpoint: number; proof: string[] }
type Lists = Record<'statements' | 'events' | 'receipts' | 'grants' | 'checkpoints', string[]>
type Place = { iss: string; seq: number; hash: string; evt: string; part: string }
type Dossier = Lists & { format: string; organisation: string; case: string; anchors: Anchors; leaves: Leaf[]; erased?: Place[] }
type Said = { iss: string; aud: string; jti: string; iat: number; exp: number }
type Event = { evt: string; v: number; case?: string; seq: number; prev?: string; seen: number; reissues?: string; grant?: string }
type Data = { category?: string; erased?: string[]; at?: string; of?: string }
type Claims = Said & Event & { data: Data; of: string; hash: string; outcome: string; categories: string[] }
type Signed = { claims: Claims; hash: string }
type Key = { x: string; from: number; until: number; revokedAt: number }
type Member = { keys: Map<string, Key>; kind: string; names: object; said: number }
type PublicKey = { kid: string; x: string; use: string; crv: string; nbf: number; exp: number; revokedAt?: number }
type Metadata = { ihala_member: { kind: string; names: object } }
type Statement = { iss: string; sub: string; iat: number; jwks: { keys: PublicKey[] }; metadata: Metadata }
type Witness = { member: string; at: number; government: boolean }
type Head = { origin: string; size: number; root: string; witnesses: Witness[] }
type Bytes = Uint8Array<ArrayBuffer>

const [ASCII, NEVER] = [new TextEncoder(), Number.POSITIVE_INFINITY]
const DOSSIER = 'format organisation case writtenAt anchors statements events receipts grants leaves checkpoints'.split(' ')
const PLACE = ['iss', 'seq', 'hash', 'evt', 'part']
const LEAF = ['salt', 'event', 'index', 'checkpoint', 'proof']

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}
const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
const hashOf = async (text: string): Promise<string> => base64url.encode(await sha256(ASCII.encode(text)))
const joined = (...parts: readonly Uint8Array[]): Bytes => new Uint8Array(parts.flatMap((part) => [...part]))
const isOnly = (value: object, names: readonly string[]): boolean => Object.keys(value).sort().join() === [...names].sort().join()
const distinct = <T>(all: readonly T[]): number => new Set(all).size

/** base64url in its one spelling. */
function bytesOf(text: string): Bytes {
  const bytes = new Uint8Array(base64url.decode(text))
  must(base64url.encode(bytes) === text, 'base64url')
  return bytes
}
/** Base64 with padding, as in notes. */
const bytesOf64 = (text: string): Bytes => {
  const bytes = bytesOf(text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'))
  must(text.length === 4 * Math.ceil(bytes.length / 3), 'base64')
  return bytes
}

/** JSON in which no object names a member twice: as many names are written as there are afterwards. */
function json<T>(text: string): T {
  const value: T = JSON.parse(text)
  const written = text.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1
  const count = (of: unknown): number =>
    typeof of === 'object' && of !== null
      ? Object.values(of).reduce((sum: number, one) => sum + count(one), Array.isArray(of) ? 0 : Object.keys(of).length)
      : 0
  must(count(value) === written, 'a name twice')
  return value
}

const imported = new Map<string, ReturnType<typeof importJWK>>()
function keyOf(x: string): ReturnType<typeof importJWK> {
  const key = imported.get(x) ?? importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'Ed25519')
  imported.set(x, key)
  return key
}

/** One JWS by one of these keys, its header exactly { alg, typ, kid } and what else is allowed; its claims. Throws. */
async function verified<T>(jws: string, typ: string, keys: ReadonlyMap<string, { x: string }>, more: string[] = []): Promise<T> {
  const parts = jws.split('.')
  must(parts.length === 3 && parts.every((part) => part !== ''), 'compact')
  const [head = '', body = ''] = parts
  for (const part of parts) bytesOf(part)
  const header = json<Record<string, unknown>>(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(head)))
  must(isOnly(header, ['alg', 'typ', 'kid', ...more]) && header.alg === 'Ed25519' && header.typ === typ, 'header')
  const key = keys.get(String(header.kid))
  must(key !== undefined, 'key')
  await compactVerify(jws, await keyOf(key.x), { algorithms: ['Ed25519'] })
  return json<T>(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(body)))
}

/** Who is who: each statement is signed by keys of enough bodies of its anchor, one of them outside government. */
async function readMembers(statements: string[], anchors: Anchors, quorum: number): Promise<Map<string, Member>> {
  const members = new Map<string, Member>()
  for (const jws of statements) {
    const payload = jws.split('.')[1] ?? ''
    const claimed = json<Statement>(new TextDecoder().decode(bytesOf(payload)))
    const anchor = anchors.find(({ iss }) => iss === claimed.iss)
    must(anchor !== undefined, 'anchor')
    const byKid = new Map(await Promise.all(anchor.keys.map(async (key) => [await thumbprint(key.x), key] as const)))
    const { cosignatures } = decodeProtectedHeader(jws) as { cosignatures?: string[] }
    await verified(jws, 'entity-statement+jwt', byKid, cosignatures ? ['cosignatures'] : [])
    const signed = [jws, ...(cosignatures ?? []).map((one) => one.replace('..', `.${payload}.`))]
    for (const one of signed.slice(1)) await verified(one, 'entity-statement+jwt', byKid)
    const holders = signed.flatMap((one) => byKid.get(decodeProtectedHeader(one).kid ?? '') ?? [])
    must(distinct(holders.map(({ holder }) => holder)) >= quorum && holders.some(({ government }) => !government), 'quorum of the anchor')
    const member = members.get(claimed.sub) ?? { keys: new Map(), kind: '', names: {}, said: 0 }
    members.set(claimed.sub, member)
    const { kind, names } = claimed.metadata.ihala_member
    member.kind = kind
    if (claimed.iat >= member.said) Object.assign(member, { names, said: claimed.iat })
    for (const { kid, x, use, crv, nbf, exp, revokedAt = NEVER } of claimed.jwks.keys) {
      if (use !== 'sig' || crv !== 'Ed25519') continue
      must((await thumbprint(x)) === kid, 'kid')
      const known = member.keys.get(kid) ?? { x, from: nbf, until: exp, revokedAt }
      const [from, until] = [Math.min(nbf, known.from), Math.max(exp, known.until)]
      member.keys.set(kid, { x, from, until, revokedAt: Math.min(revokedAt, known.revokedAt) })
    }
  }
  return members
}
const thumbprint = (x: string): Promise<string> => calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })

/** The key of this name whose id a signature line bears, if it signed these bytes. */
async function signer(name: string, type: number, keys: Iterable<Key>, id: Uint8Array, bytes: Bytes, by: Uint8Array) {
  for (const key of keys) {
    const hash = await sha256(joined(ASCII.encode(`${name}\n`), Uint8Array.of(type), bytesOf(key.x)))
    if (!id.every((byte, at) => byte === hash[at])) continue
    if (await crypto.subtle.verify('Ed25519', (await keyOf(key.x)) as CryptoKey, joined(by), bytes)) return key
  }
  throw new Error('signature line')
}

/** A head of the organisation's log: signed by it, each countersignature good. */
async function readHead(note: string, organisation: string, members: Map<string, Member>, governmentKinds: string[]): Promise<Head> {
  const [, text = '', lines = ''] = /^([\s\S]*\n)\n((?:— [^\n]+\n)+)$/u.exec(note) ?? []
  const [origin = '', size = '', root = ''] = text.split('\n')
  const own = organisation.replace('https://', '')
  must(origin.startsWith(`${own}/log/`) && /^(0|[1-9]\d{0,15})$/.test(size) && bytesOf64(root).length === 32, 'head')
  const witnesses: Witness[] = []
  let signed = false
  for (const line of lines.trimEnd().split('\n')) {
    const [, name = '', value = ''] = line.split(' ')
    const bytes = bytesOf64(value)
    must(line === `— ${name} ${value}` && (bytes.length === 68 || bytes.length === 76) && name !== own, 'line')
    const id = bytes.slice(0, 4)
    const member = members.get(name === origin ? organisation : `https://${name}`)
    must(member !== undefined, 'witness')
    if (name === origin) {
      await signer(name, 1, member.keys.values(), id, ASCII.encode(text), bytes.slice(4))
      signed = true
      continue
    }
    const at = Number(new DataView(bytes.buffer, 4).getBigUint64(0))
    const key = await signer(name, 4, member.keys.values(), id, ASCII.encode(`cosignature/v1\ntime ${at}\n${text}`), bytes.slice(12))
    must(at >= key.from && at <= key.until && at < key.revokedAt, 'key of a witness')
    witnesses.push({ member: `https://${name}`, at, government: governmentKinds.includes(member.kind) })
  }
  must(signed, 'head not signed')
  return { origin, size: Number(size), root: base64url.encode(bytesOf64(root)), witnesses }
}

/** When three others, one of them outside government, had seen a head; never, when too few did. */
function seenAt({ witnesses }: Head): number {
  const latest = new Map<string, Witness>()
  for (const one of witnesses) if (one.at >= (latest.get(one.member)?.at ?? 0)) latest.set(one.member, one)
  const inTime = [...latest.values()].sort((one, other) => one.at - other.at)
  const last = inTime.findIndex((_, at) => at >= 2 && inTime.slice(0, at + 1).some(({ government }) => !government))
  return inTime[last]?.at ?? NEVER
}

/** RFC 9162 §2.1.3.2, by recursion over the tree: which root the proof leads a leaf to. */
async function rootFrom(leaf: Bytes, index: number, size: number, proof: string[]): Promise<Bytes> {
  if (size === 1) {
    must(index === 0 && proof.length === 0, 'length of the proof')
    return leaf
  }
  const left = 2 ** Math.ceil(Math.log2(size) - 1)
  const step = proof.at(-1)
  must(step !== undefined, 'length of the proof')
  const [beside, rest] = [bytesOf(step), proof.slice(0, -1)]
  return index < left
    ? sha256(joined(Uint8Array.of(1), await rootFrom(leaf, index, left, rest), beside))
    : sha256(joined(Uint8Array.of(1), beside, await rootFrom(leaf, index - left, size - left, rest)))
}

/** Says what a dossier proves, or throws. */
export async function checkDossier(text: string, { anchors, table, limits }: Published) {
  const dossier = json<Dossier & { format: string }>(text)
  const gone = dossier.erased ?? []
  const [names, format] = gone.length > 0 ? [[...DOSSIER, 'erased'], 'ihala-dossier/2'] : [DOSSIER, 'ihala-dossier/1']
  must(isOnly(dossier, names) && dossier.format === format && dossier.events.length > 0, 'format')
  const { organisation, case: caseId } = dossier
  const named = (of: Anchors): string => JSON.stringify(of.map(({ iss, keys }) => [iss, keys.map(({ x }) => x).sort()]))
  must(named(dossier.anchors) === named(anchors), 'anchors')
  const members = await readMembers(dossier.statements, anchors, limits.anchorQuorum)
  const heads = await Promise.all(dossier.checkpoints.map((note) => readHead(note, organisation, members, limits.governmentKinds)))

  // What the log says, by the hash of the event it says it of: since when others had seen it.
  const proven = new Map<string, number>()
  await Promise.all(
    dossier.leaves.map(async (leaf) => {
      const head = heads[leaf.checkpoint]
      must(isOnly(leaf, LEAF) && head !== undefined && leaf.index >= 0 && leaf.index < head.size, 'leaf')
      const inner = await sha256(joined(bytesOf(leaf.salt), ASCII.encode(leaf.event)))
      const root = await rootFrom(await sha256(joined(Uint8Array.of(0), inner)), leaf.index, head.size, leaf.proof)
      must(base64url.encode(root) === head.root, 'not in the log')
      const { event } = json<{ event?: string }>(leaf.event)
      must(typeof event === 'string', 'leaf of nothing')
      proven.set(event, Math.min(proven.get(event) ?? NEVER, seenAt(head)))
    }),
  )

  const skew = limits.envelope.clockSkew
  /** Events by a key that was revoked, and that nobody had seen before: they need another issue that counts. */
  const doubtful = new Map<string, string>()
  const issueOf = ({ iss, seq, reissues, jti }: Claims): string => `${iss} ${seq} ${reissues ?? jti}`
  const signed = async (jws: string, typ: string, before: (hash: string, iss: string) => number): Promise<Signed[]> => {
    const [claims, hash] = await Promise.all([readClaims(jws, typ), hashOf(jws)])
    const key = members.get(claims.iss)?.keys.get(decodeProtectedHeader(jws).kid ?? '')
    must(key !== undefined && claims.iat >= key.from - skew && claims.iat <= key.until + skew, 'key at that time')
    const counts = key.revokedAt === NEVER || before(hash, claims.iss) < key.revokedAt
    must(counts || typ !== 'ihala-grant+jwt', 'key revoked')
    if (!counts && typ === 'ihala-event+jwt') doubtful.set(hash, issueOf(claims))
    return counts ? [{ claims, hash }] : []
  }
  const readClaims = (jws: string, typ: string): Promise<Claims> => {
    const { iss } = json<Claims>(new TextDecoder().decode(bytesOf(jws.split('.')[1] ?? '')))
    return verified<Claims>(jws, typ, members.get(iss)?.keys ?? new Map())
  }
  const all = async (list: string[], typ: string, before: (hash: string, iss: string) => number = () => NEVER) =>
    (await Promise.all(list.map((jws) => signed(jws, typ, before)))).flat()
  const events = await all(dossier.events, 'ihala-event+jwt', (hash) => proven.get(hash) ?? NEVER)
  const issues = events.map(({ claims }) => issueOf(claims))
  for (const issue of doubtful.values()) must(issues.includes(issue), 'key revoked')
  const receipts = (await all(dossier.receipts, 'ihala-receipt+jwt')).filter(({ claims }) => !doubtful.has(claims.hash))
  // A grant is as old as the oldest event that bears it, whole or by its hash.
  const grantOf = await Promise.all(events.map(({ claims: { grant } }) => (grant?.includes('.') ? hashOf(grant) : grant)))
  const bearing = (hash: string, iss: string): number =>
    events.some(({ claims }, at) => claims.iss === iss && claims.grant?.includes('.') && grantOf[at] === hash)
      ? 0
      : Math.min(NEVER, ...events.filter((_, at) => grantOf[at] === hash).map((one) => proven.get(one.hash) ?? NEVER))
  const whole = events.flatMap(({ claims: { grant = '' } }) => (grant.includes('.') ? [grant] : []))
  const grants = new Map((await all([...dossier.grants, ...whole], 'ihala-grant+jwt', bearing)).map(({ hash, claims }) => [hash, claims]))

  const [first] = events
  must(first !== undefined, 'nothing')
  const partner = first.claims.iss === organisation ? first.claims.aud : first.claims.iss
  must(distinct(events.map(({ claims }) => `${claims.iss} ${claims.jti}`)) === events.length, 'an event twice')
  const byHash = new Map(events.map((event) => [event.hash, event.claims]))
  for (const place of gone) {
    must(isOnly(place, PLACE) && [organisation, partner].includes(place.iss), 'erased place')
    must(proven.has(place.hash) && !byHash.has(place.hash), 'erased place not in the log')
  }
  must(distinct(gone.map(({ hash }) => hash)) === gone.length, 'an erased place twice')
  const writerOf = new Map(gone.map(({ hash, iss }) => [hash, iss]))
  const answered = new Map<string, string>()
  const refused = new Set<string>()
  for (const { claims: receipt } of receipts) {
    const of = byHash.get(receipt.hash)
    const writer = writerOf.get(receipt.hash)
    const ours = receipt.iss === organisation && receipt.outcome === 'quarantined' && refused.add(receipt.hash).size > 0
    const ofErased = writer === receipt.aud && receipt.iss === (writer === organisation ? partner : organisation)
    must(of ? of.aud === receipt.iss && of.iss === receipt.aud && of.jti === receipt.of : writer ? ofErased : ours, 'receipt')
    answered.set(receipt.hash, receipt.outcome)
  }
  const seqs = [...events.map(({ claims }) => claims), ...gone]
  const last = (of: string): number => Math.max(0, ...seqs.filter(({ iss }) => iss === of).map(({ seq }) => seq))
  const places = new Map<string, { content: string; hashes: string[] }>()
  const content = ({ evt, v, data, reissues, jti }: Claims): string => JSON.stringify([evt, v, data, reissues ?? jti])
  for (const { claims, hash } of events) {
    const { iss, aud, seq } = claims
    must(claims.case === caseId && [iss, aud].sort().join() === [organisation, partner].sort().join() && seq >= 1, 'of this case')
    const place = places.get(`${iss} ${seq}`) ?? { content: '', hashes: [] }
    // What was not told after all stands in the place of what was to be told.
    const told = claims.evt === 'disclosure-voided' ? place.content : content(claims)
    places.set(`${iss} ${seq}`, { content: told, hashes: [...place.hashes, hash] })
    must(place.content === '' || place.content === told, 'two things for one place')
  }
  for (const [index, { claims, hash }] of events.entries()) {
    const { iss, aud, seq, prev = '', seen, evt, iat } = claims
    const before = gone.some((place) => place.iss === iss && place.seq === seq - 1 && place.hash === prev)
    const follows = before || places.get(`${iss} ${seq - 1}`)?.hashes.includes(prev) || (iss === partner && refused.has(prev))
    must(seq === 1 ? prev === '' : follows, 'chain')
    must(seen <= last(aud) + (aud === partner ? refused.size : 0), 'seen what is not here')
    must(proven.has(hash), 'not in the log')
    const rule = table.events.find(({ type }) => type === evt)?.grant ?? 'request'
    if (claims.grant === undefined) must(!['request', 'section', 'progress'].includes(rule), 'no grant')
    else {
      const grant = grants.get(grantOf[index] ?? '')
      must(grant !== undefined && [grant.iss, grant.aud].sort().join() === [iss, aud].sort().join(), 'grant')
      must(iat >= grant.iat - skew && iat <= grant.exp, 'grant at that time')
      const category = claims.data.category ?? ''
      must(evt !== 'sections-disclosed' || (grant.iss === iss && grant.categories.includes(category)), 'category')
    }
  }
  const latest = Math.max(...dossier.leaves.map(({ index }) => index))
  const [newest] = heads.filter((head) => head.size > latest && seenAt(head) < NEVER).sort((one, other) => other.size - one.size)
  return {
    organisation,
    case: caseId,
    partner,
    names: { organisation: members.get(organisation)?.names ?? null, partner: members.get(partner)?.names ?? null },
    acts: events.map(({ claims: { iss, aud, evt, seq, seen, iat, reissues }, hash }) => {
      const [last, receipt] = [proven.get(hash) ?? NEVER, answered.get(hash) ?? null]
      const times = { at: iat, atLatest: last === NEVER ? null : last }
      return { iss, aud, evt, seq, seen, ...times, receipt, again: reissues !== undefined }
    }),
    erased: gone.map(({ iss, seq, evt, part, hash }) => {
      const said = events.filter(({ claims }) => claims.evt === 'erasure-stated' && claims.data.erased?.includes(part)).at(-1)?.claims
      const seen = proven.get(hash) ?? NEVER
      const followed = events.some(({ claims }) => claims.iss === iss && claims.seq === seq + 1 && claims.prev === hash)
      const stated = said ? { by: said.iss, at: said.data.at, of: said.data.of } : null
      const times = { atLatest: seen === NEVER ? null : seen, receipt: answered.get(hash) ?? null }
      return { iss, seq, evt, part, hash, ...times, followed, stated }
    }),
    grants: dossier.grants.length,
    completeUpTo: newest
      ? { origin: newest.origin, size: newest.size, at: seenAt(newest), witnesses: newest.witnesses.map(({ member }) => member) }
      : null,
    anchorsPinned: true,
  }
}
