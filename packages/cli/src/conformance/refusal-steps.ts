import { ENVELOPE } from '@ihala/contract'
import { memoryKeyring, newEncryptionKey, newSigningKey, newWrappingKey, sealTo } from '@ihala/seal'
import { next, randomName, request, type Written } from './test-events.ts'
import { NOT_SENT } from './test-member.ts'
import { isRefused, isStored, type Trial, type Verdict } from './trial.ts'

const DAY = 86_400
/** A version that no event has. */
const NO_VERSION = 99
/** Letters of the authentication tag: 16 bytes in base64url. */
const TAG_LETTERS = 22
/** How long an answer is waited for that should not come, when a later event was answered already, milliseconds. */
const QUIET_MS = 300

/** Refused without a word: whoever cannot prove who they are learns nothing. Judged when the run ends. */
export async function sendUnanswerable(trial: Trial): Promise<void> {
  const { post, unanswered, between } = trial
  const { now } = between()
  const unsigned = request(between())
  await post.send(altered(unsigned.jws, unsigned.jws.lastIndexOf('.') + 1))
  unanswered.push({ step: 'wrong-signature', event: unsigned })

  // The end of an envelope is the tag that authenticates its text; in the middle there is only padding.
  for (const fromEnd of [TAG_LETTERS / 2, ENVELOPE.eventSize / 2]) {
    const tampered = request(between())
    const sealed = sealTo(post.box, tampered.jws, ENVELOPE.eventSize).toString('latin1')
    await post.sendSealed(Buffer.from(altered(sealed, sealed.length - fromEnd), 'latin1'))
    unanswered.push({ step: 'altered-ciphertext', event: tampered })
  }

  const stranger = memoryKeyring({ signing: newSigningKey().jwk, encryption: [newEncryptionKey().jwk], wrapping: [newWrappingKey()] })
  const unknown = request(between(), { signer: stranger })
  await post.send(unknown.jws)
  unanswered.push({ step: 'unknown-key', event: unknown })

  const late = request(between(), { claims: { iat: now - 10 * DAY, exp: now - DAY } })
  await post.send(late.jws)
  unanswered.push({ step: 'expired-event', event: late })
}

/** Another letter at a place of a text. */
function altered(text: string, at: number): string {
  return `${text.slice(0, at)}${text.charAt(at) === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
}

/** Refused, and told to the sender. `first` is an event that is stored. */
export async function* refusals(trial: Trial, first: Written): AsyncGenerator<Verdict> {
  const { between } = trial
  const { now } = between()
  const another = `${trial.member.entityId.replace('test-', 'other-')}`
  yield ['wrong-audience', await isRefused(trial, request(between(), { claims: { aud: another } }), 'audience-wrong')]
  const otherKey = newEncryptionKey().kid
  yield ['sealed-to-other-key', await isRefused(trial, request(between(), { claims: { enc_to: otherKey } }), 'sealed-to-other-key')]
  yield ['unknown-version', await isRefused(trial, request(between(), { claims: { v: NO_VERSION } }), 'event-version-unknown')]
  const { case: caseId = randomName() } = first.claims
  yield ['other-content-same-place', await isRefused(trial, request(between(), { claims: { case: caseId } }), 'chain-equivocation')]
  const ended = request(between(), { grant: { iat: now - 30 * DAY, exp: now - DAY } })
  yield ['consent-expired', await isRefused(trial, ended, 'grant-expired')]
  yield ['consent-for-another', await isRefused(trial, request(between(), { grant: { aud: another } }), 'grant-wrong-recipient')]
}

/** What comes before its turn waits for it; what the role may not send is refused in its place. */
export async function* turns(trial: Trial): AsyncGenerator<Verdict> {
  const { between, post } = trial
  const opening = request(between())
  const second = next(between(), opening, 'cancellation-requested', { reason: 'person-asked' })
  await post.send(second.jws)
  const probed = await isStored(trial, request(between()))
  const early = post.receiptsOf(second.claims.jti).length > 0
  const inTurn = (await isStored(trial, opening)) && (await isStored(trial, second))
  yield ['out-of-order', probed && !early && inTurn]
  const beyond = next(between(), second, NOT_SENT, { text: 'A note that a test member may not write.' })
  yield ['role-exceeded', await isRefused(trial, beyond, 'event-not-for-this-role')]
}

/** T25: a revoked key is worth nothing within a minute, whatever date its events bear. */
export async function revocation(trial: Trial): Promise<Verdict> {
  const { post, between, member, unanswered } = trial
  if (!(await isStored(trial, request(between(), { signer: member.spare })))) return ['revoked-key', false]
  await trial.restate(between().now)
  const end = performance.now() + trial.patience.revocation
  while (performance.now() < end) {
    const event = request(between(), { signer: member.spare })
    await post.send(event.jws)
    // What came after it is answered: so would it have been.
    if (!(await isStored(trial, request(between())))) return ['revoked-key', false]
    const receipt = await post.until(() => post.receiptsOf(event.claims.jti)[0], QUIET_MS)
    if (receipt === undefined) {
      unanswered.push({ step: 'revoked-key', event })
      return ['revoked-key', true]
    }
    trial.answered.push(event)
  }
  return ['revoked-key', false]
}
