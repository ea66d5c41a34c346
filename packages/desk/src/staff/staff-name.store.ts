import type { Names } from '@ihala/contract'
import { type ServiceContext, staffNames, type Tx } from '@ihala/kit'

/** The name of a member of staff of this organisation, for colleagues; null for nobody. */
export async function staffNameOf(tx: Tx, { keyring }: Pick<ServiceContext, 'keyring'>, id: string | null): Promise<Names | null> {
  if (id === null) return null
  const [row] = await tx<{ names: Buffer | null }[]>`select names from kit.staff where id = ${id}`
  return row ? staffNames(keyring, row.names).names : null
}
