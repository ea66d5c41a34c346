import type { Tx } from '@ihala/kit'
import type { Standing } from './reading.ts'

/** Nobody works on it yet, and nobody said why they look. */
const NOBODYS: Standing = { assigned: 'nobody', reason: null }
/** No reason is kept open for longer. */
const LOOKED_BACK = '14 days'

/**
 * How the file of a person, with all their referrals, stands to the member who acts: whoever works on one of them works for the person.
 * @param now ISO instant
 */
export async function standingOfPerson(tx: Tx, personId: string, now: string): Promise<Standing> {
  const own = tx`${personId}::text`
  const all = tx`select ${personId}::text union all select case_id from desk.referral where person_id = ${personId}`
  return (await stands(tx, { own, all }, now)) ?? NOBODYS
}

/** As `standingOfPerson`, for a whole page by one statement. */
export async function standingsOfPeople(tx: Tx, personIds: readonly string[], now: string): Promise<ReadonlyMap<string, Standing>> {
  const ids = [...personIds]
  const rows = await tx<(Standing & { readonly id: string })[]>`
    select known.id, ${assigned(tx)}, ${reason(tx)}
    from (
      select id, id as case_id from unnest(${ids}::text[]) id
      union all
      select person_id::text, case_id from desk.referral where person_id = any(${ids}::uuid[])) known
    ${ofMember(tx, now)}
    group by known.id`
  return new Map(rows.map(({ id, ...standing }) => [id, standing]))
}

/** How a referral stands to the member who acts; once it is known whom it is about, with all of that person's. */
export async function standingOfReferral(tx: Tx, referralId: string, now: string): Promise<Standing> {
  const own = tx`(select case_id from desk.referral where id = ${referralId})`
  return (await stands(tx, { own, all: circle(tx, referralId) }, now)) ?? NOBODYS
}

/** Whoever works on the thing itself is asked for first: then nobody goes through all that belongs to it, which may be much. */
async function stands(
  tx: Tx,
  { own, all }: { readonly own: ReturnType<typeof assigned>; readonly all: ReturnType<typeof assigned> },
  now: string,
): Promise<Standing | undefined> {
  const [row] = await tx<Standing[]>`
    with stands as (
      select case
        when exists (select from kit.assignment where case_id = ${own} and staff_id = kit.member()) then 'me'
        else (select ${whose(tx)} from (${all}) known (case_id) ${works(tx)}) end as assigned)
    select assigned, case when assigned = 'others' then (
      select said.reason from kit.reading_reason said
      where said.staff_id = kit.member() and said.at > ${now}::timestamptz - ${LOOKED_BACK}::interval and said.until > ${now}
        and said.case_id in (${all})
      order by said.at desc limit 1) end as reason
    from stands`
  return row
}

/** How a thing stands that an owner holds: the person it is about, or the case before that is known. */
export async function standingOfOwner(
  tx: Tx,
  { owner, personId }: { readonly owner: string; readonly personId: string | null },
  now: string,
): Promise<Standing> {
  if (personId !== null) return standingOfPerson(tx, personId, now)
  const [row] = await tx<
    Standing[]
  >`select ${assigned(tx)}, ${reason(tx)} from (select ${owner}::text as case_id) known ${ofMember(tx, now)}`
  return row ?? NOBODYS
}

/** As `standingOfReferral`, and what is nobody's is theirs from now on: they take somebody on. */
export async function takeOn(tx: Tx, referralId: string, now: string): Promise<Standing> {
  const [row] = await tx<Standing[]>`
    with stands as (select ${assigned(tx)}, ${reason(tx)} from (${circle(tx, referralId)}) known ${ofMember(tx, now)}),
    taken as (
      insert into kit.assignment (case_id, staff_id)
      select referral.case_id, kit.member() from desk.referral, stands
      where referral.id = ${referralId} and stands.assigned = 'nobody' and kit.member() is not null
      on conflict do nothing)
    select assigned, reason from stands`
  return row ?? NOBODYS
}

// A referral, the person it is about, and all referrals of that person.
const circle = (tx: Tx, referralId: string) => tx`
  select case_id from desk.referral where id = ${referralId}
  union all select person_id::text from desk.referral where id = ${referralId} and person_id is not null
  union all select other.case_id from desk.referral one join desk.referral other on other.person_id = one.person_id where one.id = ${referralId}`

const whose = (tx: Tx) => tx`case when bool_or(works.mine) then 'me' when bool_or(works.theirs) then 'others' else 'nobody' end`

// Each by its own look-up: joined, the whole table could be gone through.
const works = (tx: Tx) => tx`
  cross join lateral (
    select coalesce(bool_or(assignment.staff_id = kit.member()), false) as mine, count(*) > 0 as theirs
    from kit.assignment where assignment.case_id = known.case_id) works`

const assigned = (tx: Tx) => tx`${whose(tx)} as assigned`

const reason = (tx: Tx) => tx`(array_agg(said.reason order by said.at desc) filter (where said.reason is not null))[1] as reason`

const ofMember = (tx: Tx, now: string) => tx`
  ${works(tx)}
  left join kit.reading_reason said on said.case_id = known.case_id and said.staff_id = kit.member() and said.until > ${now}`
