import Type, { type Static } from 'typebox'
import { RowId } from '../identifiers.ts'
import { closed } from '../schema.ts'
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
export const PersonLine = closed({ id: RowId, name: Type.String(), version: Type.Integer() })
export const PersonPage = closed({ items: Type.Array(PersonLine), next: Type.Union([Type.String(), Type.Null()]) })
export type PersonPage = Static<typeof PersonPage>
