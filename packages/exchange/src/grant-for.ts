import { randomBytes } from 'node:crypto'
import { type Event, type Grant, Refusal, type RegistryStatement } from '@ihala/contract'
import {
  assertAnswersNeed,
  assertBetween,
  assertCooledOff,
  assertCovers,
  assertGuardianWhereNeeded,
  assertMayTravel,
  assertTakes,
  assertWellFounded,
  basisFor,
  categoriesOf,
  grantLevelOf,
  narrow,
  narrowWayBack,
} from '@ihala/policy'
import { SALT_BYTES, saltedHash, signGrant } from '@ihala/seal'
import { grantRow, heldGrant } from './case-secrets.ts'
import type { ComposePorts, GrantDraft, OutgoingMessage } from './compose-ports.ts'
import { randomId } from './random-id.ts'
import type { Conversation } from './store/conversation.ts'
import type { GrantRow, Unit } from './store/unit.ts'

/** Throws Refusal when an event that was sent before is not covered any more: its grant ran out, was withdrawn, or the recipient takes less. */
export async function assertStillCovered<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  conversation: Conversation,
  to: RegistryStatement,
  event: Event,
  iat: number,
): Promise<void> {
  await grantFor(ports, tx, unit, { to: conversation.partner, caseId: conversation.caseId, event }, conversation, to, iat)
}

/** The `grant` claim of an event by the event table: whole once, its hash later. Throws Refusal when nothing covers it. */
export async function grantFor<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  message: OutgoingMessage,
  conversation: Conversation,
  to: RegistryStatement,
  iat: number,
): Promise<string | undefined> {
  const { event } = message
  const level = grantLevelOf(event)
  const asked = {
    from: ports.self.entityId,
    to: message.to,
    takes: to.metadata.ihala_member.takes,
    categories: categoriesOf(event),
    at: iat,
  }
  switch (level) {
    case 'none':
      return undefined
    case 'case':
      return conversation.requestGrant ?? undefined
    case 'request': {
      if (message.grant === undefined) {
        const held = await heldGrant(ports, tx, unit, conversation.requestGrant, conversation.caseId)
        assertCovers(held, asked)
        assertAboutPerson(held, event)
        return conversation.requestGrant ?? undefined
      }
      if (conversation.requestGrant !== null) throw new Refusal('event-not-in-this-state', { event: event.type })
      const data = event.data
      if (!('person' in data) || !('need' in data)) throw new Refusal('event-data-invalid', { event: event.type })
      const { grant: whole, parentSalt } = await requestGrant(ports, tx, unit, message.grant, {
        to: message.to,
        toKind: to.metadata.ihala_member.kind,
        person: data.person,
        iat,
      })
      assertWellFounded(whole)
      assertTakes(whole, asked.takes)
      assertCovers(whole, asked)
      assertAboutPerson(whole, event)
      assertBetween(whole, ports.registry.lastKnown(ports.self.entityId)?.metadata.ihala_member.kind ?? '', to.metadata.ihala_member.kind)
      // Whole as it was checked, in the words that the recipient reads (T58).
      const grant = { ...whole, basis: basisFor(whole.basis, to.metadata.ihala_member.accepts) }
      const kept = await keepOwnGrant(ports, tx, unit, conversation.caseId, grant, parentSalt)
      conversation.requestGrant = kept.hash
      return kept.jws
    }
    case 'section': {
      assertSectionMayTravel(event)
      assertCovers(await heldGrant(ports, tx, unit, conversation.requestGrant, conversation.caseId), asked)
      return conversation.requestGrant ?? undefined
    }
    case 'progress': {
      if (conversation.side === 'sender') {
        assertCovers(await heldGrant(ports, tx, unit, conversation.requestGrant, conversation.caseId), {
          ...asked,
          categories: ['need'],
        })
        return conversation.requestGrant ?? undefined
      }
      if (conversation.wayBackGrant !== null) {
        assertCovers(await heldGrant(ports, tx, unit, conversation.wayBackGrant, conversation.caseId), asked)
        return conversation.wayBackGrant
      }
      const request = await heldGrant(ports, tx, unit, conversation.requestGrant, conversation.caseId)
      const salt = randomBytes(SALT_BYTES)
      const grant = narrowWayBack(request, { jti: randomId(), iat, parent: saltedHash(salt, conversation.requestGrant ?? '') })
      assertCovers(grant, asked)
      const kept = await keepOwnGrant(ports, tx, unit, conversation.caseId, grant, salt)
      conversation.wayBackGrant = kept.hash
      return kept.jws
    }
    default:
      return level satisfies never
  }
}

/** Throws Refusal when a referral names another person than its grant, or one of an age that needs a guardian without one; or asks for what it is not for. */
export function assertAboutPerson(grant: Grant, event: Event): void {
  if (!('person' in event.data) || !('need' in event.data)) throw new Refusal('event-data-invalid', { event: event.type })
  if (event.data.person !== grant.person) throw new Refusal('grant-wrong-person')
  assertGuardianWhereNeeded(grant, event.data.need.ageBand)
  assertCooledOff(grant, event.data.need.urgency)
  assertAnswersNeed(grant, event.data.need)
}

/** Throws Refusal `summary-not-approved` for a section that its person has not approved. */
export function assertSectionMayTravel(event: Event): void {
  if (event.type === 'sections-disclosed') assertMayTravel(event.data.category, event.data.section)
}

async function requestGrant<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  draft: GrantDraft,
  by: { readonly to: string; readonly toKind: string; readonly person: string; readonly iat: number },
): Promise<{ grant: Grant; parentSalt: Buffer | null }> {
  const { narrows, ...fields } = draft
  const own = { iss: ports.self.entityId, aud: by.to, jti: randomId(), iat: by.iat, person: by.person }
  if (narrows === undefined) return { grant: { ...own, ...fields }, parentSalt: null }
  const above = unit.conversations.get(narrows) ?? (await ports.store.lockConversation(tx, narrows))
  if (above?.side !== 'recipient') throw new Refusal('grant-missing')
  const parent = await heldGrant(ports, tx, unit, above.requestGrant, narrows)
  const parentSalt = randomBytes(SALT_BYTES)
  const grant = narrow(parent, { ...own, ...fields, audKind: by.toKind, parent: saltedHash(parentSalt, above.requestGrant ?? '') })
  return { grant, parentSalt }
}

async function keepOwnGrant<T>(
  ports: ComposePorts<T>,
  tx: T,
  unit: Unit,
  caseId: string,
  grant: Grant,
  parentSalt: Buffer | null,
): Promise<GrantRow> {
  const row = await grantRow(ports.caseKeys, tx, caseId, { jws: signGrant(grant, ports.keyring), grant, parentSalt })
  unit.grants.push(row)
  return row
}
