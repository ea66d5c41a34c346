import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { CONSUMER, REGISTRY_LIVE, REGISTRY_STORED, REGISTRY_STREAM } from './subjects.ts'

const DAY_MS = 24 * 3600 * 1000
/** JetStream's answer when the consumer is there with other settings, from an earlier version of these. */
const CONSUMER_IS_OTHERWISE = 10_148
/** Status of its answers when its own files stand in the way: no store can be made, a stream is offline. Others have 400, 404 or 503. */
const DAMAGED = 500

/**
 * Makes the registry's stream unless it is there: the newest statement of each subject, read without a consumer.
 * @param copies servers that keep each message: one, or three of a cluster
 */
export async function ensureRegistryStream(manager: JetStreamManager, copies: number): Promise<void> {
  await manager.streams.add({
    name: REGISTRY_STREAM,
    subjects: [REGISTRY_STORED],
    // A message that came through a service import is not passed on to a stream export, but the stream's own copy is.
    republish: { src: REGISTRY_STORED, dest: REGISTRY_LIVE },
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    max_msgs_per_subject: 1,
    max_msg_size: 256 * 1024,
    discard: DiscardPolicy.Old,
    allow_direct: true,
    num_replicas: copies,
  })
}

/**
 * Makes a member's stream and its consumer unless they are there (DESIGN §5). One message per subject and refusing the
 * new: the same ciphertext is refused while its first copy waits, and accepted after that was acknowledged.
 */
export async function ensureMemberStream(manager: JetStreamManager, tag: string, copies: number): Promise<void> {
  const stream = {
    name: tag,
    subjects: [`i.${tag}.*.*`],
    storage: StorageType.File,
    retention: RetentionPolicy.Workqueue,
    max_msgs_per_subject: 1,
    discard: DiscardPolicy.New,
    discard_new_per_subject: true,
    max_age: nanos(14 * DAY_MS),
    num_replicas: copies,
  }
  try {
    await manager.streams.add(stream)
    await ensureConsumer(manager, tag)
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.status !== DAMAGED) throw error
    // Damaged files of a stream or its consumer stand in the way of new ones for ever, and go with the stream. What waited in
    // it is not lost: senders repeat what they have no receipt for.
    await manager.streams.delete(tag)
    await manager.streams.add(stream)
    await ensureConsumer(manager, tag)
  }
}

async function ensureConsumer(manager: JetStreamManager, tag: string): Promise<void> {
  const consumer = {
    durable_name: CONSUMER,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    // So long waits what a service had taken when it was killed, or what was on its way when the link broke: five seconds after that is
    // whole again all shall have come (T4). A service says every second what it has not dealt with yet.
    ack_wait: nanos(3_000),
    max_ack_pending: 256,
    max_deliver: -1,
  }
  await manager.consumers.add(tag, consumer).catch((error: unknown) => {
    if (!(error instanceof JetStreamApiError) || error.code !== CONSUMER_IS_OTHERWISE) throw error
    return manager.consumers.update(tag, CONSUMER, consumer)
  })
}

/**
 * Makes every consumer anew that passes messages over. A store that lost its end uses sequence numbers again, and a consumer
 * that remembers the old ones never looks at what bears them now (DESIGN §4). Answers how many there were.
 */
export async function mendConsumers(manager: JetStreamManager): Promise<number> {
  let mended = 0
  for await (const { config, state } of manager.streams.list()) {
    if (config.name === REGISTRY_STREAM || state.messages === 0) continue
    if (!(await passesOver(manager, config.name, state.first_seq))) continue
    await manager.consumers.delete(config.name, CONSUMER)
    await ensureConsumer(manager, config.name)
    mended += 1
  }
  return mended
}

async function passesOver(manager: JetStreamManager, tag: string, firstSeq: number): Promise<boolean> {
  const { delivered, num_pending, num_ack_pending } = await manager.consumers.info(tag, CONSUMER)
  const { state } = await manager.streams.info(tag)
  if (delivered.stream_seq > state.last_seq) return true
  // What has waited since the first look, and is neither to come nor under way.
  return state.messages > 0 && state.first_seq === firstSeq && firstSeq <= delivered.stream_seq && num_pending + num_ack_pending === 0
}
