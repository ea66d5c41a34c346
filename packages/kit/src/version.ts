import { Refusal, type RefusalFacts } from '@ihala/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ifMatch } from './http-route.ts'
import { PROBLEM_TYPE, problem } from './problem.ts'

/** Both versions of a row, for the answer 409 (DESIGN §3). */
export interface VersionFacts extends RefusalFacts {
  /** The version the staff member saw. */
  readonly seen: number
  /** The version the row has now. */
  readonly current: number
}

/**
 * Holds a change to the version its author saw: `If-Match: "3"`.
 * Throws Refusal `if-match-missing` without one, `body-invalid` when it is not one quoted whole number, `version-conflict`
 * with both versions when the row has another by now.
 */
export function expectVersion(request: Pick<FastifyRequest, 'headers'>, row: { readonly version: number }): void {
  const seen = ifMatch(request)
  if (seen === row.version) return
  const facts: VersionFacts = { field: 'header:/if-match', seen, current: row.version }
  throw new Refusal('version-conflict', facts)
}

/**
 * Answers 409 with the version that was seen and what is there now (DESIGN §3). It is not thrown: a refusal's facts are codes,
 * and what is there now may be of a person, to be shown to this member and written nowhere.
 */
export function answerOvertaken(
  request: Pick<FastifyRequest, 'problemCode'>,
  reply: FastifyReply,
  facts: { readonly seen: number; readonly current: number; readonly now: object },
): FastifyReply {
  request.problemCode = 'version-conflict'
  const answer = { ...problem('version-conflict', { field: 'header:/if-match' }), facts }
  return reply.code(409).type(PROBLEM_TYPE).serializer(JSON.stringify).send(answer)
}
