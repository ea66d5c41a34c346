import { expect, test } from 'vitest'
import { violations } from './invariants.ts'
import type { Snapshot } from './snapshot.ts'

const MINISTRY = 'https://ministry-of-labour.ihala.example'
const CARE_HOUSE = 'https://care-house.ihala.example'
const MADE = [{ from: 'ministry-of-labour', to: 'care-house', id: 'r1', at: 0 }]

type World = { -readonly [Part in keyof Snapshot]: Snapshot[Part] }

/** One referral, requested and accepted, as both databases have it when all is well. */
function goodWorld(): { ministry: World; careHouse: World } {
  const requested = { iss: MINISTRY, jti: 'e1', caseId: 'c1', seq: 1, evt: 'referral-requested', hash: 'h1', leaf: 'l' }
  const accepted = { iss: CARE_HOUSE, jti: 'e2', caseId: 'c1', seq: 1, evt: 'referral-accepted', hash: 'h2', leaf: 'l' }
  const common = { twiceReceived: [], quarantined: [], waitingRoom: 0, statements: {} }
  const conversation = { caseId: 'c1', state: 'accepted', responsible: 'recipient', mySeq: 1, myReceipted: 1, theirSeq: 1 }
  const row = { caseId: 'c1', seq: 1, status: 'closed' }
  const ministry: World = {
    ...common,
    slug: 'ministry-of-labour',
    entityId: MINISTRY,
    conversations: [{ ...conversation, partner: CARE_HOUSE, side: 'sender', myHead: 'h1', theirHead: 'h2' }],
    events: [
      { ...requested, receipt: null },
      { ...accepted, receipt: 'receipt 2' },
    ],
    outbox: [{ ...row, jti: 'e1', recipient: CARE_HOUSE, hash: 'h1', receipt: 'receipt 1' }],
    referrals: [{ id: 'r1', caseId: 'c1', side: 'sender', partner: CARE_HOUSE, state: 'accepted' }],
  }
  const careHouse: World = {
    ...common,
    slug: 'care-house',
    entityId: CARE_HOUSE,
    conversations: [{ ...conversation, partner: MINISTRY, side: 'recipient', myHead: 'h2', theirHead: 'h1' }],
    events: [
      { ...requested, receipt: 'receipt 1' },
      { ...accepted, receipt: null },
    ],
    outbox: [{ ...row, jti: 'e2', recipient: MINISTRY, hash: 'h2', receipt: 'receipt 2' }],
    referrals: [{ id: 'r9', caseId: 'c1', side: 'recipient', partner: MINISTRY, state: 'accepted' }],
  }
  return { ministry, careHouse }
}

const judged = ({ ministry, careHouse }: ReturnType<typeof goodWorld>): string[] => violations([ministry, careHouse], MADE)

test('a good world has nothing that does not hold', () => {
  expect(judged(goodWorld())).toEqual([])
})

const HARMS: Readonly<Record<string, (world: ReturnType<typeof goodWorld>) => void>> = {
  'the referral is lost at its recipient': ({ careHouse }) => {
    careHouse.referrals = []
  },
  'the referral is there twice': ({ careHouse }) => {
    careHouse.referrals = [...careHouse.referrals, ...careHouse.referrals.map((row) => ({ ...row, id: 'r10' }))]
  },
  'one click made two referrals': ({ ministry }) => {
    ministry.referrals = [...ministry.referrals, ...ministry.referrals.map((row) => ({ ...row, id: 'r2', caseId: 'c2' }))]
  },
  'the ends say different things': ({ ministry }) => {
    ministry.referrals = ministry.referrals.map((row) => ({ ...row, state: 'requested' }))
  },
  'both think that the other is responsible': ({ ministry }) => {
    ministry.conversations = ministry.conversations.map((one) => ({ ...one, responsible: 'sender' }))
  },
  'an event is missing from its chain': ({ careHouse }) => {
    careHouse.events = careHouse.events.filter(({ jti }) => jti !== 'e1')
  },
  'an event is there twice': ({ careHouse }) => {
    careHouse.events = [...careHouse.events, ...careHouse.events]
  },
  'an event had its effect twice': ({ careHouse }) => {
    careHouse.twiceReceived = ['{"act":"received"}']
  },
  'an event was changed on its way': ({ careHouse }) => {
    careHouse.events = careHouse.events.map((event) => (event.jti === 'e1' ? { ...event, hash: 'other' } : event))
  },
  'an effect is without its receipt': ({ careHouse }) => {
    careHouse.events = careHouse.events.map((event) => ({ ...event, receipt: null }))
  },
  'a receipt is without its effect': ({ careHouse }) => {
    careHouse.events = careHouse.events.filter(({ jti }) => jti !== 'e1')
    careHouse.conversations = careHouse.conversations.map((one) => ({ ...one, theirSeq: 0, theirHead: null }))
  },
  'a row was closed on another receipt': ({ ministry }) => {
    ministry.outbox = ministry.outbox.map((row) => ({ ...row, receipt: 'receipt 2' }))
  },
  'a row was never closed': ({ ministry }) => {
    ministry.outbox = ministry.outbox.map((row) => ({ ...row, status: 'waiting', receipt: null }))
  },
  'an event has no leaf': ({ ministry }) => {
    ministry.events = ministry.events.map((event) => ({ ...event, leaf: null }))
  },
  'something was quarantined': ({ careHouse }) => {
    careHouse.quarantined = [{ senderTag: 'A', code: 'signature-invalid' }]
  },
  'something still waits': ({ careHouse }) => {
    careHouse.waitingRoom = 1
  },
}

test.each(Object.entries(HARMS))('it is seen when %s', (_, harm) => {
  const world = goodWorld()
  harm(world)
  expect(judged(world)).not.toEqual([])
})
