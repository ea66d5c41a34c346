import type { Organisation } from '@ihala/contract'
import type { PolicyText } from './access-policy.ts'
import type { App } from './app.ts'
import type { IdentityProvider } from './identity.ts'
import type { LogOptions } from './logging.ts'
import type { Metrics } from './metrics.ts'
import type { ServiceContext } from './service-context.ts'
import type { Sessions } from './session.ts'
import type { Tracing } from './telemetry.ts'

/** How much one client may ask. Per minute and replica; sizes in bytes. */
export interface Limits {
  /** Largest JSON body. */
  readonly body: number
  /** Largest file of an upload. */
  readonly file: number
  readonly files: number
  /** Requests of one session, or of one address that is not signed in. */
  readonly requests: number
  /** Sign-ins begun from one address. */
  readonly signIns: number
}

/** Whether the service can work, and if not what it waits for: a plain phrase without addresses or secrets. */
export interface Readiness {
  readonly ready: boolean
  readonly reason?: string
}

/** What the door is made of. */
export interface AppOptions {
  readonly organisation: Organisation
  readonly environment: 'development' | 'production'
  readonly version: string
  /** Address of this service as browsers see it, without a path. */
  readonly baseUrl: string
  /** Cedar text of each feature. */
  readonly policies: readonly PolicyText[]
  readonly sessions: Sessions
  readonly provider: IdentityProvider
  readonly clientSecret: string
  readonly now: () => Date
  readonly metrics: Metrics
  readonly tracing: Tracing
  readonly readiness: () => Readiness | Promise<Readiness>
  readonly logs: LogOptions
  /** What `request.service` is. */
  readonly service?: ServiceContext
  /** Folder of the built desk. */
  readonly pages?: string
  readonly limits?: Partial<Limits>
  /** Addresses of proxies whose X-Forwarded-For is believed; none unless told. */
  readonly trustProxy?: readonly string[]
  /** Adds the features' routes. */
  readonly routes?: (app: App) => void
}
