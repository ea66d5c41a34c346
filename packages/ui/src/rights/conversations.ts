import type { MyData, MyDataOther } from '@ihala/contract'
import { type Reader, useRead } from '../api/hooks.tsx'

/** With which bodies a referral of this person goes or went. It is read, and so recorded as a look, only when it is `wanted`. */
export function useConversations(personId: string, wanted: boolean): Reader<readonly MyDataOther[]> {
  const { content, problem, again } = useRead<MyData>(`/people/${personId}/my-data`, { unless: !wanted })
  return { content: content?.others, problem, again }
}
