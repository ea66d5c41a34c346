import type { MemberKey } from '@ihala/contract'
import type { Database } from '@ihala/ledger'
import type { SeenKey } from '../registry-keys.ts'

/** Keeps a member's newest statement and the keys heard with it. A key that is known keeps its moment. */
export async function keepStatement(
  db: Database,
  said: { readonly subject: string; readonly jws: string; readonly now: string; readonly keys: readonly SeenKey[] },
): Promise<void> {
  const { subject, jws, now, keys } = said
  const rows = keys.map(({ entityId, key, activeFrom }) => ({ entityId, kid: key.kid, content: key, activeFrom }))
  await db`
    with known as (
      insert into exchange.member_key (entity_id, kid, content, active_from, heard_at, vouched)
      select entry ->> 'entityId', entry ->> 'kid', entry -> 'content', (entry ->> 'activeFrom')::bigint, ${now}, ${jws}
      from jsonb_array_elements(${db.json(rows)}::jsonb) entry
      on conflict (entity_id, kid) do update set content = excluded.content
    )
    insert into exchange.registry_statement (subject, jws, heard_at) values (${subject}, ${jws}, ${now})
    on conflict (subject) do update set jws = excluded.jws, heard_at = excluded.heard_at`
}

/** Every key ever heard of. */
export async function seenKeys(db: Database): Promise<SeenKey[]> {
  const rows = await db<{ entityId: string; content: MemberKey; activeFrom: string }[]>`
    select entity_id as "entityId", content, active_from as "activeFrom" from exchange.member_key`
  return rows.map(({ entityId, content, activeFrom }) => ({ entityId, key: content, activeFrom: Number(activeFrom) }))
}
