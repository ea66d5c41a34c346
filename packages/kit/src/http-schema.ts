import { check, Refusal } from '@ihala/contract'
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify/types/schema.js'
import type { TSchema } from 'typebox'

const PLACES: Readonly<Record<string, string>> = { body: '', params: 'path:', querystring: 'query:', headers: 'header:' }

/**
 * Checks what comes in. Nothing is coerced, filled in or dropped: path and query are text, and their schemas say so.
 * A misfit is Refusal `body-invalid` with the field and the rule, never the value.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const fits = check(schema)
  const place = PLACES[httpPart ?? 'body'] ?? ''
  return (value: unknown) => {
    const fault = fits.firstFault(value) ?? nulIn(value)
    return fault ? { error: new Refusal('body-invalid', { field: `${place}${fault.field}`, rule: fault.rule }) } : { value }
  }
}

/** The first text with NUL in it, which no column of text can keep and nobody types. */
function nulIn(value: unknown, field = ''): { readonly field: string; readonly rule: string } | undefined {
  if (typeof value === 'string') return value.includes('\0') ? { field, rule: 'nul' } : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    const found = nulIn(member, `${field}/${name}`)
    if (found) return found
  }
  return undefined
}

/**
 * Checks what goes out: an answer that is not what its schema says is a fault, so that nothing leaves because somebody
 * selected a column more. Written by JSON.stringify.
 */
export const serializerCompiler: FastifySerializerCompiler<TSchema> = ({ schema, method, url, httpStatus }) => {
  const fits = check(schema)
  return (value: unknown) => {
    const fault = fits.firstFault(value)
    if (fault)
      throw new Error(`the answer ${String(httpStatus)} of ${method} ${url} does not fit its schema at ${fault.field} (${fault.rule})`)
    return JSON.stringify(value)
  }
}
