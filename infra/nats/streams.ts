import { AckPolicy, DeliverPolicy, DiscardPolicy, type JetStreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { CONSUMER, REGISTRY_LIVE, REGISTRY_STORED, REGISTRY_STREAM } from './subjects.ts'

const DAY_MS = 24 * 3600 * 1000

/** Makes the registry's stream unless it is there: the newest statement of each subject, read without a consumer. */
export async function ensureRegistryStream(manager: JetStreamManager): Promise<void> {
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
  })
}

/**
 * Makes a member's stream and its consumer unless they are there (DESIGN §5). One message per subject and refusing the
 * new: the same ciphertext is refused while its first copy waits, and accepted after that was acknowledged.
 */
export async function ensureMemberStream(manager: JetStreamManager, tag: string): Promise<void> {
  await manager.streams.add({
    name: tag,
    subjects: [`i.${tag}.*.*`],
    storage: StorageType.File,
    retention: RetentionPolicy.Workqueue,
    max_msgs_per_subject: 1,
    discard: DiscardPolicy.New,
    discard_new_per_subject: true,
    max_age: nanos(14 * DAY_MS),
  })
  await manager.consumers.add(tag, {
    durable_name: CONSUMER,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(30_000),
    max_ack_pending: 256,
    max_deliver: -1,
  })
}
