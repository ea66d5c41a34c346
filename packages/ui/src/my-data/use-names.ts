import type { MemberList } from '@ihala/contract'
import type { Static } from 'typebox'
import { useRead } from '../api/hooks.tsx'
import { useReading } from '../i18n/reading.tsx'

/** How members are called, by their entity id; undefined where the directory does not know one. */
export function useNames(): (entityId: string) => string | undefined {
  const { name } = useReading()
  const { content } = useRead<Static<typeof MemberList>>('/members')
  return (entityId) => {
    const member = content?.members.find((one) => one.entityId === entityId)
    return member && name(member.names)
  }
}
