import type {
  ContactSection,
  EmploymentSection,
  IdentitySection,
  SafeContactSection,
  SectionCategory,
  SectionOf,
  TestimonySection,
} from '@ihala/contract'
import type { ReactNode } from 'react'
import { Terms } from '../components/page.tsx'
import { When } from '../components/when.tsx'
import { rangeText } from '../i18n/range.ts'
import { type Reading, useReading } from '../i18n/reading.tsx'

/** The content of one section as its holder reads it. */
export function SectionTerms<C extends SectionCategory>({ category, content }: { category: C; content: SectionOf<C> }) {
  const reading = useReading()
  return <Terms pairs={PAIRS[category](reading, content)} />
}

type Pairs = readonly (readonly [string, ReactNode])[]

/** Short texts stand in the line; a longer one is a block of its own, in its own direction of writing. */
const LONG = 80
const plain = (text: string | undefined): ReactNode =>
  text &&
  (text.length > LONG || text.includes('\n') ? (
    <p className="said" dir="auto">
      {text}
    </p>
  ) : (
    <bdi>{text}</bdi>
  ))
const telephone = (number: string | undefined): ReactNode => number && <bdi className="numbers">{number}</bdi>

const PAIRS: { readonly [C in SectionCategory]: (reading: Reading, content: SectionOf<C>) => Pairs } = {
  identity: identityPairs,
  contact: contactPairs,
  'safe-contact': safeContactPairs,
  health: ({ say }, { summary }) => [[say('person.summary'), plain(summary)]],
  employment: employmentPairs,
  testimony: testimonyPairs,
  documents: ({ say }, { documents }) => [[say('person.documents'), say('person.documents.count', { count: documents.length })]],
  family: ({ say }, { summary }) => [[say('person.summary'), plain(summary)]],
  exposure: ({ say }, { summary, disclosedAt }) => [
    [say('person.summary'), plain(summary)],
    [say('person.disclosed-at'), <When key="at" at={disclosedAt} hour />],
  ],
}

function identityPairs({ say, word, countryName }: Reading, content: IdentitySection): Pairs {
  return [
    [say('person.name'), plain(content.names.latin)],
    [say('person.name-own'), plain(content.names.own)],
    [say('person.sex'), word('sex', content.sex)],
    [say('person.born'), content.dateOfBirth && <When at={content.dateOfBirth} />],
    [say('person.nationality'), content.nationality && countryName(content.nationality)],
    [say('person.passport'), telephone(content.passport)],
    [say('person.permit'), telephone(content.residencePermit)],
  ]
}

function contactPairs({ say }: Reading, content: ContactSection): Pairs {
  return [
    [say('person.telephone'), telephone(content.telephone)],
    [say('person.email'), telephone(content.email)],
    [say('person.whereabouts'), plain(content.whereabouts)],
  ]
}

function safeContactPairs({ say }: Reading, content: SafeContactSection): Pairs {
  return [
    [say('person.may-contact'), say(content.mayContact ? 'answer.yes' : 'answer.no')],
    [say('person.telephone'), telephone(content.telephone)],
    [say('person.hours'), content.hours && <bdi className="numbers">{rangeText(say, content.hours.from, content.hours.until)}</bdi>],
    [say('person.code-word'), plain(content.codeWord)],
    [say('person.never'), content.never && <strong>{plain(content.never)}</strong>],
  ]
}

function employmentPairs({ say, word, money, day }: Reading, content: EmploymentSection): Pairs {
  return [
    [say('person.employer'), plain(content.employer)],
    [say('person.recruiter'), plain(content.recruiter)],
    [say('person.occupation'), plain(content.occupation)],
    [say('person.site'), plain(content.site)],
    [say('person.since'), content.since && <When at={content.since} />],
    [say('person.passport-with'), content.passportHeldBy && word('passport-with', content.passportHeldBy)],
    [
      say('person.claims'),
      content.claims.length > 0 && (
        <ul>
          {content.claims.map(({ head, minorUnits, currency, from, until }) => (
            <li key={`${head}-${from}-${until}`}>
              {word('head', head)}: <strong className="numbers">{money(minorUnits, currency)}</strong>{' '}
              <span className="small muted numbers">{rangeText(say, from, until, day)}</span>
            </li>
          ))}
        </ul>
      ),
    ],
    [say('person.first-contact'), content.firstContactOn && <When at={content.firstContactOn} />],
  ]
}

function testimonyPairs({ say, word, languageName, list }: Reading, content: TestimonySection): Pairs {
  return [
    [say('person.testimony'), plain(content.text)],
    [say('person.testimony.language'), languageName(content.language)],
    [say('person.testimony.approved'), say(content.approvedByPerson ? 'answer.yes' : 'answer.no')],
    [say('person.indicators'), content.indicators.length > 0 && list(content.indicators.map((code) => word('indicator', code)))],
  ]
}
