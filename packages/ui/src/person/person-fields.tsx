import type { IdentitySection, PersonSections } from '@ihala/contract'
import type { ReactNode } from 'react'
import { OneOf } from '../components/choice-field.tsx'
import { DateField } from '../components/date-field.tsx'
import { PickField } from '../components/pick-field.tsx'
import { TextField } from '../components/text-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { COUNTRIES } from './countries.ts'
import { type Draft, NO_NAMES, withMember } from './draft.ts'
import { EmploymentFields } from './employment-fields.tsx'
import { ContactFields, SafeContactFields } from './reached-fields.tsx'
import { TestimonyFields } from './testimony-fields.tsx'

interface SectionProps<C extends keyof PersonSections> {
  readonly value: NonNullable<Draft[C]>
  readonly onChange: (value: NonNullable<Draft[C]>) => void
}

/** All that may be written down of a person, section by section: what a consent can open later is one section. */
export function PersonFields({ draft, onChange, now }: { draft: Draft; onChange: (draft: Draft) => void; now: () => string }) {
  const { say } = useReading()
  const put =
    <C extends keyof PersonSections>(category: C) =>
    (value: NonNullable<Draft[C]>) =>
      onChange({ ...draft, [category]: value })
  const summary = (category: 'health' | 'family') => (
    <TextField
      name={`/sections/${category}/summary`}
      label={say('person.summary')}
      value={draft[category]?.summary ?? ''}
      onChange={(text) => put(category)({ summary: text })}
      longest={3000}
      lines
    />
  )
  return (
    <>
      <Section category="identity" open>
        <IdentityFields value={draft.identity ?? {}} onChange={put('identity')} />
      </Section>
      <Section category="contact" open={draft.contact !== undefined}>
        <ContactFields at="/sections/contact" value={draft.contact ?? {}} onChange={put('contact')} />
      </Section>
      <Section category="safe-contact" open={draft['safe-contact'] !== undefined}>
        <SafeContactFields at="/sections/safe-contact" value={draft['safe-contact'] ?? {}} onChange={put('safe-contact')} />
      </Section>
      <Section category="employment" open={draft.employment !== undefined}>
        <EmploymentFields value={draft.employment ?? {}} onChange={put('employment')} />
      </Section>
      <Section category="testimony" open={draft.testimony !== undefined}>
        <TestimonyFields value={draft.testimony ?? {}} onChange={put('testimony')} />
      </Section>
      <Section category="health" open={draft.health !== undefined}>
        {summary('health')}
      </Section>
      <Section category="family" open={draft.family !== undefined}>
        {summary('family')}
      </Section>
      <Section category="exposure" open={draft.exposure !== undefined}>
        <p className="small muted">{say('person.exposure.about')}</p>
        <TextField
          name="/sections/exposure/summary"
          label={say('person.summary')}
          value={draft.exposure?.summary ?? ''}
          onChange={(text) => put('exposure')({ disclosedAt: draft.exposure?.disclosedAt ?? now(), summary: text })}
          longest={3000}
          lines
        />
      </Section>
    </>
  )
}

function Section({ category, open, children }: { category: keyof PersonSections; open: boolean; children: ReactNode }) {
  const { word } = useReading()
  return (
    <details className="card person-section" open={open}>
      <summary>
        <h2>{word('category', category)}</h2>
      </summary>
      <div className="stack">{children}</div>
    </details>
  )
}

function IdentityFields({ value, onChange }: SectionProps<'identity'>) {
  const { say, word, countryName } = useReading()
  const put = (change: Partial<IdentitySection>) => onChange({ ...value, ...change })
  const names = value.names ?? NO_NAMES
  return (
    <div className="field-grid">
      <TextField
        name="/sections/identity/names/latin"
        label={say('person.name')}
        value={names.latin}
        onChange={(latin) => put({ names: { ...names, latin } })}
        longest={200}
        required
      />
      <TextField
        name="/sections/identity/names/own"
        label={say('person.name-own')}
        value={names.own ?? ''}
        onChange={(own) => put({ names: { ...names, own } })}
        longest={200}
      />
      <OneOf
        name="/sections/identity/sex"
        label={say('person.sex')}
        value={value.sex}
        onChange={(sex) => put({ sex })}
        options={FAMILIES.sex.map((code) => ({ code, word: word('sex', code) }))}
      />
      <DateField
        name="/sections/identity/dateOfBirth"
        label={say('person.born')}
        value={value.dateOfBirth}
        onChange={(dateOfBirth) => onChange(withMember(value, 'dateOfBirth', dateOfBirth))}
      />
      <PickField
        name="/sections/identity/nationality"
        label={say('person.nationality')}
        value={value.nationality}
        onChange={(nationality) => onChange(withMember(value, 'nationality', nationality))}
        options={COUNTRIES.map((code) => ({ code, word: countryName(code) }))}
      />
      <TextField
        name="/sections/identity/passport"
        label={say('person.passport')}
        value={value.passport ?? ''}
        onChange={(passport) => put({ passport: passport.toUpperCase() })}
        longest={15}
        direction="ltr"
      />
      <TextField
        name="/sections/identity/residencePermit"
        label={say('person.permit')}
        value={value.residencePermit ?? ''}
        onChange={(residencePermit) => put({ residencePermit })}
        longest={15}
        direction="ltr"
      />
    </div>
  )
}
