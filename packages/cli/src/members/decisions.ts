import { CommandProblem } from '../problem.ts'
import { type ApplicationState, isApplications, isMeasures, isMembers, isRow, isStanding } from './committee-answers.ts'
import type { CommitteeDoor } from './committee-door.ts'

/** By what second way keys can be compared. */
export const CHANNELS = ['telephone', 'in-person', 'letter'] as const
export type Channel = (typeof CHANNELS)[number]

/** What two people can decide about a member by these commands. */
export const MEASURES = ['suspend', 'restore', 'expel'] as const
export type Measure = (typeof MEASURES)[number]

const slugOf = (entityId: string): string => new URL(entityId).hostname.split('.')[0] ?? ''

/** What an application waits for. */
export function missing(state: ApplicationState, approvedOnce: boolean): string {
  switch (state) {
    case 'applied':
      return 'call back on a number you know and compare the fingerprint: members verify'
    case 'verified':
      return 'the conformance run: members conformance'
    case 'tested':
      return approvedOnce ? 'the approval of a second person: members approve' : 'the approval of two people: members approve'
    case 'approved':
      return 'nothing here; it is live when two bodies of the anchor have signed'
    default:
      return state satisfies never
  }
}

/** Members with their standing, then applications with what is missing: one line each. */
export async function listMembers(door: CommitteeDoor): Promise<string[]> {
  const { members } = await door.get('/registry/members', isMembers)
  const { applications } = await door.get('/registry/applications', isApplications)
  const known = new Set(members.map(({ entityId }) => entityId))
  const lines = members.map(({ entityId, kind, status, keys }) => {
    const days = keys.filter(({ revoked }) => !revoked).map(({ daysLeft }) => daysLeft)
    const revoked = keys.length - days.length
    return `${slugOf(entityId)}  ${kind}  ${status}  ${days.length === 0 ? 'no key' : `first key ends in ${Math.min(...days)} days`}${revoked > 0 ? `, ${revoked} revoked` : ''}`
  })
  const waiting = applications.filter(({ entityId }) => !known.has(entityId))
  return [...lines, ...waiting.map(({ entityId, state, approvedOnce }) => `${slugOf(entityId)}  ${state}  ${missing(state, approvedOnce)}`)]
}

/** K1: says that the fingerprint was compared with whoever answered over a second channel. Throws CommandProblem when it is another. */
export async function verifyApplication(door: CommitteeDoor, slug: string, how: Channel, fingerprint: string): Promise<string> {
  const { state } = await door.post(`/registry/applications/${slug}/verify`, { how, fingerprint }, isStanding)
  return `${slug}: ${missing(state, false)}`
}

/** K1: one person's approval; the second person's is another call of the same. */
export async function approveApplication(door: CommitteeDoor, slug: string): Promise<string> {
  const { state } = await door.post(`/registry/applications/${slug}/approve`, undefined, isStanding)
  return `${slug}: ${missing(state, state === 'tested')}`
}

/**
 * K4: the first person proposes a measure, the second confirms it: by the same words. Throws CommandProblem, also when whoever
 * proposed it would confirm it.
 */
export async function measureMember(door: CommitteeDoor, slug: string, measure: Measure): Promise<string> {
  const { measures } = await door.get('/registry/measures', isMeasures)
  const open = measures.find((one) => one.measure === measure && one.confirmedAt === null && slugOf(one.entityId) === slug)
  if (open === undefined) {
    await door.post(`/registry/members/${slug}/measures`, { measure }, isRow)
    return `${slug}: proposed; it counts when a second person gives the same command`
  }
  await door.post(`/registry/measures/${open.id}/confirm`, undefined, isRow)
  return `${slug}: confirmed; the bodies of the anchor are asked to sign it`
}

/** An application as the organisation signed it. Throws CommandProblem when there is none, or it is not time for its run. */
export async function applicationOf(door: CommitteeDoor, slug: string): Promise<string> {
  const { applications } = await door.get('/registry/applications', isApplications)
  const found = applications.find(({ entityId }) => slugOf(entityId) === slug)
  if (found === undefined) throw new CommandProblem(`${slug}: has not applied`)
  if (found.state === 'verified' || found.state === 'tested') return found.configuration
  throw new CommandProblem(`${slug}: is ${found.state}; what is missing is ${missing(found.state, found.approvedOnce)}`)
}

/** K1: hands the protocol of a run to the committee, which judges it. Throws CommandProblem when it does not believe it. */
export async function submitProtocol(door: CommitteeDoor, slug: string, signed: object): Promise<string> {
  const { state } = await door.post(`/registry/applications/${slug}/conformance`, signed, isStanding)
  return `${slug}: ${missing(state, false)}`
}
