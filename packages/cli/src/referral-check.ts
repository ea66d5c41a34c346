import { setTimeout as pause } from 'node:timers/promises'
import { type Config, openPool, TEST_REFERRAL } from '@ihala/kit'
import type { Sql } from 'postgres'

/** What the test referral of a running service showed, or why the service is not good. */
export type ReferralChecked = { readonly problem: string } | { readonly asked: number; readonly answered: number }

const BETWEEN_MS = 200

/**
 * Has a running service try the way of a referral itself, by its own code, and ask partners over the bus (kit's job TEST_REFERRAL):
 * the command's own code would prove nothing of the version that runs. Waits until it is done and one of those asked has given
 * its signed receipt.
 * @param alone nobody needs to answer
 */
export async function referralGoes(
  config: Config,
  { withinMs, alone }: { readonly withinMs: number; readonly alone: boolean },
): Promise<ReferralChecked> {
  const until = performance.now() + withinMs
  const app = openPool(config.databaseUrl, { max: 1, name: 'ihala test referral', actor: 'system' })
  try {
    const before = new Set((await statedIn(app)).map(({ jti }) => jti))
    await app`select from graphile_worker.add_job(${TEST_REFERRAL}, '{}'::json, job_key := ${TEST_REFERRAL}, max_attempts := 1)`
    const problem = await worked(app, until)
    if (problem !== undefined) return { problem }
    for (;;) {
      const asked = (await statedIn(app)).filter(({ jti }) => !before.has(jti))
      const answered = asked.filter(({ receipted }) => receipted).length
      if (asked.length === 0 || answered > 0 || alone) return { asked: asked.length, answered }
      if (performance.now() > until) return { problem: `of ${asked.length} partners asked over the bus none has given its receipt` }
      await pause(BETWEEN_MS)
    }
  } finally {
    await app`select from graphile_worker.remove_job(${TEST_REFERRAL})`.catch(() => undefined)
    await app.end({ timeout: 5 })
  }
}

/** Digests stated to partners, and whether their receipt is here. */
function statedIn(app: Sql): Promise<{ readonly jti: string; readonly receipted: boolean }[]> {
  return app<{ jti: string; receipted: boolean }[]>`
    select jti, status = 'closed' and receipt is not null as receipted from exchange.outbox where evt = 'digest-stated'`
}

async function worked(app: Sql, until: number): Promise<string | undefined> {
  for (;;) {
    const [job] = await app<{ failed: boolean }[]>`
      select last_error is not null as failed from graphile_worker.jobs where key = ${TEST_REFERRAL}`
    if (job === undefined) return undefined
    if (job.failed) return 'the test referral failed; the log of the service says where'
    if (performance.now() > until) return 'the service does not take the test referral'
    await pause(BETWEEN_MS)
  }
}
