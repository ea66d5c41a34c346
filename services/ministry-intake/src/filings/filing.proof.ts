import { FILING_FORMAT, type FilingFile } from '@ihala/contract'
import { ownStatement, pinnedAnchors, type ServiceContext, type Tx, wordForKey } from '@ihala/kit'

/**
 * c1: a statement or a list in a file that can be checked offline, with the anchor's word for the key that signed it. Undefined while no such
 * word was heard.
 */
export async function filingFile(
  tx: Tx,
  { organisation, config }: Pick<ServiceContext, 'organisation' | 'config'>,
  filing: string,
): Promise<FilingFile | undefined> {
  const kid = signerOf(filing)
  const word = (await wordForKey(tx, organisation.entityId, kid)) ?? (await ownStatement(tx, organisation.entityId))
  if (word === undefined) return undefined
  const anchors = pinnedAnchors(config).map(({ iss, keys }) => ({ iss, keys: [...keys] }))
  return { format: FILING_FORMAT, anchors, statements: [word], filing }
}

/** The key that signed something of ours. */
function signerOf(jws: string): string {
  const header: { readonly kid: string } = JSON.parse(Buffer.from(jws.split('.', 1)[0] ?? '', 'base64url').toString())
  return header.kid
}
