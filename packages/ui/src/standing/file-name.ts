import type { PersonDetail } from '@ihala/contract'
import { useRead } from '../api/hooks.tsx'

/** The name on a person's file, where this screen's reader has just had it open; nothing is read for it, since every look is recorded. */
export function useFileName(id: string): string | undefined {
  return useRead<PersonDetail>(`/people/${id}`, { unless: true }).content?.sections.identity?.names.latin
}
