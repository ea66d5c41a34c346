import Type, { type Static } from 'typebox'
import { Need, Urgency } from '../codes/need.ts'
import { EntityId, Instant, Names, RowId } from '../identifiers.ts'
import { closed } from '../schema.ts'
import { NeedNote } from '../sections/need.ts'

/** POST /drafts (DESIGN §8, undo): a referral that waits before it goes; until `sendAt` nothing has left and nothing is kept of a changed mind. */
export const DraftKept = closed({ id: RowId, personId: RowId, sendAt: Instant })
export type DraftKept = Static<typeof DraftKept>

/** One line of GET /drafts: codes and clocks, as a line of the work list has them. */
export const DraftLine = closed({
  ...DraftKept.properties,
  writtenAt: Instant,
  /** To whom it goes; several where the same is asked of all at once. */
  partners: Type.Array(closed({ entityId: EntityId, names: Names, kind: Type.String() }), { minItems: 1 }),
  step: Type.Enum(['enquire', 'request']),
  urgency: Urgency,
  needs: Type.Array(Need),
  /** Whether it was the reader who said send. */
  mine: Type.Boolean(),
  /** The code of the refusal that kept it from going, so that a person looks; null as long as none did. */
  refused: Type.Union([Type.String(), Type.Null()]),
})
export type DraftLine = Static<typeof DraftLine>
export const DraftList = closed({ drafts: Type.Array(DraftLine) })
export type DraftList = Static<typeof DraftList>

/** POST /drafts/note: whether the text of a need may go, asked before the person is asked for consent. Nothing of it is kept. */
export const NoteTried = closed({ personId: RowId, note: NeedNote })
export type NoteTried = Static<typeof NoteTried>
