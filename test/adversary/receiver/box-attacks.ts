import { BOX_HOLDS, type ComplaintBox } from '@ihala/contract'
import { type Attack, attacks, struck } from './attack.ts'
import { forge, randomId } from './forge.ts'
import { envelope, refused, requestUnder } from './referral.ts'
import { CARE_HOUSE, LAWYERS, NOON, openWorld, statementOf, UNION, type World } from './world.ts'

const DAY = 86_400

/** The world in which the receiver is of a kind that takes complaints. */
async function committee(kind = 'national-committee'): Promise<World> {
  const world = await openWorld()
  await world.registry.hear(statementOf(CARE_HOUSE, NOON + 1, { kind }))
  return world
}

const complaint = (about = LAWYERS.entityId): ComplaintBox['complaints'][number] => ({
  number: randomId(),
  about,
  what: 'treated-badly',
  answer: true,
})

/** A member's box, signed at a time in seconds since 1970. */
const box = (complaints: ComplaintBox['complaints'], iat = NOON): Buffer =>
  forge({
    claims: {
      ...{ evt: 'complaint-box', v: 1, data: { complaints }, iat, exp: iat + 600 },
      ...{ case: undefined, seq: undefined, seen: undefined, grant: undefined },
    },
  })

/** C11, D-21: boxes of complaints about members, and what else is sent to whoever takes them. */
export const BOX_ATTACKS: readonly Attack[] = attacks({
  'D-21: an empty box': ['stored, answered, with effect', async () => struck(await committee(), box([]))],
  'D-21: a full box': [
    'stored, answered, with effect',
    async () => struck(await committee('human-rights-committee'), box(Array.from({ length: BOX_HOLDS }, () => complaint()))),
  ],
  'D-21: a box of more than it holds': [
    refused('event-data-invalid'),
    async () => struck(await committee(), box(Array.from({ length: BOX_HOLDS + 1 }, () => complaint()))),
  ],
  'D-21: a second box of one day': [
    refused('too-many-requests'),
    async () => {
      const world = await committee()
      await struck(world, box([]))
      return struck(world, box([complaint()], NOON - 60))
    },
  ],
  'D-21: a box the next day': [
    'stored, answered, with effect',
    async () => {
      const world = await committee()
      await struck(world, box([complaint()]))
      world.wait(DAY)
      await world.registry.hear(statementOf(CARE_HOUSE, NOON + DAY, { kind: 'national-committee' }))
      await world.registry.hear(statementOf(UNION, NOON + DAY))
      return struck(world, box([], NOON + DAY))
    },
  ],
  'D-21: a complaint about whoever takes it': [
    refused('event-data-invalid'),
    async () => struck(await committee(), box([complaint(), complaint(CARE_HOUSE.entityId)])),
  ],
  'D-21: a box to a body that takes no complaints': [
    refused('event-not-accepted-by-recipient'),
    async () => struck(await openWorld(), box([complaint()])),
  ],
  'D-7: somebody referred to the committee': [
    refused('event-not-accepted-by-recipient'),
    async () => struck(await committee(), envelope(requestUnder({})).sealed),
  ],
})
