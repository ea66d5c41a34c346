import {
  publishRegistry,
  type SignedEntry,
  signConfiguration,
  signMember,
  signMembers,
  signTrustMarks,
  type TrustAnchor,
} from './anchor.ts'
import { signCrossing } from './anchor-crossing.ts'
import type { ReadyOrganisation } from './prepare-organisation.ts'
import { askOrders, asOrdered, isListed, keepOrders, keptOrders, type Orders } from './registry-orders.ts'

/** The registry of a running network: what the anchor's bodies sign of it, and when. */
export interface Registry {
  /** Before any service runs: publishes with the committee's place on the bus, so that members can begin at all. */
  readonly publish: () => Promise<void>
  /** From then on: gives all statements to the committee's service, which checks, logs and publishes them (K8). */
  readonly announce: () => Promise<void>
  /** Asks what two people at the committee decided; signs and announces when it is news (K4, T24). True when it was. */
  readonly obey: () => Promise<boolean>
}

const AT_ONCE = 50

/**
 * Makes the registry of a network.
 * @param ordersFile where the committee's orders are kept from one start to the next
 * @param committee the committee of the network; without one nothing is said
 */
export function registryOf(parts: {
  readonly anchor: TrustAnchor
  readonly members: readonly Pick<ReadyOrganisation, 'statement'>[]
  readonly committee: Pick<ReadyOrganisation, 'baseUrl' | 'credsFile'> | undefined
  readonly busUrl: string
  readonly ordersFile: string
}): Registry {
  const { anchor, members, committee, busUrl, ordersFile } = parts
  let held: Orders = keptOrders(ordersFile)
  let obeyed = JSON.stringify(held)

  const signed = (): {
    readonly statements: (SignedEntry & { readonly marks: string[] })[]
    readonly crossings: SignedEntry[]
    readonly list: SignedEntry
  } => {
    const now = new Date()
    const { orders } = held
    // Other networks are on the list too, so that whoever was away asks for their certificates.
    const networks = held.crossings.map(({ agreement }) => agreement.entityId)
    const requests = members.map((member) => asOrdered(member.statement(), orders))
    const listed = requests.map(({ entityId }) => entityId).filter((entityId) => isListed(entityId, orders))
    return {
      statements: requests.map((said) => ({ ...signMember(anchor, said, now), marks: signTrustMarks(anchor, said, now) })),
      crossings: held.crossings.map((order) => signCrossing(anchor, order, now)),
      list: signMembers(anchor, [...listed, ...networks], now),
    }
  }
  const announce = async (): Promise<void> => {
    if (!committee) return
    const { statements, crossings, list } = signed()
    const marks = [...new Set(members.flatMap((one) => one.statement().marks))]
    const configuration = signConfiguration(anchor, committee.baseUrl, marks, new Date())
    for (let at = 0; at < statements.length; at += AT_ONCE) {
      const some = statements.slice(at, at + AT_ONCE)
      const body = {
        statements: some.map(({ jws }) => jws),
        marks: some.flatMap((one) => one.marks),
        list: list.jws,
        configuration,
        crossings: crossings.map(({ jws }) => jws),
      }
      const response = await fetch(`${committee.baseUrl}/registry/statements`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`The committee did not take the registry's statements: ${response.status}`)
    }
  }
  return {
    publish: async () => {
      if (!committee) return
      const { statements, crossings, list } = signed()
      await publishRegistry(busUrl, committee.credsFile, [...crossings, ...statements, list])
    },
    announce,
    obey: async () => {
      const asked = committee && (await askOrders(committee.baseUrl))
      if (asked === undefined || JSON.stringify(asked) === obeyed) return false
      held = asked
      await announce()
      // Only what was said counts as obeyed: what failed is tried again.
      keepOrders(ordersFile, asked)
      obeyed = JSON.stringify(asked)
      return true
    },
  }
}
