import postgres, { type Sql, type TransactionSql } from 'postgres'

/** Connects as a service does (`kit/pool.ts`): one plan for all values, made when a statement is first asked. */
const AS_A_SERVICE: Record<string, string> = {
  'ihala.staff': 'system',
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
}

/** What PostgreSQL does for the statements of a piece of work, in the words of EXPLAIN. */
export interface Plans {
  /** The plan of the first statement of this work that holds the passage. Throws when none does. */
  readonly of: (passage: string, work: (tx: TransactionSql) => Promise<unknown>) => Promise<string>
  readonly end: () => Promise<void>
}

/** Plans as a service makes them on the tables as they are: mostly with next to nothing in them. */
export function plansOf(url: string): Plans {
  const asked: string[] = []
  const db: Sql = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connection: AS_A_SERVICE,
    debug: (_connection: number, text: string) => void asked.push(text),
  })
  let prepared = 0
  return {
    of: async (passage, work) => {
      asked.length = 0
      await db.begin(work)
      const text = asked.find((one) => one.includes(passage))
      if (text === undefined) throw new Error(`nothing was asked that holds “${passage}”`)
      prepared += 1
      await db.unsafe(`prepare looked_at_${prepared} as ${text}`)
      const values = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)))
      const given = values === 0 ? '' : `(${Array.from({ length: values }, () => 'null').join(', ')})`
      const plan = await db.unsafe<{ 'QUERY PLAN': string }[]>(`explain execute looked_at_${prepared} ${given}`)
      return plan.map((row) => row['QUERY PLAN']).join('\n')
    },
    end: () => db.end(),
  }
}
