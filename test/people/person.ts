import type { NeedSection, SectionOf } from '@ihala/contract'

/** The eleven indicators with how sure the screener is of each. */
export type Screening = readonly {
  readonly indicator: SectionOf<'testimony'>['indicators'][number]
  readonly confidence: 'strong' | 'medium' | 'weak' | 'absent'
}[]

/** A file in `documents/`, as a worker would hand it over. */
export interface Evidence {
  /** File name inside `test/people/documents/`. */
  readonly file: string
  /** What staff would call it. */
  readonly name: string
  readonly mediaType: 'application/pdf' | 'image/png'
  readonly about: 'payslip' | 'contract' | 'message'
  /** ISO 639-3 languages written on it. */
  readonly languages: readonly string[]
}

/** An invented company. */
export interface Company {
  readonly key: string
  readonly role: 'employer' | 'recruiter'
  /** `own` is the script of its country. */
  readonly names: { readonly latin: string; readonly own: string }
  readonly address: string
  readonly telephone: string
  /** Who acts for it and is feared: goes into the conflict check. */
  readonly contact: { readonly latin: string; readonly own: string }
}

/** An invented person of the journeys, with what each section would hold. */
export interface Person {
  readonly key: string
  readonly names: { readonly latin: string; readonly own: string }
  readonly sex: NeedSection['sex']
  readonly ageBand: NeedSection['ageBand']
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth: string
  /** ISO 3166-1 alpha-2. */
  readonly nationality: string
  /** ISO 639-3; speaking and reading are apart. */
  readonly languages: NeedSection['languages']
  readonly passport: string
  readonly residencePermit: string
  /** E.164. */
  readonly telephone: string
  readonly employer: Company
  readonly recruiter: Company
  /** What each category's section holds, in the shape of the contract. */
  readonly sections: { readonly [C in 'identity' | 'contact' | 'safe-contact' | 'health' | 'employment' | 'family']: SectionOf<C> }
  /** The same account twice, each at most 3,000 bytes. */
  readonly testimony: { readonly own: SectionOf<'testimony'>; readonly english: SectionOf<'testimony'> }
  /** Phrases of the account, for the search of what others stored. */
  readonly phrases: readonly string[]
  readonly screening: Screening
  /** How the person says yes: in which language, how, with which interpreter. */
  readonly consent: {
    readonly language: string
    readonly how: 'signature' | 'thumb' | 'voice' | 'recorded-oral'
    readonly interpreter: 'none-needed' | 'staff' | 'shared-pool' | 'independent'
  }
  readonly evidence: readonly Evidence[]
  /** The address at home. */
  readonly home: string
}
