import { expect, test } from 'vitest'
import { tablesTwice } from '../../../test/kit/tables.ts'
import * as choice from './choice/choice.tables.ts'
import * as check from './conflict/conflict-check.tables.ts'
import * as openCheck from './conflict/open-check.tables.ts'
import * as conflict from './conflict/watched-party.tables.ts'
import * as contact from './contact/contact.tables.ts'
import { desk } from './desk.ts'
import * as document from './document/document.tables.ts'
import * as draft from './draft/draft.tables.ts'
import * as meeting from './meeting/meeting.tables.ts'
import * as memberComplaint from './member-complaint/member-complaint.tables.ts'
import * as holding from './my-data/holding.tables.ts'
import * as person from './person/person.tables.ts'
import * as standing from './person/standing.tables.ts'
import * as question from './question/question.tables.ts'
import * as recourse from './recourse/recourse.tables.ts'
import * as referral from './referral/referral.tables.ts'
import * as refusalCount from './refusal-count/refusal-count.tables.ts'
import * as rights from './rights/erasure.tables.ts'
import * as search from './search/search.tables.ts'
import * as secondPerson from './second-person/second-person.tables.ts'
import * as silence from './silence/silence.tables.ts'
import * as task from './task/task.tables.ts'
import * as telephone from './telephone/telephone-record.tables.ts'

test('each table is in drizzle what its migration made it', async () => {
  const { written, migrated } = await tablesTwice(
    [desk],
    [
      check,
      choice,
      conflict,
      contact,
      document,
      draft,
      holding,
      meeting,
      memberComplaint,
      openCheck,
      recourse,
      person,
      question,
      referral,
      refusalCount,
      rights,
      search,
      secondPerson,
      silence,
      standing,
      task,
      telephone,
    ],
  )
  expect(written).toEqual(migrated)
})
