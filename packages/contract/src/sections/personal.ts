import Type, { type Static } from 'typebox'
import { HeadOfClaim, Indicator } from '../codes/labour.ts'
import { Sex } from '../codes/need.ts'
import { CalendarDate, CountryCode, CurrencyCode, Hash, Instant, LanguageCode, MinorUnits, RandomId, Telephone } from '../identifiers.ts'
import { closed, codes, text } from '../schema.ts'

/** Who the person is. Gender identity, religion, HIV and marital status are not sent. */
export const IdentitySection = closed({
  names: closed({ latin: text(200), own: Type.Optional(text(200)) }),
  sex: Sex,
  dateOfBirth: Type.Optional(CalendarDate),
  nationality: Type.Optional(CountryCode),
  passport: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{5,15}$' })),
  residencePermit: Type.Optional(Type.String({ pattern: '^[0-9]{6,15}$' })),
})

/** How the receiving body reaches the person. */
export const ContactSection = closed({
  telephone: Type.Optional(Telephone),
  email: Type.Optional(Type.String({ pattern: '^[^\\s@]{1,64}@[^\\s@]{1,190}$' })),
  whereabouts: Type.Optional(text(500)),
})

/** When and how contact is safe, and what never to do (R-3, C8). Without it: no contact. */
export const SafeContactSection = closed({
  mayContact: Type.Boolean(),
  telephone: Type.Optional(Telephone),
  hours: Type.Optional(
    closed({
      from: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
      until: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
    }),
  ),
  codeWord: Type.Optional(text(60)),
  never: Type.Optional(text(500)),
})

/** What care must know beyond coded needs. */
export const HealthSection = closed({ summary: text(3000) })

/** Employer, work and what is claimed (J-1). */
export const EmploymentSection = closed({
  employer: text(200),
  recruiter: Type.Optional(text(200)),
  occupation: Type.Optional(text(120)),
  sector: Type.Optional(Type.String({ pattern: '^[A-U]$', description: 'ISIC rev. 4 section' })),
  site: Type.Optional(text(300)),
  since: Type.Optional(CalendarDate),
  passportHeldBy: Type.Optional(codes(['employer', 'recruiter', 'person', 'other', 'unknown'], 'DOMAIN.md J-1; ILO indicator 7')),
  claims: Type.Array(
    closed({
      head: HeadOfClaim,
      minorUnits: MinorUnits,
      currency: CurrencyCode,
      from: Type.Optional(CalendarDate),
      until: Type.Optional(CalendarDate),
    }),
    { maxItems: 20 },
  ),
  firstContactOn: Type.Optional(CalendarDate),
})

/** The person's account, in the words they approved, so that it is told once (D15). */
export const TestimonySection = closed({
  language: LanguageCode,
  text: text(3000),
  approvedByPerson: Type.Boolean(),
  indicators: Type.Array(Indicator, { maxItems: 11, uniqueItems: true }),
})

/** A file that follows in chunks: its own key and digest travel here (DESIGN §4). */
export const DocumentEntry = closed({
  file: RandomId,
  name: text(120),
  mediaType: codes(['application/pdf', 'image/png', 'image/jpeg'], 'THREATS T43: the formats that are taken'),
  bytes: Type.Integer({ minimum: 1, maximum: 20 * 1024 * 1024 }),
  sha256: Hash,
  key: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: 'AES-256-GCM key of this file, base64url' }),
  chunks: Type.Integer({ minimum: 1, maximum: 160 }),
  about: codes(
    ['payslip', 'contract', 'identity-paper', 'message', 'photograph', 'medical', 'power-of-attorney', 'other'],
    'DOMAIN.md J-1: evidence',
  ),
})
export const DocumentsSection = closed({ documents: Type.Array(DocumentEntry, { minItems: 1, maxItems: 12 }) })

/** Family and dependants. */
export const FamilySection = closed({ summary: text(3000) })

/** What a person was forced to do or suffered in private: legal aid and treating clinician only. */
export const ExposureSection = closed({ summary: text(3000), disclosedAt: Instant })

export type IdentitySection = Static<typeof IdentitySection>
export type ContactSection = Static<typeof ContactSection>
export type SafeContactSection = Static<typeof SafeContactSection>
export type EmploymentSection = Static<typeof EmploymentSection>
export type TestimonySection = Static<typeof TestimonySection>
export type DocumentEntry = Static<typeof DocumentEntry>
export type DocumentsSection = Static<typeof DocumentsSection>
