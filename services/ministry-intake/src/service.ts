import { desk, proceedings } from '@ihala/desk'
import { defineService, type Service } from '@ihala/kit'
import { filings } from './filings/filings.ts'
import { kind } from './kind.ts'
import { marks } from './marks/marks.ts'
import { matters } from './matters/matters.ts'
import { reports } from './reports/reports.ts'
import { workerPages } from './worker-pages/worker-pages.ts'

/** The Ministry's intake: complaints, their clocks, and who may hear them; and reports of people nobody knows. */
export const service: Service = defineService({
  kind: kind.name,
  features: [desk, marks, matters, proceedings, reports, filings, workerPages],
  serves: kind.serves,
  capabilities: kind.capabilities ?? [],
})
