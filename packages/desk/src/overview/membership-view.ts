import type { MembershipLogState, Names } from '@ihala/contract'
import type { MembershipOutlook } from '@ihala/kit'

/** Gives a line about a member its names. */
type Named = <L extends { readonly member: string }>(line: L) => L & { readonly names: Names | null }

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** T26: the membership log as an admin reads it: who changed, which key is new, and from when on it counts. */
export function membershipView({ stands, head, witnesses, changes }: MembershipOutlook, named: Named): MembershipLogState {
  return {
    stands,
    head: head && named(head),
    witnesses: witnesses.map(({ member, size, signedAt, government, newest }) => named({ member, size, signedAt, government, newest })),
    changes: {
      total: changes.total,
      lines: changes.lines.map(({ position, at, entityId, change, keys }) => ({
        ...named({ member: entityId }),
        position,
        at,
        change,
        keys: keys.map(({ kid, use, from }) => ({ kid: kid.slice(0, 8), use, from: instant(from) })),
      })),
    },
  }
}
