import { existsSync, readFileSync } from 'node:fs'
import { type CrossOrder, checkRegistryOrders, type RegistryOrder, type RegistryOrders } from '@ihala/contract'
import type { MemberRequest } from './anchor.ts'
import { writeSecret } from './nats/keys.ts'

/** What was decided: about members, and about other networks. */
export interface Orders {
  readonly orders: readonly RegistryOrder[]
  readonly crossings: readonly CrossOrder[]
}

const whole = ({ orders, crossings = [] }: RegistryOrders): Orders => ({ orders, crossings })

/** Asks the committee's service what was decided; undefined when it does not answer: then what was known stays. */
export async function askOrders(committeeUrl: string): Promise<Orders | undefined> {
  try {
    const response = await fetch(`${committeeUrl}/registry/orders`, { signal: AbortSignal.timeout(5_000) })
    const answer: unknown = response.ok ? await response.json() : undefined
    return checkRegistryOrders(answer) ? whole(answer) : undefined
  } catch {
    return undefined
  }
}

/** The orders as last known: so that a network started again says at once of its members what it said before. */
export function keptOrders(file: string): Orders {
  const kept: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  return checkRegistryOrders(kept) ? whole(kept) : { orders: [], crossings: [] }
}

/** Keeps the orders for the next start. */
export function keepOrders(file: string, orders: Orders): void {
  writeSecret(file, JSON.stringify(orders))
}

/** What is to be signed about a member once its orders count. Who was expelled is suspended for whoever still hears of it. */
export function asOrdered(member: MemberRequest, orders: readonly RegistryOrder[]): MemberRequest {
  const order = orders.find(({ entityId }) => entityId === member.entityId)
  if (order === undefined) return member
  const revokedAt = new Map(order.revoked.map((one) => [one.kid, one.revokedAt]))
  const keys = member.keys.map((key) => {
    const revoked = revokedAt.get(key.kid)
    return revoked === undefined ? key : { ...key, revokedAt: revoked }
  })
  return { ...member, keys, status: order.standing === 'live' ? 'live' : 'suspended' }
}

/** Whether the list still names a member. */
export function isListed(entityId: string, orders: readonly RegistryOrder[]): boolean {
  return !orders.some((order) => order.entityId === entityId && order.standing === 'expelled')
}
