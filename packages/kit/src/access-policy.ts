import { createHash } from 'node:crypto'
import type { EntityJson, EntityUid } from '@cedar-policy/cedar-wasm/nodejs'
import type { StaffRole } from '@ihala/contract'

/** Cedar text and whose it is, for the sentence when it is wrong. */
export interface PolicyText {
  readonly feature: string
  readonly text: string
}

/** Who asks: a staff member with roles, or nobody signed in. */
export type Principal = { readonly id: string; readonly roles: readonly StaffRole[] } | null

/** A value policies may compare. A reference to another entity is `{ __entity: { type, id } }`. */
export type AttributeValue =
  | string
  | number
  | boolean
  | readonly string[]
  | { readonly __entity: { readonly type: string; readonly id: string } }

/** What is asked for. Without one the resource is the organisation itself. Attributes are codes and row ids, never personal data. */
export interface Resource {
  readonly type: string
  readonly id: string
  readonly attributes?: Readonly<Record<string, AttributeValue>>
}

/** The decisions of one service's policies. */
export interface Access {
  /** Whether the policies permit it; what no policy permits is denied, and so is what a policy fails to judge. */
  allows(principal: Principal, action: string, resource?: Resource): boolean
  /** Actions some policy names. */
  readonly actions: ReadonlySet<string>
}

/** Combinations of roles, actions and kinds of object remembered; one organisation has a few thousand at most. */
const REMEMBERED = 20_000

/**
 * Reads all policies of a service and answers from them (T22, T33). Principal: `Staff::"<id>"` in `Role::"<role>"`, or
 * `Anonymous::"anybody"`; action: `Action::"<route's action>"`; resource: `Organisation::"<slug>"` or the route's object.
 * Throws with one plain sentence when a text does not parse or names one staff member: decisions are remembered by roles and by
 * what the object is, so policies speak of roles. Only where an attribute refers to another entity may it matter who asks.
 */
export async function loadAccess(
  policies: readonly PolicyText[],
  organisation: { readonly slug: string; readonly kind: string },
): Promise<Access> {
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs')
  for (const { feature, text } of policies) {
    if (/\bStaff::"/.test(withoutComments(text)))
      throw new Error(`refused: a policy of ${feature} names one staff member; policies speak of roles`)
  }
  const whole = policies.map(({ text }) => text).join('\n')
  const id = createHash('sha256').update(whole).digest('hex')
  const parsed = cedar.preparsePolicySet(id, { staticPolicies: whole })
  if (parsed.type === 'failure') throw new Error(sentenceOf(policies, (text) => cedar.checkParsePolicySet({ staticPolicies: text })))

  const home: EntityUid = { type: 'Organisation', id: organisation.slug }
  const homeEntity: EntityJson = { uid: home, attrs: { kind: organisation.kind }, parents: [] }

  const decide = (principal: Principal, action: string, resource: Resource | undefined): boolean => {
    const who: EntityUid = principal ? { type: 'Staff', id: principal.id } : { type: 'Anonymous', id: 'anybody' }
    const parents = principal ? principal.roles.map((role) => ({ type: 'Role', id: role })) : []
    const entities: EntityJson[] = [{ uid: who, attrs: {}, parents }, homeEntity]
    const what: EntityUid = resource ? { type: resource.type, id: resource.id } : home
    if (resource) entities.push({ uid: what, attrs: attributesOf(resource), parents: [home] })
    const answer = cedar.statefulIsAuthorized({
      principal: who,
      action: { type: 'Action', id: action },
      resource: what,
      context: {},
      preparsedPolicySetId: id,
      entities,
    })
    // Cedar skips a policy it cannot evaluate; a skipped `forbid` must not open a door.
    return answer.type === 'success' && answer.response.decision === 'allow' && answer.response.diagnostics.errors.length === 0
  }

  const remembered = new Map<string, boolean>()
  return {
    actions: actionsNamed(whole),
    allows: (principal, action, resource) => {
      if (resource && refersToOthers(resource)) return decide(principal, action, resource)
      const key = `${action} ${principal ? [...principal.roles].sort().join(' ') : '-'} ${resource ? keyOf(resource) : ''}`
      const known = remembered.get(key)
      if (known !== undefined) return known
      // The id plays no part in what is remembered for all who have these roles.
      const decision = decide(principal && { id: 'any', roles: principal.roles }, action, resource)
      if (remembered.size >= REMEMBERED) remembered.clear()
      remembered.set(key, decision)
      return decision
    },
  }
}

/** Whether a policy may compare it with whoever asks. */
function refersToOthers({ attributes = {} }: Resource): boolean {
  return Object.values(attributes).some((value) => typeof value === 'object' && '__entity' in value)
}

function keyOf({ type, id, attributes = {} }: Resource): string {
  return JSON.stringify([type, id, Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1))])
}

function attributesOf(resource: Resource): EntityJson['attrs'] {
  const attributes = Object.entries(resource.attributes ?? {})
  return Object.fromEntries(
    attributes.map(([name, value]) => [name, typeof value === 'object' && !('__entity' in value) ? [...value] : value]),
  )
}

function sentenceOf(
  policies: readonly PolicyText[],
  parse: (text: string) => { type: string; errors?: readonly { message: string }[] },
): string {
  for (const { feature, text } of policies) {
    const answer = parse(text)
    if (answer.type === 'failure')
      return `refused: the policies of ${feature} cannot be read: ${answer.errors?.[0]?.message ?? 'no reason given'}`
  }
  return 'refused: the policies cannot be read together'
}

function actionsNamed(text: string): ReadonlySet<string> {
  return new Set([...withoutComments(text).matchAll(/\bAction::"([^"]*)"/g)].map((match) => match[1] ?? ''))
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\/[^\n]*/g, '')
}
