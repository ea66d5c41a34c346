import type { EmploymentSection } from '@ihala/contract'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { DateField } from '../components/date-field.tsx'
import { MoneyField } from '../components/money-field.tsx'
import { PickField } from '../components/pick-field.tsx'
import { TextField } from '../components/text-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { type Draft, withMember } from './draft.ts'

type Employment = NonNullable<Draft['employment']>
type Claim = EmploymentSection['claims'][number]

const CURRENCY = 'QAR'

/** Employer, work, and what is claimed, head by head. */
export function EmploymentFields({ value, onChange }: { value: Employment; onChange: (value: Employment) => void }) {
  const { say, word } = useReading()
  const put = (change: Partial<EmploymentSection>) => onChange({ ...value, ...change })
  const claims = value.claims ?? []
  const putClaim = (index: number, claim: Claim) => put({ claims: claims.map((kept, at) => (at === index ? claim : kept)) })
  return (
    <>
      <div className="field-grid">
        <TextField
          name="/sections/employment/employer"
          label={say('person.employer')}
          value={value.employer ?? ''}
          onChange={(employer) => put({ employer })}
          longest={200}
        />
        <TextField
          name="/sections/employment/recruiter"
          label={say('person.recruiter')}
          value={value.recruiter ?? ''}
          onChange={(recruiter) => put({ recruiter })}
          longest={200}
        />
        <TextField
          name="/sections/employment/occupation"
          label={say('person.occupation')}
          value={value.occupation ?? ''}
          onChange={(occupation) => put({ occupation })}
          longest={120}
        />
        <TextField
          name="/sections/employment/site"
          label={say('person.site')}
          value={value.site ?? ''}
          onChange={(site) => put({ site })}
          longest={300}
        />
        <DateField
          name="/sections/employment/since"
          label={say('person.since')}
          value={value.since}
          onChange={(since) => onChange(withMember(value, 'since', since))}
        />
        <DateField
          name="/sections/employment/firstContactOn"
          label={say('person.first-contact')}
          value={value.firstContactOn}
          onChange={(day) => onChange(withMember(value, 'firstContactOn', day))}
        />
        <OneOf
          name="/sections/employment/passportHeldBy"
          label={say('person.passport-with')}
          value={value.passportHeldBy}
          onChange={(passportHeldBy) => put({ passportHeldBy })}
          required={false}
          options={FAMILIES['passport-with'].map((code) => ({ code, word: word('passport-with', code) }))}
        />
      </div>
      <h3>{say('person.claims')}</h3>
      {claims.map((claim, index) => (
        <div className="field-grid claim" key={index}>
          <PickField
            name={`/sections/employment/claims/${index}/head`}
            label={say('person.claim.head')}
            value={claim.head}
            onChange={(code) => {
              const head = FAMILIES.head.find((known) => known === code)
              if (head) putClaim(index, { ...claim, head })
            }}
            options={FAMILIES.head.map((code) => ({ code, word: word('head', code) }))}
            required
          />
          <MoneyField
            name={`/sections/employment/claims/${index}/minorUnits`}
            label={say('person.claim.amount')}
            value={claim.minorUnits}
            currency={claim.currency}
            onChange={(minorUnits) => putClaim(index, { ...claim, minorUnits: minorUnits ?? 0 })}
            required
          />
          <DateField
            name={`/sections/employment/claims/${index}/from`}
            label={say('person.claim.from')}
            value={claim.from}
            onChange={(day) => putClaim(index, withMember(claim, 'from', day))}
          />
          <DateField
            name={`/sections/employment/claims/${index}/until`}
            label={say('person.claim.until')}
            value={claim.until}
            onChange={(day) => putClaim(index, withMember(claim, 'until', day))}
          />
          <div>
            <Button look="quiet" onPress={() => put({ claims: claims.filter((_, at) => at !== index) })}>
              {say('person.claim.remove')}
            </Button>
          </div>
        </div>
      ))}
      <div>
        <Button onPress={() => put({ claims: [...claims, { head: 'wages', minorUnits: 0, currency: CURRENCY }] })}>
          {say('person.claim.add')}
        </Button>
      </div>
    </>
  )
}
