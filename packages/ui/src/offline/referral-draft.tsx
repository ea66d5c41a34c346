import type { MemberList, PersonDetail } from '@ihala/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useLocation } from 'wouter'
import { useRead } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Page } from '../components/page.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { type Draft, prefilled, requestOf, waits } from '../new-referral/draft.ts'
import { randomPseudonym } from '../new-referral/pseudonym.ts'
import { type Question, questionOf, reachable, STAGES, stageOf } from '../new-referral/questions.ts'
import { ReferralQuestions } from '../new-referral/referral-questions.tsx'
import { tidied } from '../person/draft.ts'
import { PathSteps } from '../pictures/path-steps.tsx'
import type { DeviceState } from './device-state.ts'
import { listsFrom } from './kept-lists.ts'
import { referralOf } from './missing.ts'
import { peopleOf, personOf } from './people.ts'
import { PersonName } from './person-name.tsx'
import type { KeptDraft } from './sealed-rows.ts'
import { useDevice } from './use-device.tsx'
import { type Editing, useEditing } from './use-editing.ts'
import { useLedTo } from './use-led-to.ts'

/** A referral of somebody on this device, question by question, with the consent taken there and then. */
export function ReferralDraft({ kept }: { kept: KeptDraft }) {
  const { say } = useReading()
  const { state } = useDevice()
  useKeptLists(state)
  const editing = useEditing(kept)
  const members = useRead<Static<typeof MemberList>>('/members')
  const form = referralOf(editing.draft.form)
  const [led, setLed] = useState(useLedTo())
  // It opens where it was left: at what it still lacks.
  const [asked, setAsked] = useState<Question>(questionOf(led) ?? reachable('check', form))
  const [taken] = useState(randomPseudonym)
  const setWanted = (question: Question) => {
    setLed(undefined)
    setAsked(question)
  }
  const here = reachable(asked, form)
  const person = personBehind(state, form.personId)
  const lists = listsFrom(state.lists)
  const end = () => {
    const body = requestOf(form, { now: new Date().toISOString(), takenBy: taken })
    if (!body) return
    const { personId: _, ...rest } = body
    void editing.done({ path: waits(form) ? '/drafts' : '/referrals', body: rest, people: 'one' })
  }
  return (
    <Page
      title={say('new.title')}
      about={
        <PathSteps
          steps={STAGES.map(([, key]) => say(key))}
          here={stageOf(here)}
          onGo={(index) => setWanted(STAGES[index]?.[0] ?? 'person')}
        />
      }
      back={{ to: '/drafts', title: say('offline.app') }}
    >
      <ReferralQuestions
        draft={form}
        onChange={(next) => editing.change({ form: next })}
        here={here}
        onGo={setWanted}
        onEnd={end}
        end={say('offline.done')}
        members={members}
        person={person}
        offline={{ fileElsewhere: !state.drafts.some(({ draft }) => draft.id === form.personId) }}
        personQuestion={<WhomQuestion editing={editing} form={form} />}
        pending={false}
        problem={editing.problem}
        wanted={led}
      />
      {here === 'recipient' && lists && (
        <p className="small muted">
          {say('offline.lists')} <When at={lists.at} hour />
        </p>
      )}
      <div className="row">
        <Button onPress={editing.leave}>{say('offline.later')}</Button>
        <Button look="quiet" onPress={() => void editing.remove()}>
          {say('do.remove')}
        </Button>
      </div>
    </Page>
  )
}

/** Who, of those on this device and those taken along? */
function WhomQuestion({ editing, form }: { editing: Editing; form: Draft }) {
  const { say } = useReading()
  const { device, state } = useDevice()
  const [, go] = useLocation()
  const people = peopleOf(state)
  const choose = (id: string) => {
    const person = personBehind(state, id)
    const next = { ...form, personId: undefined }
    editing.change({
      form: person ? prefilled(next, person, new Date().toISOString().slice(0, 10)) : { ...next, personId: id },
      about: [id],
      label: people.find((one) => one.id === id)?.name ?? '',
    })
  }
  const addPerson = async () => {
    const id = await device.begin({ what: 'person', label: '', about: [] })
    go(`/drafts/${id}`)
  }
  return (
    <>
      {people.length > 0 && (
        <OneOf
          name="/personId"
          label={<h2>{say('new.ask.person')}</h2>}
          hint={say('offline.people.hint')}
          value={form.personId}
          onChange={choose}
          down
          options={people.map((person) => ({ code: person.id, word: <PersonName person={person} /> }))}
        />
      )}
      <div>
        <Button onPress={() => void addPerson()}>{say('people.new')}</Button>
      </div>
    </>
  )
}

/** The kept lists are where the questions read them, whether there is a network or not. */
function useKeptLists(state: DeviceState): void {
  const client = useQueryClient()
  useState(() => {
    const lists = listsFrom(state.lists)
    if (!lists) return
    for (const [path, content] of [['/members', lists.members] as const, ...Object.entries(lists.notices)]) {
      // As long as the page is open: without a network they could not be read again.
      client.setQueryDefaults([path], { gcTime: Number.POSITIVE_INFINITY })
      if (client.getQueryData([path]) === undefined) client.setQueryData([path], content)
    }
  })
}

/** What is written down on this device of somebody, as the questions ask for it. Of who was sent already, or taken along, nothing is. */
function personBehind({ drafts }: Pick<DeviceState, 'drafts'>, id: string | undefined): PersonDetail | undefined {
  if (id === undefined) return undefined
  const found = drafts.find(({ draft }) => draft.id === id && draft.what === 'person')
  const photos = drafts.filter(({ draft }) => draft.what === 'photo' && draft.about.includes(id))
  const sections: PersonDetail['sections'] = found ? tidied({ identity: {}, ...personOf(found.draft.form) }) : {}
  const files = photos.map(({ draft }) => ({
    id: draft.id,
    name: draft.label,
    mediaType: 'image/jpeg',
    bytes: 0,
    about: 'photograph',
    complete: true,
  }))
  return { id, version: 1, sections, need: null, files }
}
