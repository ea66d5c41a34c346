import Type, { type Static } from 'typebox'
import { CrossAgreement } from '../cross-certificate.ts'
import { EntityId, NumericDate, Thumbprint } from '../identifiers.ts'
import { check, closed } from '../schema.ts'

/** What two people at the committee decided about a member, and the anchor's bodies are asked to sign (K4, T24). */
export const RegistryOrder = closed({
  entityId: EntityId,
  standing: Type.Enum(['live', 'suspended', 'expelled'], { description: 'DESIGN §8: suspension of a member' }),
  /** Keys that count no more, and since when. */
  revoked: Type.Array(closed({ kid: Thumbprint, revokedAt: NumericDate })),
  /** Its own word, of who applied and was approved; the founding members never applied. */
  application: Type.Union([Type.String({ maxLength: 40_000 }), Type.Null()]),
})
export type RegistryOrder = Static<typeof RegistryOrder>

/** What two people at the committee decided about another network, to be signed as its cross-certificate (K6). */
export const CrossOrder = closed({ agreement: CrossAgreement, status: Type.Enum(['live', 'ended'], { description: 'FEATURES K6' }) })
export type CrossOrder = Static<typeof CrossOrder>

/** Body of GET /registry/orders; no other network when `crossings` is not there. */
export const RegistryOrders = closed({ orders: Type.Array(RegistryOrder), crossings: Type.Optional(Type.Array(CrossOrder)) })
export type RegistryOrders = Static<typeof RegistryOrders>
export const checkRegistryOrders = check(RegistryOrders)
