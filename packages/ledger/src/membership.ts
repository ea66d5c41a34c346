import { hash } from 'node:crypto'
import { nameOf, originOf, readOrigin } from './checkpoint.ts'
import { canonical } from './leaf.ts'

/** Before the committee's name in the name of the membership log: no organisation has a name of that many parts (DESIGN §2). */
const PREFIX = 'https://membership.'

/** The member in whose name the membership log is kept beside the committee's own log. */
export function membershipOf(committee: string): string {
  return `${PREFIX}${nameOf(committee)}`
}

/** Origin of the membership log. It has one epoch for ever: every member holds all of it, so it is never begun anew. */
export function membershipOrigin(committee: string): string {
  return originOf(membershipOf(committee), 1)
}

/** Who signs the heads of a log: of the membership log its committee, of every other the member itself. */
export function signerOf(member: string): string {
  return member.startsWith(PREFIX) ? `https://${member.slice(PREFIX.length)}` : member
}

/** The committee whose membership log an origin names; undefined for any other log. */
export function committeeOf(origin: string): string | undefined {
  const { member = '', epoch } = readOrigin(origin) ?? {}
  return epoch === 1 && member.startsWith(PREFIX) ? signerOf(member) : undefined
}

/** An entry of the membership log, by what of it is hashed. */
export interface LoggedChange {
  readonly position: number
  /** ISO instant. */
  readonly at: string
  readonly entityId: string
  readonly change: string
  readonly jws: string
}

/** Leaf hash of an entry of the membership log (RFC 6962 §2.1 over its canonical JSON): anybody can compute it from what the log shows. */
export function membershipLeaf({ position, at, entityId, change, jws }: LoggedChange): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(0), Buffer.from(canonical({ position, at, entityId, change, jws }))]), 'buffer')
}

/** A head as its log signed it, without the countersignatures after that; what is no note stays as it is. */
export function withoutLines(note: string): string {
  const [own, ...others] = linesOf(note)
  return own === undefined || others.length === 0 ? note : `${note.slice(0, note.lastIndexOf('\n\n') + 2)}${own}\n`
}

/** The signature lines of a note, whoever wrote them; nothing of them is verified. */
export function linesOf(note: string): readonly string[] {
  return note
    .slice(note.lastIndexOf('\n\n') + 2)
    .split('\n')
    .filter((line) => line !== '')
}
