import { customType, timestamp } from 'drizzle-orm/pg-core'

/** A `bytea` column: bytes as a Buffer. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** A `timestamptz` column: an ISO instant as text, UTC with milliseconds, or `infinity`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })
