import Type, { type Static } from 'typebox'
import { CountryCode, EntityId, RowId } from '../identifiers.ts'
import { closed, codes } from '../schema.ts'
import { NeedSection } from '../sections/need.ts'
import {
  ContactSection,
  EmploymentSection,
  ExposureSection,
  FamilySection,
  HealthSection,
  IdentitySection,
  SafeContactSection,
  TestimonySection,
} from '../sections/personal.ts'
import { FileView } from './referral.ts'

/** What is written down of a person, by category. Documents come as files of their own. */
export const PersonSections = closed({
  identity: IdentitySection,
  contact: Type.Optional(ContactSection),
  'safe-contact': Type.Optional(SafeContactSection),
  health: Type.Optional(HealthSection),
  employment: Type.Optional(EmploymentSection),
  testimony: Type.Optional(TestimonySection),
  family: Type.Optional(FamilySection),
  exposure: Type.Optional(ExposureSection),
})
export type PersonSections = Static<typeof PersonSections>

/** POST /people. */
export const NewPerson = closed({ sections: PersonSections, need: Type.Optional(NeedSection) })
export type NewPerson = Static<typeof NewPerson>

/** PUT /people/:id (with If-Match): the whole file as it shall be. */
export const PersonChange = NewPerson

/** GET /people/:id. */
export const PersonDetail = closed({
  id: RowId,
  version: Type.Integer({ minimum: 1 }),
  sections: Type.Partial(PersonSections),
  need: Type.Union([NeedSection, Type.Null()]),
  files: Type.Array(FileView),
})
export type PersonDetail = Static<typeof PersonDetail>

/** One line of GET /people: the name is decrypted for staff who may read it. */
export const PersonLine = closed({
  id: RowId,
  name: Type.String(),
  /** The other spelling of the name, where there are two. */
  otherName: Type.Union([Type.String(), Type.Null()]),
  /** What tells namesakes apart; as the name, for staff who may read it. */
  birthYear: Type.Union([Type.Integer(), Type.Null()]),
  nationality: Type.Union([CountryCode, Type.Null()]),
  version: Type.Integer(),
})
export const PersonPage = closed({ items: Type.Array(PersonLine), next: Type.Union([Type.String(), Type.Null()]) })
export type PersonPage = Static<typeof PersonPage>

/** POST /people/search: a name however it is spelt, a number of theirs, or that of a referral. It stands in no address. */
export const PeopleSearch = closed({ text: Type.String({ minLength: 2, maxLength: 100 }) })
export type PeopleSearch = Static<typeof PeopleSearch>

const ReferralFound = closed({ id: RowId, reference: Type.String(), side: Type.Enum(['sender', 'recipient']) })

/** What POST /people/search answers: those who are alike, the most alike first, with their newest referrals; and the referral of that number. */
export const PeopleFound = closed({
  people: Type.Array(
    closed({
      ...PersonLine.properties,
      referrals: Type.Array(ReferralFound),
    }),
  ),
  referral: Type.Union([ReferralFound, Type.Null()]),
})
export type PeopleFound = Static<typeof PeopleFound>

/** PUT /people/:id/exclusions (with the person's If-Match): all bodies the person excludes, whoever refers them. */
export const ExclusionsChange = closed({ excluded: Type.Array(EntityId, { maxItems: 50, uniqueItems: true }) })
export type ExclusionsChange = Static<typeof ExclusionsChange>

/** GET /people/:id/exclusions: `byConsent` are those that only a consent names; they stay excluded as long as it is kept. */
export const PersonExclusions = closed({
  version: Type.Integer({ minimum: 1 }),
  excluded: Type.Array(EntityId),
  byConsent: Type.Array(EntityId),
})
export type PersonExclusions = Static<typeof PersonExclusions>

/**
 * POST /people/:id/contacts: said before somebody is contacted (R-3, C8). Only what the person's own plan knows: a number that is safe,
 * and the word they agreed.
 */
export const NewContact = closed({
  channel: codes(['telephone', 'message', 'in-person'], 'DOMAIN.md R-3, C8'),
  purpose: codes(['appointment', 'news', 'consent', 'danger', 'follow-up'], 'DOMAIN.md J-1, J-2; practice'),
  codeWordGiven: Type.Boolean(),
})
export type NewContact = Static<typeof NewContact>
