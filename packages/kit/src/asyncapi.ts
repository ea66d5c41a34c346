import {
  ENVELOPE,
  EVENT_TYPES,
  EVENTS,
  EventClaims,
  type EventType,
  type EventVersion,
  FHIR_STATUS,
  type Organisation,
  ReceiptClaims,
  versionsOf,
} from '@ihala/contract'
import Type from 'typebox'
import type { App } from './app.ts'
import type { AppOptions } from './app-options.ts'

/** A JSON object of the printed document. */
export type Printed = { readonly [name: string]: unknown }

/**
 * Prints what crosses the bus as AsyncAPI 3: one channel, the inbox of a member, and one message for each published
 * version of each event, with its claims and content, and the receipt. Written on the wire as a JWE of one size.
 */
export function printAsyncapi(organisation: Pick<Organisation, 'slug' | 'names' | 'kind'>, version: string): Printed {
  const messages: Record<string, Printed> = {}
  for (const type of EVENT_TYPES) for (const version of versionsOf(type)) messages[`${type}.v${version.v}`] = eventMessage(type, version)
  messages.receipt = {
    name: 'receipt',
    title: 'Receipt',
    summary: 'A signed word that an event is stored with its effect, or quarantined; nothing else closes an outbox row.',
    contentType: 'application/jose',
    payload: plain(ReceiptClaims),
  }
  const references = Object.fromEntries(Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]))
  const inChannel = Object.keys(messages).map((name) => ({ $ref: `#/channels/inbox/messages/${name}` }))
  const operation = (action: 'send' | 'receive', summary: string): Printed => ({
    action,
    summary,
    channel: { $ref: '#/channels/inbox' },
    messages: inChannel,
  })
  return {
    asyncapi: '3.0.0',
    info: {
      title: `Ihala events: ${organisation.names.en}`,
      version,
      description: `Events between members, each an Ed25519 JWS padded to ${ENVELOPE.eventSize} bytes (file-chunk: ${ENVELOPE.chunkSize}) inside a JWE for one recipient.`,
      license: { name: 'EUPL-1.2' },
    },
    defaultContentType: 'application/jose',
    channels: {
      inbox: {
        address: 'i.{recipient}.{sender}.{digest}',
        description: 'The inbox of one member. No header; tags are the public keys of accounts on the bus.',
        parameters: {
          recipient: { description: 'bus tag of the recipient' },
          sender: { description: 'bus tag of the sender, set by the bus' },
          digest: { description: 'SHA-256 of the ciphertext, base64url' },
        },
        messages: references,
      },
    },
    operations: {
      send: operation('send', 'This organisation writes to the inbox of another.'),
      receive: operation('receive', 'This organisation reads its own inbox.'),
    },
    components: { messages },
  }
}

/** The document at /asyncapi.json. */
export function asyncapiRoute(app: App, options: Pick<AppOptions, 'organisation' | 'version'>): void {
  let printed: Printed | undefined
  app.get('/asyncapi.json', { config: { action: 'read-contract' } }, () => {
    printed ??= printAsyncapi(options.organisation, options.version)
    return printed
  })
}

function eventMessage(type: EventType, { v, schema }: EventVersion): Printed {
  const { writer, from, to, grant, level } = EVENTS[type]
  const properties = { ...EventClaims.properties, evt: Type.Literal(type), v: Type.Literal(v), data: schema }
  return {
    name: type,
    title: `${type}, version ${v}`,
    summary:
      level === 'pair'
        ? 'Between two members, outside any referral.'
        : `Written by the ${writer === 'either' ? 'sender or the recipient' : writer} of a referral.`,
    contentType: 'application/jose',
    payload: plain(Type.Object(properties, { additionalProperties: false })),
    'x-ihala': { writer, from, to, grant, level, ...(to === 'same' ? {} : { fhirStatus: FHIR_STATUS[to] }) },
  }
}

/** A schema as plain JSON, without what the schema library keeps for itself. */
function plain(schema: object): Printed {
  return JSON.parse(JSON.stringify(schema)) as Printed
}
