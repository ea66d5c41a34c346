import Type, { type Static } from 'typebox'
import { ENVELOPE } from '../envelope.ts'
import { RandomId } from '../identifiers.ts'
import { closed } from '../schema.ts'

/** A piece of a file, already encrypted under the file's own key, which travels in the `documents` section only. */
export const FileChunk = closed({
  file: RandomId,
  index: Type.Integer({ minimum: 0, maximum: 159 }),
  of: Type.Integer({ minimum: 1, maximum: 160 }),
  bytes: Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: Math.ceil((ENVELOPE.chunkBytes * 4) / 3) }),
})
export type FileChunk = Static<typeof FileChunk>
