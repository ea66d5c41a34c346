import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { LoneService } from '../../kit/lone-service.ts'

/** A JSON Schema as the document has it: the words that our schemas use. */
export interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
}

interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly required?: boolean
  readonly schema: JsonSchema
}

interface DocumentedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>
}

interface DocumentedOperation {
  readonly 'x-action': string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
  readonly responses: Readonly<Record<string, DocumentedAnswer>>
  readonly security?: readonly object[]
}

/** One route as `/openapi.json` tells it. */
export interface Operation {
  /** `POST /referrals/{id}/accept`. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly action: string
  readonly open: boolean
  readonly parameters: readonly Parameter[]
  readonly body: JsonSchema | undefined
  readonly upload: boolean
  readonly creates: boolean
  readonly changes: boolean
  /** Whether a JSON body is one the document allows. */
  readonly allowsBody: (value: unknown) => boolean
  /** What departs from the document in an answer; undefined when nothing does. */
  readonly drift: (answer: Answer) => string | undefined
}

/** An answer, as Fastify's injection gives it. */
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly payload: string
}

const METHODS: Readonly<Record<string, Operation['method']>> = { get: 'GET', post: 'POST', put: 'PUT', delete: 'DELETE' }

/** All routes of a service, from its own document. Throws on a method the tests do not know. */
export async function operationsOf({ running }: Pick<LoneService, 'running'>): Promise<Operation[]> {
  const answer = await running.app.inject('/openapi.json')
  const { paths }: { paths: Record<string, Record<string, DocumentedOperation>> } = answer.json()
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, documented]) => {
      const method = METHODS[verb]
      if (method === undefined) throw new Error(`the tests do not know the method ${verb} of ${path}`)
      const { parameters = [], requestBody, responses, security } = documented
      const body = requestBody?.content['application/json']?.schema
      // Compiled when it is first asked: of some hundred routes many are never sent a body.
      let fits: ValidateFunction | undefined
      const asks = (header: string): boolean => parameters.some((one) => one.in === 'header' && one.name === header)
      return {
        name: `${method} ${path}`,
        method,
        path,
        action: documented['x-action'],
        open: security === undefined,
        parameters,
        body,
        upload: requestBody?.content['multipart/form-data'] !== undefined,
        creates: asks('idempotency-key'),
        changes: asks('if-match'),
        allowsBody: (value: unknown) => {
          if (body === undefined) return false
          fits ??= ajv.compile(body)
          return fits(value)
        },
        drift: driftFrom(ajv, responses),
      }
    }),
  )
}

function driftFrom(ajv: Ajv2020, responses: DocumentedOperation['responses']): Operation['drift'] {
  const compiled = new Map<JsonSchema, ValidateFunction>()
  const validatorOf = (schema: JsonSchema): ValidateFunction => {
    const known = compiled.get(schema) ?? ajv.compile(schema)
    compiled.set(schema, known)
    return known
  }
  return ({ statusCode, headers, payload }) => {
    const documented = responses[statusCode] ?? (statusCode >= 400 ? responses.default : undefined)
    if (!documented) return `the status ${statusCode} is not documented`
    const [media = ''] = String(headers['content-type'] ?? '').split(';')
    if (documented.content === undefined) return payload === '' ? undefined : `${statusCode} has a body, and none is documented`
    const content = documented.content[media] ?? documented.content['*/*']
    if (!content) return `${statusCode} came as ${media || 'nothing'}, documented are ${Object.keys(documented.content).join(', ')}`
    if (!media.endsWith('json')) return undefined
    const fits = validatorOf(content.schema)
    let value: unknown
    try {
      value = JSON.parse(payload)
    } catch {
      return `${statusCode} is no JSON`
    }
    if (fits(value)) return undefined
    const [fault] = fits.errors ?? []
    return `${statusCode} departs from its schema at ${fault?.instancePath ?? ''} (${fault?.keyword ?? ''})`
  }
}

/** What departs from RFC 9457 and DESIGN §12 in an answer that is a no; undefined when nothing does. */
export function unlikeAProblem({ statusCode, headers, payload }: Answer): string | undefined {
  const type = String(headers['content-type'] ?? '')
  if (type.startsWith('text/html')) return undefined
  // OpenID Federation has a form of its own; that a route answers in it, its document says.
  if (type.startsWith('application/json') && typeof JSON.parse(payload).error === 'string') return undefined
  if (!type.startsWith('application/problem+json')) return `a no came as ${type || 'nothing'}`
  const problem: { type?: string; status?: number; code?: string; field?: string } = JSON.parse(payload)
  if (problem.status !== statusCode) return `the problem says ${String(problem.status)}, the answer ${statusCode}`
  if (!problem.code) return 'the problem has no code'
  if (problem.type !== `urn:ihala:problem:${problem.code}`) return 'the type of the problem is not its code'
  if (problem.code === 'body-invalid' && typeof problem.field !== 'string') return 'a field is at fault, and none is named'
  return undefined
}
