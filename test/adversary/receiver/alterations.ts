/** One place of the source, and what is left there without the check. */
export interface Place {
  /** From the top of the tree. */
  readonly file: string
  /** What stands there now: exactly once. */
  readonly passage: string
  readonly instead: string
}

/** One check of the receiver, and the source without it. */
export interface Alteration {
  /** The step of DESIGN §4 it belongs to. */
  readonly step: string
  readonly check: string
  /** Where it stands: in more than one place when the same is asked twice. */
  readonly places: readonly Place[]
}

const OPENING = 'packages/seal/src/opening'
const RECEIVE = 'packages/exchange/src/receive.ts'
const KNOWN_BEFORE = '    if (known !== undefined) return known\n'
const STORE_EVENT = 'packages/exchange/src/store-event.ts'
const GRANTS = 'packages/policy/src/grants.ts'

/** Checks of one step in one file: what is checked, where it stands, what is left without it. */
function without(step: string, file: string, checks: Readonly<Record<string, readonly [passage: string, instead: string]>>): Alteration[] {
  return Object.entries(checks).map(([check, [passage, instead]]) => ({ step, check, places: [{ file, passage, instead }] }))
}

/** Every check of the receiver, in the order of DESIGN §4, each switched off alone. */
export const ALTERATIONS: readonly Alteration[] = [
  ...without('size', `${OPENING}/decrypt.ts`, {
    'at most 512 KiB': ["if (sealed.length > ENVELOPE.maximumSize) throw new Tamper('envelope-too-large')", ''],
  }),
  ...without('strict base64url', 'packages/seal/src/format/base64url.ts', {
    'one spelling of one value': ["return bytes.toString('base64url') === text ? bytes : undefined", 'return bytes'],
  }),
  ...without('strict base64url', `${OPENING}/decrypt.ts`, {
    'five parts': ["if (parts.length !== 5) throw new Tamper('envelope-malformed')", ''],
    'length of the wrapped key': ['wrappedKey?.length !== 40', 'wrappedKey === undefined'],
    'length of the nonce': ['nonce?.length !== 12', 'nonce === undefined'],
    'length of the tag': ['tag?.length !== 16', 'tag === undefined'],
  }),
  ...without('outer header', `${OPENING}/decrypt.ts`, {
    'no member but these': ["|| !hasExactly(header, ['alg', 'enc', 'typ', 'cty', 'kid', 'epk'])", ''],
    'no member twice': ['const header = parseStrictObject(bytes)', "const header = JSON.parse(bytes.toString('utf8'))"],
    alg: ['alg !== ENVELOPE.jweAlg || ', ''],
    enc: ['enc !== ENVELOPE.jweEnc || ', ''],
    typ: ['typ !== ENVELOPE.typ.envelope || ', ''],
    cty: [' || cty !== ENVELOPE.typ.event) return', ') return'],
    'kid is text': ["typeof kid !== 'string' || ", ''],
    'epk is an object': ['!isObject(epk) || ', ''],
    'no member of epk but these': [" || !hasExactly(epk, ['kty', 'crv', 'x'])", ''],
    'epk.kty': ["epk.kty !== 'OKP' || ", ''],
    'epk.crv': ["epk.crv !== 'X25519' || ", ''],
    'epk.x is text': [" || typeof epk.x !== 'string') return", ') return'],
    'epk.x has 32 bytes': ['x?.length !== 32', 'x === undefined'],
    'epk.x is not of small order': [' || isSmallOrder(x)) return', ') return'],
  }),
  ...without('own key', `${OPENING}/decrypt.ts`, {
    'sealed to a key of ours': [
      "if (!keyring.encryption.some((own) => own.kid === header.kid)) throw new Tamper('envelope-wrong-key')",
      '',
    ],
  }),
  ...without('decrypt', `${OPENING}/decrypt.ts`, {
    'the agreed secret is not zero': ["if (z.equals(ZERO_SECRET)) throw new Tamper('envelope-malformed')", ''],
    'a key that does not unwrap opens nothing': [
      'contentKey === undefined ? spendAsIfDecrypting(encrypted) : decryptText(contentKey, encrypted)',
      'decryptText(contentKey ?? Buffer.alloc(32), encrypted)',
    ],
    'authentication of the text': ['  try {\n    decipher.final()\n  } catch {\n    return undefined\n  }\n  return text', '  return text'],
  }),
  ...without('unpad', `${OPENING}/unpad.ts`, {
    'one of two sizes': ['const size = sizeOf(padded.length)', 'const size = padded.length'],
    'a length that fits': ['end > size || ', ''],
    'nothing but zeros behind': [' || !padded.subarray(end).equals(ZEROS.subarray(0, size - end))', ''],
  }),
  ...without('inner header', `${OPENING}/verify.ts`, {
    'no member but these': ["if (Object.keys(header).length !== 3) throw new Tamper('inner-header-invalid')", ''],
    'three parts': ['parts.length !== 3 || ', ''],
    'length of the signature': ['signature?.length !== 64', 'signature === undefined'],
    'no member twice': ['const members = parseStrictObject(header)', "const members = JSON.parse(header.toString('utf8'))"],
    alg: [' || members.alg !== ENVELOPE.jwsAlg', ''],
    typ: ['types.find((one) => one === members.typ)', 'types[0]'],
    'kid is text': [" || typeof members.kid !== 'string')", ')'],
  }),
  ...without('key from the registry', `${OPENING}/verify.ts`, {
    'the payload is an object': ["if (typeof raw === 'string' || !isObject(raw.value))", "if (typeof raw === 'string')"],
    'an author short enough to look up': [' || iss.length > ISS_LIMIT', ''],
    'the owner is the author': ['found.owner !== iss || ', ''],
    'the key is for signing': [" || found.use !== 'sig'", ''],
    'the key is valid now': ["if (found.status !== 'active') throw new Tamper('key-not-valid-now')", ''],
  }),
  ...without('key from the registry', `${OPENING}/registry-chain.ts`, {
    'the statement lives': [' || now > statement.exp + ENVELOPE.clockSkew) return', ') return'],
    'the key is the one that is named': ['keys.find((one) => one.kid === kid)', 'keys[0]'],
    'not revoked': ["if (key.revokedAt !== undefined) return 'revoked'", ''],
    'not suspended': ["      return 'suspended'", "      return 'active'"],
    'not before its time': ["if (now < key.nbf - ENVELOPE.clockSkew) return 'not-yet'", ''],
    'not after its time': ["return now > key.exp + ENVELOPE.clockSkew ? 'retired' : 'active'", "return 'active'"],
  }),
  ...without('algorithm from the key', `${OPENING}/verify.ts`, {
    'the key is of Ed25519': ["if (jwk.crv !== 'Ed25519') return false", ''],
    'the key has the name that was said': ['known?.kid === parts.kid && ', 'known !== undefined && '],
  }),
  ...without('verify', `${OPENING}/verify.ts`, {
    'the signature': ["if (!isSignedBy(parts, found.jwk)) throw new Tamper('signature-invalid')", ''],
  }),
  ...without('duplicate keys on raw bytes', `${OPENING}/envelope.ts`, {
    'one reading only': ["if (ambiguityIn(signed.text) !== undefined) return 'payload-malformed'", ''],
  }),
  ...without('duplicate keys on raw bytes', `${OPENING}/raw-json.ts`, {
    'no key twice': ["if (keys?.has(raw)) return 'duplicate-key'", ''],
    'no key in escapes': ["if (escaped) return 'escaped-key'", ''],
    'no __proto__': ["if (raw === '__proto__') return 'proto-key'", ''],
    'no half of a letter': ['escaped && !isWellFormed(text.slice(at, end + 1))', 'false'],
    'no inexact number': ["if (!isExact(token)) return 'number'", ''],
    'not too deep': ["if (open.length === DEPTH_LIMIT) return 'depth'", ''],
    'UTF-8': ["if (!isUtf8(bytes)) return 'utf-8'", ''],
  }),
  ...without('claims schema', `${OPENING}/envelope.ts`, {
    'claims of an event': ["if (!checkEventClaims(value)) return 'claims-invalid'", ''],
    'claims of a receipt': ["if (!checkReceiptClaims(value)) return 'claims-invalid'", ''],
    'the size of its kind': ['size === paddedSizeOf(value.evt) ?', 'size ?'],
    'a receipt is not answered': ['signed.typ === ENVELOPE.typ.event && isRandomId(jti)', 'isRandomId(jti)'],
    'a receipt has the size of an event': ["return size === ENVELOPE.eventSize ? { kind: 'receipt'", "return size ? { kind: 'receipt'"],
    'at most twenty receipts together': ["if (lines.length > ENVELOPE.receiptsAtMost) throw new Tamper('inner-header-invalid')", ''],
    'nothing but receipts together': ['[ENVELOPE.typ.receipt], arrival.keyOf', '[ENVELOPE.typ.event, ENVELOPE.typ.receipt], arrival.keyOf'],
  }),
  ...without('typ aud enc_to iat exp', `${OPENING}/envelope.ts`, {
    'iss is another': ["if (claims.iss === arrival.self) return 'claims-invalid'", ''],
    aud: ["if (claims.aud !== arrival.self) return 'audience-wrong'", ''],
    enc_to: ["if (claims.enc_to !== sealedTo) return 'sealed-to-other-key'", ''],
    iat: ["if (claims.iat > arrival.now + ENVELOPE.clockSkew) return 'clock-ahead'", ''],
    'exp after iat': ['exp <= iat || ', ''],
    'exp within 14 days': [' || exp > iat + ENVELOPE.lifetime', ''],
    exp: ["return arrival.now > exp + ENVELOPE.clockSkew ? 'event-expired' : undefined", 'return undefined'],
  }),
  ...without('the sender’s tag', `${OPENING}/envelope.ts`, {
    'the tag is the author’s': [
      "if (!arrival.ownsTag(signed.iss, arrival.senderTag)) return refuseSigned('sender-tag-wrong', signed, innerJws, arrival)",
      '',
    ],
    'only the author is answered': ['&& arrival.ownsTag(signed.iss, arrival.senderTag),', '&& true,'],
    'nobody answers itself': ['authenticated: signed.iss !== arrival.self && ', 'authenticated: '],
  }),
  ...without('evt, v known', 'packages/contract/src/events/versions.ts', {
    'the event is known': [
      "if (!isEventType(type)) throw new Refusal('event-unknown')",
      "if (!isEventType(type)) return readEvent('note-added', v, data)",
    ],
    'the version is known': ['const version = versions[at]', 'const version = versions.at(at)'],
  }),
  ...without('data schema', 'packages/contract/src/events/versions.ts', {
    'content of its kind': ["if (fault) throw new Refusal('event-data-invalid', { event: type, ...fault })", ''],
  }),
  ...without('data schema', STORE_EVENT, {
    'elements of the group': ['  await assertElements(event)\n', ''],
    'an event of a referral names it': [
      "if (chained && (claims.case === undefined || claims.seq === undefined)) throw new Refusal('event-data-invalid', { field: '/case' })",
      '',
    ],
  }),
  ...without('role', STORE_EVENT, {
    'its role may send it': [
      "if (!sender?.sends.includes(event.type)) throw new Refusal('event-not-for-this-role', { event: event.type })",
      "if (!sender) throw new Refusal('event-not-for-this-role')",
    ],
    'its kind sends nothing': ['  assertReceives(sender.kind)\n', ''],
    'our kind takes it': ['  assertTaken(own.kind, event.type)\n', ''],
    'no more questions than answers of a day': [
      "  if (event.type === 'chain-asked') await assertWithinMeasure({ ports, tx, claims }, event.data)\n",
      '',
    ],
    'the day’s box is looked at': ["  if (event.type === 'complaint-box') await assertOneBoxADay({ ports, tx, claims }, event.data)\n", ''],
  }),
  ...without('role', 'packages/policy/src/roles.ts', {
    'our kind is told nothing': ['  assertReceives(kind)\n', ''],
    'a committee takes complaints, and nobody else does': ['if (!takenBy(kind).includes(type)) throw', 'if (false) throw'],
  }),
  ...without('role', 'packages/exchange/src/pair/complaint-box.ts', {
    'one box a day': ['if (before.spent > 0) throw', 'if (false) throw'],
    'nothing against whoever takes it': ['if (complaints.some(({ about }) => about === ports.self.entityId))', 'if (false)'],
  }),
  ...without('grant', STORE_EVENT, {
    'a whole grant comes first': ["if (claims.grant === undefined || !claims.grant.includes('.')) throw new Refusal('grant-missing')", ''],
    'the grant is signed by its author': [
      "const opened = openGrant(claims.grant, vouched(ports.registry))\n  if (opened.outcome !== 'opened')",
      "const opened = openGrant(claims.grant, (iss, kid) => ({ ...vouched(ports.registry)(iss, kid), status: 'active' }))\n  if (opened.outcome === 'refused' && opened.code === 'signature-invalid')\n    return { content: JSON.parse(Buffer.from(claims.grant.split('.')[1] ?? '', 'base64url').toString()), hash: hashOf(claims.grant) }\n  if (opened.outcome !== 'opened')",
    ],
    'the evidence of consent': ['      assertWellFounded(grant.content)\n', ''],
    'who the guardian is': ['      assertStandingTold(grant.content, ', '      void (grant.content, '],
    'no more than we may be given': ['      assertTakes(grant.content, asked.takes)\n', ''],
    'the request is covered': [
      '      assertTakes(grant.content, asked.takes)\n      assertCovers(grant.content, asked)\n',
      '      assertTakes(grant.content, asked.takes)\n',
    ],
    'the request is about the person of its grant': [
      '      assertAboutPerson(grant.content, event)\n      assertBetween(',
      '      assertBetween(',
    ],
    'a request after its enquiry names its grant': [
      "if (claims.grant !== conversation.requestGrant) throw new Refusal('grant-missing')\n        const grant = await request()\n        assertCovers(grant, asked)\n        assertAboutPerson",
      'const grant = await request()\n        assertCovers(grant, asked)\n        assertAboutPerson',
    ],
    'a request after its enquiry is covered': [
      '        assertCovers(grant, asked)\n        assertAboutPerson(grant, event)\n',
      '        assertAboutPerson(grant, event)\n',
    ],
    'a request after its enquiry is about the same person': [
      '        assertAboutPerson(grant, event)\n        return grant',
      '        return grant',
    ],
    'an account goes as its person approved it': ['      assertSectionMayTravel(event)\n', ''],
    'a note names its grant': [
      "        if (claims.grant !== conversation.requestGrant) throw new Refusal('grant-missing')\n        assertCovers(grant, { ...asked",
      '        assertCovers(grant, { ...asked',
    ],
    'a note is covered': ["        assertCovers(grant, { ...asked, categories: ['need'] })\n", ''],
    'a section names its grant': [
      "      const grant = await request()\n      if (claims.grant !== conversation.requestGrant) throw new Refusal('grant-missing')\n      assertCovers(grant, asked)\n",
      '      const grant = await request()\n      assertCovers(grant, asked)\n',
    ],
    'a section is covered': [
      "throw new Refusal('grant-missing')\n      assertCovers(grant, asked)\n      return grant\n    }\n    case 'case'",
      "throw new Refusal('grant-missing')\n      return grant\n    }\n    case 'case'",
    ],
    'a bare code names its grant': [
      "case 'case': {\n      if (claims.grant !== conversation.requestGrant) throw new Refusal('grant-missing')",
      "case 'case': {",
    ],
  }),
  {
    step: 'grant',
    check: 'the grant is the sender’s',
    places: [
      { file: STORE_EVENT, passage: "if (opened.iss !== claims.iss) throw new Refusal('grant-wrong-issuer')", instead: '' },
      { file: GRANTS, passage: "if (grant.iss !== asked.from) throw new Refusal('grant-wrong-issuer')", instead: '' },
    ],
  },
  ...without('grant', STORE_EVENT, {
    'the person agreed to a way back': ["if (!grant.wayBack) throw new Refusal('grant-not-covering', { category: 'progress' })", ''],
    'the way back is covered': ['      assertCovers(back.content, asked)\n', ''],
    'the way back is no wider': [
      "if (back.content.person !== grant.person || back.content.exp > grant.exp) throw new Refusal('grant-wider-than-parent')",
      '',
    ],
  }),
  ...without('grant', GRANTS, {
    'for this recipient': ["if (grant.aud !== asked.to) throw new Refusal('grant-wrong-recipient')", ''],
    'this body is not left out': ["if (grant.excluded.includes(asked.to)) throw new Refusal('recipient-excluded')", ''],
    begun: ["if (grant.iat > asked.at + 300) throw new Refusal('grant-not-yet-valid')", ''],
    'not ended': ["if (grant.exp <= asked.at) throw new Refusal('grant-expired')", ''],
    'the category': ["if (!grant.categories.includes(category)) throw new Refusal('grant-not-covering', { category })", ''],
    'at most a year': ["if (grant.exp - grant.iat > GRANT_LIFETIME) throw new Refusal('grant-expired', { field: '/until' })", ''],
    'read back': ["if (!evidence.readBack) throw new Refusal('grant-evidence-incomplete', { field: '/basis/evidence/readBack' })", ''],
    'confirmed in private': [
      "if (!evidence.privatelyConfirmed) throw new Refusal('grant-evidence-incomplete', { field: '/basis/evidence/privatelyConfirmed' })",
      '',
    ],
    'a guardian for a child': [
      "if (minor && grant.basis.kind !== 'guardian' && grant.basis.kind !== 'danger') throw new Refusal('guardian-required')",
      '',
    ],
    'an age in doubt is a child’s': ["ageBand === 'under-18' || ageBand === 'unknown'", "ageBand === 'under-18'"],
  }),
  ...without('grant', GRANTS, {
    'an adult has no guardian': ["if (!minor && grant.basis.kind === 'guardian')", 'if (false)'],
    'nobody has said yes tomorrow': ['if (Date.parse(evidence.takenAt) > (iat + 300) * 1000)', 'if (false)'],
    'a word without a signature has a witness': ['if (needsWitness(evidence) && !evidence.witnessed)', 'if (false)'],
    'kept until it ends': ['if (Date.parse(grant.eraseAt) < grant.exp * 1000)', 'if (false)'],
    'goes on with no more than it opens': [
      'if (grant.onward.categories.some((category) => !grant.categories.includes(category)))',
      'if (false)',
    ],
  }),
  {
    step: 'grant',
    check: 'it opens the need',
    places: [
      { file: GRANTS, passage: "if (!grant.categories.includes('need')) throw", instead: 'if (false) throw' },
      { file: GRANTS, passage: 'if (!grant.categories.includes(category)) throw', instead: 'if (false) throw' },
    ],
  },
  ...without('grant', 'packages/policy/src/notice.ts', {
    'a notice that is known': [
      "if (text === undefined) throw new Refusal('notice-unknown'",
      "if (text === undefined) return\n  if (false) throw new Refusal('notice-unknown'",
    ],
    'the text of the notice': ["if ('sha256' in notice && notice.sha256 !== text.sha256)", 'if (false)'],
    'ten minutes to think': ["if (evidence.coolingOff === 'waited' && ", 'if (false && '],
    'immediate only where it is': ["if (evidence.coolingOff === 'immediate' && urgency !== 'immediate')", 'if (false)'],
  }),
  ...without('grant', 'packages/policy/src/guardian.ts', {
    'a guardian has no part in the matter': ["if (standing.inMatter !== 'none')", 'if (false)'],
    'a guardian acts for neither body': ['if (standing.body === grant.iss || standing.body === grant.aud)', 'if (false)'],
    'a natural guardian is a parent': ["if (kind === 'natural' && !NATURAL.includes(relation))", 'if (false)'],
  }),
  ...without('grant', 'packages/policy/src/capacity.ts', {
    'decided for thirty days': ['if (exp - iat > INCAPACITY_LIFETIME)', 'if (false)'],
    'asked again in time': ['if (asked <= iat * 1000 || asked > exp * 1000)', 'if (false)'],
    'no more than safety and care need': ['if (category !== undefined) throw', 'if (false) throw'],
    'for safety and care': ['if (!purposes.every((one) => INCAPACITY_PURPOSES.includes(one)))', 'if (false)'],
    'decided for, it goes no further': ['if (onward.depth > 0) throw', 'if (false) throw'],
    'two professionals of two professions': ['if (new Set(staff).size !== 2 || new Set(professions).size !== 2)', 'if (false)'],
  }),
  ...without('grant', 'packages/policy/src/danger.ts', {
    'danger for an hour': ['if (exp - iat > DANGER_LIFETIME) throw', 'if (false) throw'],
    'danger kept for 14 days': ['if (Date.parse(eraseAt) > (iat + DANGER_KEPT) * 1000) throw', 'if (false) throw'],
    'danger goes no further': ['if (onward.depth > 0) throw', 'if (false) throw'],
    'danger has no way back': ['if (wayBack) throw', 'if (false) throw'],
    'danger tells nothing of exposure': ["if (categories.includes('exposure')) throw", 'if (false) throw'],
  }),
  ...without('grant', 'packages/policy/src/purposes.ts', {
    'for what the person was told of': ['return purpose === undefined || grant.purposes.includes(purpose)', 'return true'],
    'told in a language of theirs': ['if (!languages.some(', 'if (languages.length < 0 && !languages.some('],
  }),
  ...without('grant', 'packages/policy/src/statutory.ts', {
    'a statutory step from its body': ['!route.from.includes(fromKind) || ', ''],
    'a statutory step to its body': [' || !route.to.includes(toKind)', ''],
    'a statutory step for its purposes': ['if (!purposes.every((purpose) => route.purposes.includes(purpose)))', 'if (false)'],
  }),
  ...without('grant', 'packages/policy/src/recipients.ts', {
    'to the police only on the person’s word': [
      "if (basis.kind !== 'consent' && basis.kind !== 'guardian') throw new Refusal('reflection-runs', { field: '/basis/kind' })",
      "if (basis.kind === 'danger' || basis.kind === 'statutory') return",
    ],
    'to the police nothing narrowed': ['if (parent !== undefined) throw', 'if (false) throw'],
    'to the police after the reflection period': [
      "if (reflection === undefined) throw new Refusal('reflection-runs', { field: '/reflection' })",
      'if (reflection === undefined) return',
    ],
    'to the police on a word from after it': ['if (Date.parse(takenAt) < Date.parse(at)) throw', 'if (false) throw'],
  }),
  {
    step: '(iss, jti) and chain',
    check: 'what is known has no second effect',
    places: [
      { file: STORE_EVENT, passage: "if (known !== undefined) return { outcome: 'known', receipt: known }", instead: '' },
      // Whatever else stands in its way, what is refused and was known is answered as before.
      { file: RECEIVE, passage: KNOWN_BEFORE, instead: '' },
    ],
  },
  ...without('(iss, jti) and chain', STORE_EVENT, {
    'one content under one name': ["if (same === undefined && given.length > 0) throw new Refusal('chain-equivocation')", ''],
    'one content at one place': ["if (seq <= conversation.theirSeq) throw new Refusal('chain-equivocation')", ''],
    'a place in its turn': ["if (seq > conversation.theirSeq + 1) return 'ahead'", ''],
    'no answer to what was not said': ["if ((claims.seen ?? 0) > conversation.mySeq) return 'ahead'", ''],
    'follows the one before': ["if ((claims.prev ?? null) !== conversation.theirHead) throw new Refusal('chain-broken')", ''],
    'two bodies in a referral': ["if (held && held.partner !== claims.iss) throw new Refusal('referral-unknown')", ''],
    'nothing follows a refused beginning': [
      "if (chained && !held && (await followsQuarantined(ports, tx, claims))) throw new Refusal('referral-unknown')",
      '',
    ],
    'signed again: the same event': ['return same && reissues === (before.reissues ?? before.jti)', 'return same'],
    'signed again: the same content': [
      'return same && reissues === (before.reissues ?? before.jti)',
      'return reissues === (before.reissues ?? before.jti)',
    ],
  }),
  ...without('state', STORE_EVENT, {
    'the state allows it': ['if (!mayArrive(before, event.type, writer))', 'if (mayArrive(before, event.type, writer) === undefined)'],
  }),
  ...without('one transaction', RECEIVE, {
    'nothing is taken without an own statement': [
      'if (!ports.registry.find(ports.self.entityId)) return delivery.later(UNTIL_ADMITTED)',
      '',
    ],
    'known after its end: the receipt it had': [KNOWN_BEFORE, ''],
    'past its end: not answered': ["if (refused.code === 'event-expired') {", "if (refused.code === 'event-unknown') {"],
    'a refused event takes its place': ['      conversation.theirSeq += 1\n      conversation.theirHead = hash\n', ''],
  }),
]
