import { existsSync, readFileSync } from 'node:fs'
import { checkRegistryOrders, type RegistryOrder } from '@ihala/contract'
import type { MemberRequest } from './anchor.ts'
import { writeSecret } from './nats/keys.ts'

/** Asks the committee's service what was decided; undefined when it does not answer: then what was known stays. */
export async function askOrders(committeeUrl: string): Promise<RegistryOrder[] | undefined> {
  try {
    const response = await fetch(`${committeeUrl}/registry/orders`, { signal: AbortSignal.timeout(5_000) })
    const answer: unknown = response.ok ? await response.json() : undefined
    return checkRegistryOrders(answer) ? answer.orders : undefined
  } catch {
    return undefined
  }
}

/** The orders as last known: so that a network started again says at once of its members what it said before. */
export function keptOrders(file: string): RegistryOrder[] {
  const kept: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  return checkRegistryOrders(kept) ? kept.orders : []
}

/** Keeps the orders for the next start. */
export function keepOrders(file: string, orders: readonly RegistryOrder[]): void {
  writeSecret(file, JSON.stringify({ orders }))
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
