import { Refusal } from '@ihala/contract'
import type { FastifyRequest } from 'fastify'
import { refusalOf } from './problem.ts'

/** The file of a form. */
export interface UploadedFile {
  /** As the browser calls it: anything may stand there. */
  readonly name: string
  readonly content: Buffer
  /** The text fields before it. */
  readonly fields: Readonly<Record<string, string>>
}

/**
 * Reads the first file of an upload (a route with `upload`), whole. Throws Refusal `body-invalid` for a form without a file
 * and for one that ends too early or cannot be taken apart, `document-too-large`, `body-too-large`.
 */
export async function uploadedFile(request: FastifyRequest): Promise<UploadedFile> {
  const found = await partsOf(request)
  if (!found) throw new Refusal('body-invalid', { field: '/file', rule: 'required' })
  return found
}

/** Only taking the form apart happens here, and what its parser throws has no name: it is the form that is wrong. */
async function partsOf(request: FastifyRequest): Promise<UploadedFile | undefined> {
  try {
    const part = await request.file()
    if (!part) return undefined
    const content = await part.toBuffer()
    const fields = Object.entries(part.fields).flatMap(([name, field]) =>
      field !== undefined && 'value' in field && typeof field.value === 'string' ? [[name, field.value] as const] : [],
    )
    return { name: part.filename, content, fields: Object.fromEntries(fields) }
  } catch (thrown) {
    if (refusalOf(thrown)) throw thrown
    throw new Refusal('body-invalid', { field: '', rule: 'multipart' })
  }
}
