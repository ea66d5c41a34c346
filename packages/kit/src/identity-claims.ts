import { type Names, Refusal, STAFF_ROLES, type StaffRole } from '@ihala/contract'

/** Who signed in, as the identity provider vouches. */
export interface Profile {
  readonly issuer: string
  readonly sub: string
  readonly roles: readonly StaffRole[]
  readonly names: Names
  /** ISO 639 codes, best first. */
  readonly languages: readonly string[]
}

const SUBJECT = 255
const NAME = 120

/**
 * A staff member from the claims of the identity provider. Roles come from the one claim `roles` (DESIGN §3); a role this
 * network does not know is refused rather than dropped, and so is nobody's role. Names are the standard `name#ar`,
 * `name#en` and `name`; languages the primary part of `locale`, else `fallback`.
 * Throws Refusal `not-allowed` with rule `subject`, `roles-missing` or `role-unknown`.
 */
export function profileOf(claims: Readonly<Record<string, unknown>>, issuer: string, fallback: readonly string[]): Profile {
  const { sub, roles, locale } = claims
  if (typeof sub !== 'string' || sub.length === 0 || sub.length > SUBJECT) throw new Refusal('not-allowed', { rule: 'subject' })
  if (!Array.isArray(roles) || roles.length === 0) throw new Refusal('not-allowed', { rule: 'roles-missing' })
  if (!roles.every(isRole)) throw new Refusal('not-allowed', { rule: 'role-unknown' })
  const plain = nameIn(claims.name) ?? nameIn(claims.preferred_username) ?? '–'
  const language = typeof locale === 'string' ? /^[a-z]{2,3}(?=$|[-_])/.exec(locale)?.[0] : undefined
  return {
    issuer,
    sub,
    roles: [...new Set(roles)].sort(),
    names: { ar: nameIn(claims['name#ar']) ?? plain, en: nameIn(claims['name#en']) ?? plain },
    languages: language === undefined ? [...fallback] : [language, ...fallback.filter((other) => other !== language)],
  }
}

function isRole(value: unknown): value is StaffRole {
  return STAFF_ROLES.some((role) => role === value)
}

function nameIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const name = value.trim().slice(0, NAME)
  return name === '' ? undefined : name
}
