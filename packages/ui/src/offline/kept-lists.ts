import type { MemberList, NoticeView } from '@ihala/contract'
import type { Static } from 'typebox'

/** The lists that a form needs beside those in the program: the members' directory and the texts that are read out. Nothing about a person. */
export interface KeptLists {
  /** When they were fetched, ISO instant. */
  readonly at: string
  readonly members: Static<typeof MemberList>
  /** By the path they are read at. */
  readonly notices: Readonly<Record<string, NoticeView>>
}

/** What was kept on the device, or undefined where nothing was. */
export function listsFrom(kept: unknown): KeptLists | undefined {
  return typeof kept === 'object' && kept !== null && 'members' in kept ? (kept as KeptLists) : undefined
}
