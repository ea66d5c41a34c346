import { check, RandomId, RowId } from '@ihala/contract'
import type { Tx } from '@ihala/ledger'
import Type from 'typebox'
import { actAlone } from './act.ts'
import type { Job, JobPayload, ServiceContext } from './service-context.ts'

/** When a job runs. */
export interface JobTime {
  /** ISO instant; at once unless told. */
  readonly runAt?: string
  /** A later job with the same key takes the place of the earlier one that has not run. */
  readonly jobKey?: string
}

/** Tries before a job is parked: with graphile-worker's growing pauses (e^n seconds) these take about a day. */
const TRIES = 12

const checkPayload = check(Type.Record(Type.String({ pattern: '^[a-z][A-Za-z]{0,40}$' }), Type.Union([RowId, RandomId])))

/** Puts a job in the queue, in the transaction of the change it belongs to. Throws (a fault) when the payload is more than ids. */
export async function addJob(tx: Tx, name: string, payload: JobPayload, { runAt, jobKey }: JobTime = {}): Promise<void> {
  if (!checkPayload(payload)) throw new TypeError(`the payload of the job ${name} is more than ids`)
  await tx`
    select from graphile_worker.add_job(
      ${name}, ${tx.json({ ...payload })}::json, run_at := ${runAt ?? null}::timestamptz, job_key := ${jobKey ?? null}::text, max_attempts := ${TRIES})`
}

/** Takes a job out of the queue by its key, if it has not begun. */
export async function removeJob(tx: Tx, jobKey: string): Promise<void> {
  await tx`select from graphile_worker.remove_job(${jobKey})`
}

/** How long a job may be locked before its worker counts as dead. No statement of a job lasts longer than 30 seconds. */
const DEAD_AFTER_MINUTES = 5

/** Gives the jobs of workers that died back to the queue; the library itself would wait four hours. */
export async function releaseDeadWorkers(tx: Tx): Promise<void> {
  await tx`
    select graphile_worker.force_unlock_workers(dead.workers)
    from (
      select array_agg(distinct locked_by) as workers from graphile_worker._private_jobs
      where locked_at < now() - make_interval(mins => ${DEAD_AFTER_MINUTES})
    ) as dead
    where dead.workers is not null`
}

/** A running worker. */
export interface Worker {
  /** Lets the job under way end, then stops. */
  readonly stop: () => Promise<void>
}

/** How often jobs for a later time are looked for, milliseconds; jobs for now are told of at once. */
const POLL_MS = 2_000

/** Whom the worker tells. */
export interface JobNews {
  /** A job failed: its name and the fault, which may not be logged as it is. */
  readonly failed: (name: string, fault: unknown) => void
  readonly done: () => void
}

/** Starts to work on the queue, one job at a time. */
export async function startWorker(
  service: ServiceContext,
  jobs: Readonly<Record<string, Job>>,
  { failed, done }: JobNews,
): Promise<Worker> {
  const { Logger, run } = await import('graphile-worker')
  const taskList = Object.fromEntries(
    Object.entries(jobs).map(([name, job]) => [
      name,
      async (payload: unknown) => {
        if (!checkPayload(payload)) throw new TypeError(`the payload of the job ${name} is more than ids`)
        try {
          await actAlone(service, (tx, send, stamp) => job(payload, { tx, send, stamp, service }))
          done()
        } catch (fault) {
          failed(name, fault)
          // The queue keeps the message of what is thrown; a fault's own message may repeat a value.
          throw new Error(`the job ${name} failed; the log says more`)
        }
      },
    ]),
  )
  const runner = await run({
    connectionString: service.config.databaseUrl,
    maxPoolSize: 2,
    concurrency: 1,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    taskList,
    parsedCronItems: [],
    // The library's lines repeat messages of faults; ours come from `failed`.
    logger: new Logger(() => () => {}),
  })
  return { stop: () => runner.stop() }
}
