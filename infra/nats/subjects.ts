/**
 * The subjects of the bus: everything a member may say or ask, and nothing else.
 *
 * `<tag>` is the public key of a member's account (`A…`, 56 characters), given by `admitToBus` and written in its
 * registry statement. The operator puts these subjects as imports into each account and as allow-lists into each
 * user; the server replaces nobody's word by trust: `account_token_position` refuses another's tag.
 *
 * A member connects with its credentials file and does six things:
 *
 * ```ts
 * const nc = await connect({ servers: url, authenticator: credsAuthenticator(creds) })   // inboxes: the default `_INBOX.>`
 *
 * // 1. Send. The answer is JetStream's: `{stream, seq}`, or `{error: {err_code: 10077}}` (10077: maximum messages per
 * //    subject exceeded) while the first copy still waits. Neither counts as delivered.
 * const answer = await nc.request(sendSubject(recipientTag, ownTag, digest), sealed, { timeout: 5000 })
 *
 * // 2. Pull. Every message comes to the reply inbox with its acknowledgement subject as reply; a status message has
 * //    `headers.code` (404 nothing there, 408 the request expired, 409 the consumer changed) and ends the request.
 * //    Ask again at least every 30 s: the bus forgets the way back of a streamed answer after two minutes.
 * nc.subscribe(inbox)
 * nc.publish(pullSubject(ownTag), JSON.stringify({ batch: 64, expires: 30e9 }), { reply: inbox })   // nanoseconds
 *
 * // 3. Acknowledge, after commit. As a request it is a double acknowledgement: the empty answer says the bus has it.
 * //    `+ACK` done · `-NAK {"delay": <nanoseconds>}` later again · `+WPI` still working (restarts the 30 s).
 * await nc.request(message.reply, '+ACK', { timeout: 5000 })
 *
 * // 4. Read the registry: all statements, one after the other, by sequence number, until the answer has code 404.
 * //    Headers: `Nats-Subject`, `Nats-Sequence`. Or one statement: nc.request(registryReadOne(token)).
 * const statement = await nc.request(REGISTRY_READ, JSON.stringify({ seq: 1, next_by_subj: REGISTRY_STORED }))
 *
 * // 5. Hear registry changes as they happen.
 * nc.subscribe(REGISTRY_LIVE)
 *
 * // 6. See how the own stream is set: JetStream's stream information.
 * await nc.request(INBOX_FACTS)
 *
 * // Only a national committee: publish a statement; the newest of each subject is kept.
 * await nc.request(registrySubject(token), statement)
 * ```
 */

/** Name of the one stream with the registry's statements. */
export const REGISTRY_STREAM = 'REG'
/** The durable pull consumer on every member's stream. */
export const CONSUMER = 'app'
/** Every subject of the registry's stream. */
export const REGISTRY_STORED = 'r.>'
/** Every registry statement at the moment the bus stored it; header `Nats-Subject` is its subject in the stream. */
export const REGISTRY_LIVE = 'live.r.>'
/** Asks for a statement by sequence number: `{seq, next_by_subj: 'r.>'}`, or the newest by `{last_by_subj}`. */
export const REGISTRY_READ = `$JS.API.DIRECT.GET.${REGISTRY_STREAM}`

/** Where a sealed event is sent. `digest` is base64url SHA-256 of the ciphertext: the same bytes have the same subject. @public */
export function sendSubject(recipientTag: string, senderTag: string, digest: string): string {
  return `i.${recipientTag}.${senderTag}.${digest}`
}

/** Where a member asks for its own waiting messages. */
export function pullSubject(tag: string): string {
  return `$JS.API.CONSUMER.MSG.NEXT.${tag}.${CONSUMER}`
}

/**
 * Where a member asks how its own stream is set and what waits there: its service looks before it works in production (T11).
 * A subject of its own, because each server answers JetStream's in the member's account, where there is none.
 */
export const INBOX_FACTS = 'inbox.facts'
/** What the operator grants behind it. */
export function inboxFactsSubject(tag: string): string {
  return `$JS.API.STREAM.INFO.${tag}`
}

/** Where a member's acknowledgements go; a message's reply subject is one of these. */
export function acknowledgeSubjects(tag: string): string {
  return `$JS.ACK.${tag}.${CONSUMER}.>`
}

/**
 * Where a statement is published. `token` is one subject token, the same for every statement that replaces the one
 * before it: base64url SHA-256 of the entity id, or `list` for the list of members.
 */
export function registrySubject(token: string): string {
  return `r.${token}`
}

/** Where the newest statement of one subject is asked for; the request has no body, 404 says there is none. @public */
export function registryReadOne(token: string): string {
  return `${REGISTRY_READ}.${registrySubject(token)}`
}
