import Type, { type Static } from 'typebox'
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

/** Body of GET /registry/orders. */
export const RegistryOrders = closed({ orders: Type.Array(RegistryOrder) })
export type RegistryOrders = Static<typeof RegistryOrders>
export const checkRegistryOrders = check(RegistryOrders)
