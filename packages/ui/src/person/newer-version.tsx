import type { Names, PersonDetail } from '@ihala/contract'
import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { useSeenFirst } from '../components/seen-first.ts'
import { TableFrame } from '../components/table-frame.tsx'
import type { MessageKey } from '../i18n/messages.ts'
import { useReading } from '../i18n/reading.tsx'
import { type Difference, type Draft, differences, firstChoice, merged } from './draft.ts'

interface NewerVersionProps {
  /** The file as it was when the person began to write, as it is now, and as it would be after what was written. */
  readonly opened: PersonDetail['sections']
  readonly theirs: PersonDetail['sections']
  readonly mine: Draft
  /** Who saved it, if one of us. */
  readonly by: Names | null
  readonly onMerged: (draft: Draft) => void
}

type Choice = 'mine' | 'theirs'

/** Somebody else saved first: both versions side by side, and a person decides line by line (D11). */
export function NewerVersion({ opened, theirs, mine, by, onMerged }: NewerVersionProps) {
  const { say, name } = useReading()
  const [chosen, setChosen] = useState<Readonly<Record<string, Choice>>>({})
  const ref = useSeenFirst()
  const rows = differences(theirs, mine)
  const choiceOf = (row: Difference): Choice => chosen[row.at] ?? firstChoice(opened, row)
  const all = (choice: Choice) => setChosen(Object.fromEntries(rows.map(({ at }) => [at, choice])))
  return (
    <div ref={ref}>
      <Notice tone="warn">
        <h2>{say('conflict-of-versions.title')}</h2>
        <p>
          {by && say('conflict-of-versions.by', { name: name(by) })} {say('conflict-of-versions.choose')}
        </p>
        <TableFrame label={say('conflict-of-versions.title')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('conflict-of-versions.field')}</th>
                <th scope="col">{say('conflict-of-versions.theirs')}</th>
                <th scope="col">{say('conflict-of-versions.mine')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line key={row.at} row={row} choice={choiceOf(row)} onChoice={(choice) => setChosen({ ...chosen, [row.at]: choice })} />
              ))}
            </tbody>
          </table>
        </TableFrame>
        <div className="row">
          <Button onPress={() => onMerged(merged(theirs, rows, choiceOf))}>{say('conflict-of-versions.merge')}</Button>
          <Button look="quiet" onPress={() => all('mine')}>
            {say('conflict-of-versions.all-mine')}
          </Button>
          <Button look="quiet" onPress={() => all('theirs')}>
            {say('conflict-of-versions.all-theirs')}
          </Button>
        </div>
      </Notice>
    </div>
  )
}

function Line({ row, choice, onChoice }: { row: Difference; choice: Choice; onChoice: (choice: Choice) => void }) {
  const what = useFieldName(row.at)
  const { say } = useReading()
  const cell = (side: Choice, value: unknown) => (
    <td>
      <label className="row">
        <input type="radio" name={row.at} checked={choice === side} onChange={() => onChoice(side)} />
        <span className="only-heard">{what}</span>
        <bdi>{value === undefined ? <span className="muted">{say('conflict-of-versions.nothing')}</span> : shown(value)}</bdi>
      </label>
    </td>
  )
  return (
    <tr>
      <th scope="row">{what}</th>
      {cell('theirs', row.theirs)}
      {cell('mine', row.mine)}
    </tr>
  )
}

const NAMES: Readonly<Record<string, MessageKey>> = {
  '/identity/names/latin': 'person.name',
  '/identity/names/own': 'person.name-own',
  '/identity/sex': 'person.sex',
  '/identity/dateOfBirth': 'person.born',
  '/identity/nationality': 'person.nationality',
  '/identity/passport': 'person.passport',
  '/identity/residencePermit': 'person.permit',
  '/contact/telephone': 'person.telephone',
  '/contact/email': 'person.email',
  '/contact/whereabouts': 'person.whereabouts',
  '/safe-contact/mayContact': 'person.may-contact',
  '/safe-contact/telephone': 'person.telephone',
  '/safe-contact/hours': 'person.hours',
  '/safe-contact/codeWord': 'person.code-word',
  '/safe-contact/never': 'person.never',
  '/employment/employer': 'person.employer',
  '/employment/recruiter': 'person.recruiter',
  '/employment/occupation': 'person.occupation',
  '/employment/site': 'person.site',
  '/employment/claims': 'person.claims',
  '/testimony/indicators': 'person.indicators',
}

/** The section and the field a pointer names, in words where there are any. */
function useFieldName(at: string): string {
  const { say, word, between } = useReading()
  const [, category = '', ...rest] = at.split('/')
  const key = NAMES[at] ?? (rest.join('/') === 'summary' ? 'person.summary' : undefined)
  const field = key === undefined ? rest.join(' › ') : say(key)
  return field === '' ? word('category', category) : `${word('category', category)}${between}${field}`
}

/** A value in a narrow cell: of an object or a list, what is in it. */
function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? Object.values(value).map(shown).join(' · ') : String(value)
}
