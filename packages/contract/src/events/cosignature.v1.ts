import Type, { type Static } from 'typebox'
import { closed, codes } from '../schema.ts'
import { HeadsTold, LogNote, TreeSize } from './checkpoint.v1.ts'

/** Why a head was not countersigned, or that it was only asked for what is held. */
export const NotCosigned = codes(
  ['asked', 'other-start', 'fork', 'inconsistent', 'epoch-unexplained', 'not-signed'],
  'DESIGN §10; C2SP tlog-witness',
)
export type NotCosigned = Static<typeof NotCosigned>

/**
 * A witness's answer to `checkpoint`. `signed`: it saw this head follow from all it saw before, at the time in its signature line
 * (C2SP tlog-cosignature). `held`: the head that it holds of the other's log, as that one signed it; null for none.
 */
export const CosignatureStated = Type.Union([
  closed({
    of: Type.Literal('signed'),
    origin: Type.String({ pattern: '^[a-z0-9.-]+/log/[1-9][0-9]*$', maxLength: 220 }),
    size: TreeSize,
    line: Type.String({ pattern: '^— [a-z0-9.-]+ [A-Za-z0-9+/]+={0,2}$', maxLength: 400 }),
    heard: HeadsTold,
  }),
  closed({
    of: Type.Literal('held'),
    why: NotCosigned,
    note: Type.Union([LogNote, Type.Null()]),
    heard: HeadsTold,
  }),
])
export type CosignatureStated = Static<typeof CosignatureStated>
