import { EVENTS, type Grant, NAMES_IN_A_CHECK, readEvent } from '@ihala/contract'
import { hashOf, signGrant } from '@ihala/seal'
import { type Attack, attacks, forged, struck } from './attack.ts'
import { forge, forgeJwe, forgeJws, grantFor, innerHeader, padded, randomHash, randomId, receiptClaims, requestClaims } from './forge.ts'
import { accepted, aged, envelope, evidence, granted, IDENTITY, next, refused, requestUnder, says } from './referral.ts'
import { CARE_HOUSE, LAWYERS, NOON, openWorld, type Party, statementOf, UNION } from './world.ts'

/** The lawyers tell how it goes on in a referral that the Care House made to them, under a grant of theirs. */
const wayBack =
  (of: { readonly agreed?: boolean; readonly change?: Partial<Grant>; readonly grant?: null }) => async (): Promise<string> => {
    const world = await openWorld()
    const caseId = randomId()
    const person = randomId()
    const { iss: _iss, aud: _aud, jti: _jti, iat: _iat, person: _person, ...draft } = grantFor(person)
    const data = { ...requestClaims().data, person, relatesTo: [] }
    const event = readEvent('referral-requested', EVENTS['referral-requested'].v, data)
    await says(world, caseId, event, LAWYERS, { ...draft, wayBack: of.agreed ?? true })
    const [sent] = world.rows.rows().grants.values()
    if (!sent) throw new Error('the request went under a grant')
    const first = { ...requestClaims(LAWYERS), case: caseId, seen: 1, grant: sent.hash, evt: 'referral-accepted', v: 1 }
    const accepts = envelope({ ...first, data: { transfer: true, conditions: [] } }, LAWYERS)
    await struck(world, accepts.sealed, LAWYERS.tag)
    const about = data.person
    const back = signGrant(grantFor(about, { categories: ['need', 'progress'], wayBack: false, ...of.change }, LAWYERS), LAWYERS.keyring)
    const progress = { evt: 'referral-progressed', v: 1, data: { businessStatus: 'advice' }, jti: randomId(), seq: 2, prev: accepts.hash }
    return struck(world, envelope({ ...first, ...progress, grant: of.grant === null ? sent.hash : back }, LAWYERS).sealed, LAWYERS.tag)
  }

/** A receipt for an event that the Care House wrote, from somebody, about something. */
const receipt =
  (from: Party, change: (hash: string) => object = () => ({})) =>
  async (): Promise<string> => {
    const { world } = await accepted()
    const [row] = world.rows.rows().outbox.values()
    if (!row) throw new Error('the acceptance waits for its receipt')
    const said = { ...receiptClaims(row.jti, row.hash, from), ...change(row.hash) }
    const jws = forgeJws(innerHeader(from, 'ihala-receipt+jwt'), JSON.stringify(said), from.signing)
    const became = await struck(world, forgeJwe(padded(jws)), from.tag)
    return `${became}; the row is ${world.rows.rows().outbox.get(row.jti)?.status}`
  }

/** The first element of the group that is not the identity (RFC 9496 A.1), the identity, and 32 bytes that are no element. */
const GENERATOR = '4vKuCmq8TnGohKlhxQBRX1jjC2qlgt2NtqZZReCNLXY'
const IDENTITY_ELEMENT = 'A'.repeat(43)
const NO_ELEMENT = `AQ${'A'.repeat(41)}`

/** A conflict check after an honest request, with this element among its own. */
const checking = (element: string) => async (): Promise<string> => {
  const world = await openWorld()
  const first = requestClaims()
  const { sealed, hash } = envelope(first)
  await struck(world, sealed)
  const blinded = Array<string>(NAMES_IN_A_CHECK).fill(GENERATOR).with(7, element)
  const data = { how: 'oblivious', check: randomId(), blinded }
  const asks = { evt: 'conflict-checked', v: EVENTS['conflict-checked'].v, data, jti: randomId(), seq: 2, prev: hash }
  return struck(world, envelope({ ...first, ...asks, grant: hashOf(first.grant ?? '') }).sealed)
}

/** T38, T18, T16, T31: signed by a member and in order, but not what it may say. */
export const MEANING_ATTACKS: readonly Attack[] = attacks({
  'an event nobody knows': [refused('event-unknown'), forged({ claims: { evt: 'person-tracked' } })],
  'a version nobody knows': [refused('event-version-unknown'), forged({ claims: { v: 99 } })],
  'content that is not of its kind': [
    refused('event-data-invalid'),
    forged({ text: (honest) => honest.replace('"relatesTo":[]', '"relatesTo":[],"address":"Street 7"') }),
  ],
  'a conflict check, honestly blinded': ['stored, answered, with effect', checking(GENERATOR)],
  'c9: a conflict check with what is no element': [refused('event-data-invalid'), checking(NO_ELEMENT)],
  'c9: a conflict check with the identity, whose answer is the same under every key': [
    refused('event-data-invalid'),
    checking(IDENTITY_ELEMENT),
  ],
  'an event of a referral, without one': [refused('event-data-invalid'), forged({ claims: { case: undefined } })],
  'an event its role may not send': [
    refused('event-not-for-this-role'),
    next({ evt: 'note-added', v: EVENTS['note-added'].v, data: { text: 'Planted' } }),
  ],
  'no grant': [refused('grant-missing'), forged({ claims: { grant: undefined } })],
  'the hash of a grant that never came': [refused('grant-missing'), forged({ claims: { grant: randomHash() } })],
  'a grant signed by nobody': [
    refused('grant-missing'),
    forged(() => {
      const honest = requestClaims()
      return { claims: { ...honest, grant: `${honest.grant?.slice(0, -86)}${'A'.repeat(86)}` } }
    }),
  ],
  'a grant by another body in its own name': [refused('grant-wrong-issuer'), granted({ iss: LAWYERS.entityId }, LAWYERS)],
  'a grant for another recipient': [refused('grant-wrong-recipient'), granted({ aud: LAWYERS.entityId })],
  'a grant that leaves this body out': [refused('recipient-excluded'), granted({ excluded: [CARE_HOUSE.entityId] })],
  'a grant of tomorrow': [refused('grant-not-yet-valid'), granted({ iat: NOON + 90_000 })],
  'a grant that has ended': [
    refused('grant-expired'),
    granted({ iat: NOON - 1000, exp: NOON - 1, ...evidence({ takenAt: new Date((NOON - 2000) * 1000).toISOString() }) }),
  ],
  'a grant for two years': [
    refused('grant-expired'),
    granted({ exp: NOON + 730 * 86_400, eraseAt: new Date((NOON + 800 * 86_400) * 1000).toISOString() }),
  ],
  'a grant that does not open the need': [refused('grant-not-covering'), granted({ categories: ['identity'] })],
  'a grant of more than this body may be given': [refused('category-not-for-this-body'), granted({ categories: ['need', 'health'] })],
  'a grant about another person': [refused('grant-wrong-person'), granted({ person: randomId() })],
  'a consent that was not read back': [refused('grant-evidence-incomplete'), granted(evidence({ readBack: false }))],
  'a consent that nobody confirmed in private': [refused('grant-evidence-incomplete'), granted(evidence({ privatelyConfirmed: false }))],
  'R-6: a child on an adult’s consent': [refused('guardian-required'), aged('under-18')],
  'R-6: an age in doubt on an adult’s consent': [refused('guardian-required'), aged('unknown')],
  'a section without a grant': [refused('grant-missing'), next({ grant: undefined })],
  'a section under the grant of another case': [refused('grant-missing'), next({ grant: randomHash() })],
  'a section the grant does not open': [
    refused('grant-not-covering'),
    next({ data: { category: 'contact', section: { telephone: '+97455512345' } } }),
  ],
  'a bare code under another grant': [
    refused('grant-missing'),
    next({ evt: 'cancellation-requested', v: 1, data: { reason: 'person-asked' }, grant: randomHash() }),
  ],
  'a section after the grant has ended': [
    refused('grant-expired'),
    async () => {
      const world = await openWorld()
      const first = requestUnder({ exp: NOON + 60 })
      const { sealed, hash } = envelope(first)
      await struck(world, sealed)
      await says(world, first.case ?? '', { type: 'referral-accepted', data: { transfer: true, conditions: [] } })
      world.wait(120)
      const later = { ...first, ...IDENTITY, jti: randomId(), iat: NOON + 120, seq: 2, prev: hash, grant: hashOf(first.grant ?? '') }
      return struck(world, envelope(later).sealed)
    },
  ],
  'how it goes on, honestly told': ['stored, with effect', wayBack({})],
  'how it goes on, though nobody agreed to be told of': ['quarantined grant-not-covering', wayBack({ agreed: false })],
  'how it goes on, on the grant of the way there': ['quarantined grant-missing', wayBack({ grant: null })],
  'how it goes on, under a grant for somebody else': ['quarantined grant-wrong-recipient', wayBack({ change: { aud: UNION.entityId } })],
  'how it goes on, under a grant that does not open it': ['quarantined grant-not-covering', wayBack({ change: { categories: ['need'] } })],
  'how it goes on, about another person': ['quarantined grant-wider-than-parent', wayBack({ change: { person: randomId() } })],
  'how it goes on, for longer than was said': ['quarantined grant-wider-than-parent', wayBack({ change: { exp: NOON + 90 * 86_400 } })],
  'the same envelope again': [
    'known, answered',
    async () => {
      const world = await openWorld()
      const sealed = forge()
      await struck(world, sealed)
      return struck(world, sealed)
    },
  ],
  'the same event in another envelope, after its end': [
    'known, answered',
    async () => {
      const world = await openWorld()
      const honest = { ...requestClaims(), exp: NOON + 600 }
      const jws = forgeJws(innerHeader(UNION), JSON.stringify(honest), UNION.signing)
      await struck(world, forgeJwe(padded(jws)))
      world.wait(1000)
      return struck(world, forgeJwe(padded(jws)))
    },
  ],
  'another content under a name already used': [
    refused('chain-equivocation'),
    async () => {
      const { world, first } = await accepted()
      return struck(world, forge({ claims: { jti: first.jti } }))
    },
  ],
  'another content at a place already taken': [
    refused('chain-equivocation'),
    async () => {
      const { world, first } = await accepted()
      return struck(world, envelope({ ...first, jti: randomId() }).sealed)
    },
  ],
  'signed again with another content': [
    refused('chain-equivocation'),
    async () => {
      const { world, first } = await accepted()
      const data = { ...first.data, respondBy: new Date((NOON + 9000) * 1000).toISOString() }
      return struck(world, envelope({ ...first, jti: randomId(), reissues: first.jti, data }).sealed)
    },
  ],
  'signed again instead of another event': [
    refused('chain-equivocation'),
    async () => {
      const { world, first } = await accepted()
      return struck(world, envelope({ ...first, jti: randomId(), reissues: randomId() }).sealed)
    },
  ],
  'an event ahead of its turn': ['ahead', next({ seq: 4 })],
  'a second event before the first': ['ahead', forged({ claims: { seq: 2, prev: randomHash() } })],
  'an answer to what was never said': ['ahead', next({ seen: 9 })],
  'an event that does not follow the one before it': [refused('chain-broken'), next({ prev: randomHash() })],
  'an event that follows nothing': [refused('chain-broken'), next({ prev: undefined })],
  'a third body in a referral of two others': [
    'quarantined referral-unknown',
    next({ evt: 'cancellation-requested', v: 1, data: { reason: 'person-asked' } }, LAWYERS),
  ],
  'what follows a refused first event': [
    refused('referral-unknown'),
    async () => {
      const world = await openWorld()
      const first = { ...requestClaims(), grant: randomHash() }
      const { sealed, hash } = envelope(first)
      await struck(world, sealed)
      return struck(world, envelope({ ...first, ...IDENTITY, jti: randomId(), seq: 2, prev: hash }).sealed)
    },
  ],
  'an event of the other side': [
    refused('event-not-in-this-state'),
    async () => {
      const { world, next } = await accepted()
      // The registry says that the union may send it; the side of the referral does not.
      return struck(world, envelope({ ...next, evt: 'outcome-contradicted', v: 1, data: { says: 'nothing-received' } }).sealed)
    },
  ],
  'a section before anybody took it on': [
    refused('event-not-in-this-state'),
    async () => {
      const world = await openWorld()
      const first = requestClaims()
      const { sealed, hash } = envelope(first)
      await struck(world, sealed)
      return struck(
        world,
        envelope({ ...first, ...IDENTITY, jti: randomId(), seq: 2, prev: hash, grant: hashOf(first.grant ?? '') }).sealed,
      )
    },
  ],
  'a receipt by a third body': ['dropped; the row is waiting', receipt(LAWYERS)],
  'a receipt for another content': ['dropped; the row is waiting', receipt(UNION, () => ({ hash: randomHash() }))],
  'the receiver’s own statement has ended': [
    'later',
    async () => {
      const world = await openWorld()
      await world.registry.hear(statementOf(CARE_HOUSE, NOON + 1, { exp: NOON + 60 }))
      world.wait(1000)
      let said = 'nothing'
      await world.deliver({
        senderTag: UNION.tag,
        bytes: forge({ claims: { evt: 'chain-asked', v: 1, data: {}, case: undefined, seq: undefined } }),
        attempt: 1,
        ack: async () => {
          said = 'acknowledged'
        },
        later: () => {
          said = 'later'
        },
      })
      return said
    },
  ],
})
